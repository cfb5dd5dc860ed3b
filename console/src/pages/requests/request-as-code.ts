import type { RecordedRequest } from '../../api/requests.ts'

const version = '2021-07-28'

type Sent = Pick<RecordedRequest, 'method' | 'path' | 'query' | 'requestBody'>

const urlOf = ({ path, query }: Pick<Sent, 'path' | 'query'>, origin: string): string =>
  `${origin}${path}${query === undefined ? '' : `?${query}`}`

/** A text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

/** A request as a command. Its token is in a variable, as the server does not know it any more. */
export function curlOf(request: Sent, origin: string): string {
  const { method, requestBody } = request
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(urlOf(request, origin))}`,
    '-H "Authorization: Bearer $CONTACTD_TOKEN"',
    `-H 'Version: ${version}'`,
  ]
  if (requestBody !== null)
    lines.push(`-H 'Content-Type: application/json'`, `--data ${quoted(textOf(requestBody))}`)
  return lines.join(' \\\n  ')
}

/** A request and what its answer was, as a file for `node --test`. */
export function testOf(request: RecordedRequest, origin: string): string {
  const { method, path, status, requestBody, responseBody } = request
  const headers = [`authorization: \`Bearer \${process.env.CONTACTD_TOKEN}\``, `version: '${version}'`]
  if (requestBody !== null) headers.push(`'content-type': 'application/json'`)
  const body =
    typeof requestBody === 'string'
      ? JSON.stringify(requestBody)
      : `JSON.stringify(${indented(requestBody, 2)})`
  const message = (responseBody as { message?: unknown } | null)?.message
  return `import assert from 'node:assert/strict'
import { test } from 'node:test'

test(${JSON.stringify(`${method} ${path} is ${status ?? 'without an answer'}`)}, async () => {
  const response = await fetch(${JSON.stringify(urlOf(request, origin))}, {
    method: '${method}',
    headers: {
      ${headers.join(',\n      ')},
    },${requestBody === null ? '' : `\n    body: ${body},`}
  })
  assert.equal(response.status, ${status ?? 200})${
    message === undefined
      ? ''
      : `
  const { message } = await response.json()
  assert.deepEqual(message, ${indented(message, 1)})`
  }
})
`
}

/** JSON whose lines after the first are as deep as the code around it. @param depth in steps of two spaces. */
const indented = (value: unknown, depth: number): string =>
  JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${'  '.repeat(depth)}`)
