import { indented, literal } from './javascript-literal.ts'
import { markers } from './origin-markers.ts'
import { type SampledRequest, sampleFile, targetOf } from './sampled-request.ts'

/** A request with the `fetch` of Node.js. It runs as CommonJS and as a module. */
export function fetchSample(request: SampledRequest): string {
  const { method, headers, body } = request
  const lines = [
    `method: ${literal(method)},`,
    `headers: ${indented(properties(headers), '  ')},`,
    ...(body === 'file' ? ['body: form,'] : []),
    ...(typeof body === 'object' ? [`body: JSON.stringify(${indented(literal(body.json), '  ')}),`] : []),
  ]
  return `${body === 'file' ? form : ''}fetch(${literal(markers.origin + targetOf(request))}, {
${lines.map((line) => `  ${line}\n`).join('')}})
  .then(async (response) => console.log(response.status, await response.text()))
  .catch((error) => console.error(error))`
}

const properties = (headers: SampledRequest['headers']): string =>
  `{\n${Object.entries(headers)
    .map(([name, value]) => `  ${literal(name)}: ${literal(value)},\n`)
    .join('')}}`

const form = `const form = new FormData()
form.append(${literal(sampleFile.part)}, new Blob([${literal(sampleFile.text)}]), ${literal(sampleFile.name)})

`
