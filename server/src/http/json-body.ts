import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { errors } from './errors.ts'
import { illFormedPaths } from './text-check.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the body holds a NUL or a lone surrogate: a 422, told together with the schema's violations. */
    illFormedPaths?: readonly string[]
    /** The body holds more values than are looked at: a 422, and the schema is not asked. */
    hasTooManyValues?: boolean
  }
}

/** The largest JSON body. */
export const maxBodyBytes = 1024 * 1024
/** How deep JSON may nest. The deepest body that an operation takes has seven levels. */
export const maxJsonDepth = 32
/**
 * How many values a body may hold, counted at every depth. The schema's violations are all collected: a
 * hostile body of 1 MiB, 350,000 items, kept the event loop for up to a second.
 */
export const maxJsonValues = 10_000
const maxIllFormedPaths = 100
/** Bodies up to this size are parsed without a look: they can't hold enough to matter. */
const unlookedBytes = 32 * 1024

/**
 * Reads request bodies. JSON is parsed; an empty body is no body, whatever its content type (the official
 * SDK sends DELETE so); anything else is 415.
 */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addHook('onRequest', (request, _reply, done) => {
    // The framework refuses a content type that it can't read, even where there is nothing to read.
    if (isEmpty(request) && !mediaType.test(request.headers['content-type'] ?? '')) {
      delete request.headers['content-type']
    }
    done()
  })
  app.addContentTypeParser(
    /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i,
    { parseAs: 'buffer', bodyLimit: maxBodyBytes },
    (request, body: Buffer, done) => {
      try {
        done(null, body.length === 0 ? undefined : parseJson(body, request))
      } catch (error) {
        done(error as Error)
      }
    },
  )
  app.addHook('preValidation', (request, _reply, done) => {
    // No body where one is expected is judged as an empty one: `{}` is an update of nothing.
    if (request.body === undefined && request.routeOptions.schema?.body !== undefined) request.body = {}
    done()
  })
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else done(errors.bodyNotJson())
  })
}

function parseJson(body: Buffer, request: FastifyRequest): unknown {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') throw errors.bodyNotJson()
  const charset = /charset="?([\w-]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) throw errors.bodyNotJson()
  if (!isUtf8(body)) throw errors.malformedJson('The body is not valid UTF-8')
  if (body.length > unlookedBytes && countsMoreCommas(body, maxJsonValues)) {
    request.hasTooManyValues = true
    return {}
  }
  const text = body.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw errors.malformedJson(withoutExcerpt((error as SyntaxError).message))
  }
  const { depth, values } = measure(value)
  if (depth > maxJsonDepth) throw errors.jsonTooDeep(maxJsonDepth)
  if (values > maxJsonValues) {
    request.hasTooManyValues = true
    return {}
  }
  if (text.includes('\\u')) {
    const paths = illFormedPaths(value, maxIllFormedPaths)
    if (paths.length > 0) request.illFormedPaths = paths
  }
  return value
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c

/**
 * Whether JSON has more commas outside of its texts than that: a millisecond a megabyte, where parsing
 * 120,000 properties first took up to 250.
 */
function countsMoreCommas(json: Buffer, limit: number): boolean {
  let commas = 0
  let inText = false
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (byte === quote) inText = !inText
    else if (byte === backslash && inText) at++
    else if (byte === comma && !inText && ++commas > limit) return true
  }
  return false
}

/** V8 quotes what stands around the fault: a secret, perhaps, for whoever logs the answer. */
const withoutExcerpt = (message: string) => message.replace(/, (?:\.{3})?".*is not valid JSON$/s, ' in JSON')

/** RFC 9110, section 8.3.1, as far as the framework looks. */
const mediaType = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/

const isEmpty = ({ headers }: FastifyRequest) =>
  headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'

/**
 * Counts the levels of objects and arrays, and the values in them. Walks level by level, without recursion:
 * a body may be nested as deep as it is long. Below the deepest level allowed, and past the count, it stops.
 */
function measure(value: unknown): { depth: number; values: number } {
  let level: unknown[] = [value]
  let values = 0
  for (let depth = 0; depth <= maxJsonDepth + 1; depth++) {
    const next: unknown[] = []
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue
      for (const child of Object.values(item)) {
        values += 1
        if (typeof child === 'object' && child !== null) next.push(child)
      }
      if (values > maxJsonValues) return { depth, values }
    }
    if (next.length === 0) return { depth, values }
    level = next
  }
  return { depth: maxJsonDepth + 1, values }
}
