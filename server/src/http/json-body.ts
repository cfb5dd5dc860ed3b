import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ownTurn } from '../lib/own-turn.ts'
import { maxBodyBytes, maxJsonDepth, maxJsonValues } from './bounds.ts'
import { errors } from './errors.ts'
import { type JsonShape, shapeOf } from './json-shape.ts'
import type { AnyRequest, Reply } from './messages.ts'
import { textViolations } from './text-check.ts'

/**
 * Bodies up to this size are parsed at once, without checking their shape first: they can't contain enough to matter.
 */
const quickBytes = 32 * 1024

/** Whether the body is read: that of a GET is ignored, if there is one. */
export const mayHaveBody = ({ method }: Pick<AnyRequest, 'method'>): boolean =>
  method !== 'GET' && method !== 'HEAD'

/**
 * Reads the body of a request as JSON, decompressed if necessary, and skips a byte order mark. An empty body counts as
 * missing, regardless of its content type (the official SDK sends DELETE like that). Any other body is a 415.
 * @throws ApiError 400, 413, 415.
 */
export async function readBody(request: AnyRequest, reply: Pick<Reply, 'header'>): Promise<unknown> {
  const { headers } = request
  const type = headers['content-type']
  const isTyped = mediaType.test(type ?? '')
  if (!isTyped && isEmpty(request)) return undefined
  if (type !== undefined && !isTyped) throw errors.bodyNotJson()
  try {
    const body = await receive(request)
    if (body.length === 0) return undefined
    if (!jsonType.test(type ?? '')) throw errors.bodyNotJson()
    const value = parseBody(request, body)
    return value instanceof Promise ? await value : value
  } catch (error) {
    // The client may still be sending.
    reply.header('connection', 'close')
    throw error
  }
}

/** @throws ApiError 413 beyond the limit, 400 if it ends early. */
function receive({ raw, headers }: AnyRequest): Promise<Buffer> {
  const declared = Number(headers['content-length'])
  return new Promise((resolve, reject) => {
    if (declared > maxBodyBytes) return reject(errors.bodyTooLarge())
    const chunks: Buffer[] = []
    let length = 0
    const stop = () => raw.off('data', take).off('end', end).off('error', fail)
    const take = (chunk: Buffer) => {
      length += chunk.length
      chunks.push(chunk)
      if (length > maxBodyBytes) {
        stop()
        reject(errors.bodyTooLarge())
      }
    }
    const end = () => {
      stop()
      // The HTTP parser checks this too, but requests injected by tests do not pass through it.
      if (!Number.isNaN(declared) && length !== declared)
        reject(errors.malformedJson('The body is not as long as content-length says'))
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length))
    }
    // The client disconnected. Nobody receives this response, and the server did not fail.
    const fail = () => {
      stop()
      reject(errors.malformedJson('The body ended before its time'))
    }
    raw.on('data', take).on('end', end).on('error', fail).resume()
  })
}

/** Parses the JSON bodies of requests that Fastify serves. */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addHook('onRequest', (request, _reply, done) => {
    // The framework refuses an unknown content type even if the body is empty.
    if (isEmpty(request) && !mediaType.test(request.headers['content-type'] ?? '')) {
      delete request.headers['content-type']
    }
    done()
  })
  app.addContentTypeParser(
    jsonType,
    { parseAs: 'buffer', bodyLimit: maxBodyBytes },
    async (request: FastifyRequest, body: Buffer) =>
      body.length === 0 ? undefined : parseBody(request, body),
  )
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else done(errors.bodyNotJson())
  })
}

const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i

/** Parses a body, in separate turns if it is long. @throws ApiError 400, 413, 415. */
function parseBody(request: AnyRequest, body: Buffer): unknown {
  const charset = charsetOf(request.headers['content-type'] ?? '')
  const encoding = contentEncodingOf(request.headers['content-encoding'])
  if (encoding === 'identity' && body.length <= quickBytes) return parseJson(body, charset, request)
  return parseInTurns(decoded(body, encoding, maxBodyBytes), charset, request)
}

/** Other bodies may have ended in the same turn, and validation comes next. */
async function parseInTurns(body: Promise<Buffer>, charset: Charset, request: AnyRequest): Promise<unknown> {
  const bytes = await body
  await ownTurn()
  const value = parseJson(bytes, charset, request)
  await ownTurn()
  return value
}

function parseJson(body: Buffer, charset: Charset, request: AnyRequest): unknown {
  body = withoutByteOrderMark(inUtf8(body, charset))
  if (body.length === 0) return undefined
  // Must precede parsing: 120,000 properties took up to 250 ms.
  const shape = body.length > quickBytes ? shapeOf(body, maxJsonValues) : undefined
  if (shape !== undefined && shape.commas > maxJsonValues) {
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
  const { depth, values } = shape !== undefined && isModest(shape) ? modest : measure(value)
  if (depth > maxJsonDepth) throw errors.jsonTooDeep(maxJsonDepth)
  if (values > maxJsonValues) {
    request.hasTooManyValues = true
    return {}
  }
  if (text.includes('\\u')) {
    const violations = textViolations(value)
    if (violations.length > 0) request.textViolations = violations
  }
  return value
}

/** The encodings that Express reads in its default configuration, in addition to `identity`. */
const decoders = { gzip: promisify(gunzip), deflate: promisify(inflate) }

type ContentEncoding = keyof typeof decoders | 'identity'

/** @throws ApiError 415 with Express's message if the encoding is not supported. */
function contentEncodingOf(header: string | undefined): ContentEncoding {
  const name = (header || 'identity').toLowerCase()
  if (name === 'identity' || name === 'gzip' || name === 'deflate') return name
  throw errors.encodingUnsupported(name)
}

/**
 * Decompresses a body in the thread pool.
 * @param maxBytes the limit of the result; nothing beyond it is produced.
 * @throws ApiError 413 if the result would be larger, 400 if the body is not in the encoding.
 */
async function decoded(body: Buffer, encoding: ContentEncoding, maxBytes: number): Promise<Buffer> {
  if (encoding === 'identity') return body
  try {
    return await decoders[encoding](body, { maxOutputLength: maxBytes })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw code === 'ERR_BUFFER_TOO_LARGE' ? errors.bodyTooLarge() : errors.encodingMalformed(message)
  }
}

/** Express accepts UTF-8 and UTF-16 under these names only: it refuses `utf8`. */
const charsets = ['utf-8', 'utf-16', 'utf-16le', 'utf-16be'] as const
type Charset = (typeof charsets)[number]

/** @throws ApiError 415 if the charset is not supported. */
function charsetOf(contentType: string): Charset {
  const found = /;\s*charset=\s*(?:"([^"]*)"|([^\s;]+))/i.exec(contentType)
  const name = (found?.[1] ?? found?.[2] ?? 'utf-8').toLowerCase()
  const charset = charsets.find((one) => one === name)
  if (charset === undefined) throw errors.charsetUnsupported(name)
  return charset
}

/** Converts the body to UTF-8. @throws ApiError 400 for bytes that are invalid in the charset. */
function inUtf8(body: Buffer, charset: Charset): Buffer {
  if (charset === 'utf-8') {
    if (!isUtf8(body)) throw errors.malformedJson('The body is not valid UTF-8')
    return body
  }
  try {
    const isBigEndian =
      charset === 'utf-16be' || (charset === 'utf-16' && body.readUint16BE(0) === byteOrderMark)
    return Buffer.from(new TextDecoder(isBigEndian ? 'utf-16be' : 'utf-16le', { fatal: true }).decode(body))
  } catch {
    throw errors.malformedJson('The body is not valid UTF-16')
  }
}

const byteOrderMark = 0xfeff
const byteOrderMarkInUtf8 = Buffer.from([0xef, 0xbb, 0xbf])

const withoutByteOrderMark = (body: Buffer): Buffer =>
  body.subarray(0, 3).equals(byteOrderMarkInUtf8) ? body.subarray(3) : body

/** V8 quotes the text around the error, which could put a secret into the log of a client. */
const withoutExcerpt = (message: string) => message.replace(/, (?:\.{3})?".*is not valid JSON$/s, ' in JSON')

/** RFC 9110, section 8.3.1, as far as the framework checks it. */
const mediaType = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/

const isEmpty = ({ headers }: Pick<AnyRequest, 'headers'>) =>
  headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'

const modest = { depth: 0, values: 0 }

/**
 * Whether the value is certainly within the limits. Properties with the same name are one value, and `{}` contains
 * none.
 */
const isModest = ({ commas, containers, depth }: JsonShape): boolean =>
  depth <= maxJsonDepth && commas + containers <= maxJsonValues

/**
 * Counts the levels of objects and arrays, and their values. Walks level by level without recursion, since a body can
 * be nested as deeply as it is long. Stops below the deepest level allowed and beyond the maximum count.
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
