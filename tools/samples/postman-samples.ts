import { createRequire } from 'node:module'
import { markers } from './origin-markers.ts'
import { type SampledRequest, sampleFile, targetOf } from './sampled-request.ts'

/** Makes the program of one language and library. */
export type Generate = (request: SampledRequest) => string

/** The samples are generated for this origin; a marker takes its place. */
const host = 'origin.invalid'
const origin = `https://${host}`

const options = {
  indentCount: 2,
  indentType: 'Space',
  followRedirect: true,
  ES6_enabled: true,
  includeBoilerplate: true,
}

interface Generators {
  convert(
    language: string,
    variant: string,
    request: object,
    options: object,
    callback: (error: unknown, source?: string) => void,
  ): void
}

interface Collection {
  Request: new (definition: object) => object
}

/**
 * A generator of `postman-code-generators`, with corrections to its programs.
 * @param correct the corrections.
 */
export function postmanGenerator(
  language: string,
  variant: string,
  correct: (source: string, request: SampledRequest) => string = (source) => source,
): Generate {
  const require = createRequire(import.meta.url)
  const { convert } = require('postman-code-generators') as Generators
  const { Request } = require('postman-collection') as Collection
  return (request) => {
    const { method, headers } = request
    const header = Object.entries(headers).map(([key, value]) => ({ key, value }))
    // Every conversion may change the request.
    const converted = new Request({
      url: origin + targetOf(request),
      method,
      header,
      ...bodyOf(request, language),
    })
    let source = ''
    convert(language, variant, converted, options, (error, made) => {
      if (made === undefined) throw new Error(`${language} ${variant}: ${error}`)
      source = made
    })
    const corrected = correct(source, request).replaceAll(origin, markers.origin)
    if (corrected.includes(host)) throw new Error(`${language} ${variant} splits the URL:\n${corrected}`)
    return corrected.trimEnd()
  }
}

/** Java's and PowerShell's compilers may read a file with another encoding than UTF-8. */
const asciiLanguages: ReadonlySet<string> = new Set(['java', 'powershell'])

function bodyOf({ body }: SampledRequest, language: string) {
  if (body === undefined) return {}
  if (body === 'file') {
    const file = { key: sampleFile.part, type: 'file', src: sampleFile.name }
    return { body: { mode: 'formdata', formdata: [file] } }
  }
  const json = JSON.stringify(body.json, null, 2)
  const raw = asciiLanguages.has(language) ? escapedToAscii(json) : json
  return { body: { mode: 'raw', raw } }
}

/** JSON in ASCII characters only. */
const escapedToAscii = (json: string): string =>
  json.replace(/[^\0-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Replaces the first match, which must exist. Patterns begin at a line, where no text of a request can. */
function replaced(source: string, pattern: RegExp, by: string): string {
  if (!pattern.test(source)) throw new Error(`The sample has no ${pattern}:\n${source}`)
  return source.replace(pattern, () => by)
}

/** The query is escaped already, and two generators escape it again. */
function withQuery(source: string, request: SampledRequest): string {
  const target = targetOf(request)
  const query = target.slice(target.indexOf('?'))
  return target.includes('?') ? source.replaceAll(encodeURI(query), () => query) : source
}

/** Node.js's own module, with `follow-redirects`. */
export function correctNative(source: string, request: SampledRequest): string {
  const { scheme, portProperty, hostname } = markers
  const module = replaced(
    source,
    /^const https = require\('follow-redirects'\)\.https/m,
    `const ${scheme} = require('follow-redirects').${scheme}`,
  )
  const called = replaced(module, /^const req = https\./m, `const req = ${scheme}.`)
  const addressed = replaced(
    called,
    /^ {2}'hostname': '.*',\n {2}/m,
    `  'hostname': '${hostname}',\n  ${portProperty}`,
  )
  return (
    withQuery(addressed, request)
      // The length in bytes, not in UTF-16 code units.
      .replace(/^(req\.setHeader\('Content-Length', )postData\.length/m, '$1Buffer.byteLength(postData)')
      .replace('\\"{Insert_File_Content_Type}\\"', 'text/plain')
  )
}

/** Python's `http.client`. */
export function correctHttpClient(source: string, request: SampledRequest): string {
  const { upperScheme, hostname, portArgument } = markers
  const connection = `conn = http.client.${upperScheme}Connection("${hostname}"${portArgument})`
  return withQuery(replaced(source, /^conn = .*/m, connection), request)
}

/** Ruby's `Net::HTTP`: TLS only if the URL says so. */
export function correctRuby(source: string): string {
  const connected = replaced(
    source,
    /^https = (.*)\nhttps\.use_ssl = true/m,
    'http = Net::HTTP.new(url.host, url.port)\nhttp.use_ssl = url.scheme == "https"',
  )
  return (
    replaced(connected, /^response = https\./m, 'response = http.')
      // The generator's placeholder for null: it is escaped before the generator looks for it.
      .replaceAll('"__RUBY\\#%0NULL__"', 'nil')
  )
}

/** Java's OkHttp refuses a GET with a body, even with an empty one. */
export function correctOkHttp(source: string, { method, body }: SampledRequest): string {
  if (body !== undefined || !['GET', 'DELETE'].includes(method)) return source
  return replaced(source, /^ *\.method\("[A-Z]+", body\)/m, `      .${method.toLowerCase()}()`).replace(
    /^ *(MediaType mediaType|RequestBody body) = .*\n/gm,
    '',
  )
}

/** PowerShell prints nested objects only two levels deep otherwise. */
export const correctPowerShell = (source: string): string =>
  replaced(source, /^\$response \| ConvertTo-Json$/m, '$response | ConvertTo-Json -Depth 20')
