import type { IncomingMessage, ServerResponse } from 'node:http'
import { finished, type Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Access } from './access.ts'
import type { ApiError } from './api-error.ts'
import type { Operation } from './operation.ts'
import { isStillSending, readOff } from './unread-body.ts'
import { holdAnswer, smallBytes } from './waiting-answers.ts'

/** What the steps read and set: both the requests of the pipeline and Fastify's have it. */
export interface AnyRequest {
  /** The trace id. */
  readonly id: string
  readonly raw: IncomingMessage
  readonly headers: IncomingMessage['headers']
  readonly method: string
  readonly url: string
  readonly server: FastifyInstance
  readonly routeOptions: {
    readonly url?: string | undefined
    readonly config: { access?: Access; schemas?: Operation['config']['schemas'] }
  }
  readonly params: unknown
  readonly query: unknown
  body: unknown
  /** Whether the body has more values than the limit: a 422 without checking the schema. */
  hasTooManyValues?: boolean | undefined
  /** Violations in the text of the body or the query: part of the 422, after those of the schema. */
  textViolations?: readonly string[] | undefined
  /** The reason for a refusal, for the log: an error, or a sentence of a page. */
  refusedWith?: ApiError | string | undefined
}

/** A request to an operation. Parameters, query and body are typed by the operation's schemas. */
export class OperationRequest<Params = unknown, Query = unknown, Body = unknown> implements AnyRequest {
  readonly id: string
  readonly raw: IncomingMessage
  readonly server: FastifyInstance
  readonly routeOptions: { readonly url: string; readonly config: Operation['config'] }
  readonly params: Params
  readonly query: Query
  body = undefined as Body
  hasTooManyValues: boolean | undefined = undefined
  textViolations: readonly string[] | undefined = undefined
  refusedWith: ApiError | string | undefined = undefined

  constructor(
    { id, raw, server }: Pick<OperationRequest, 'id' | 'raw' | 'server'>,
    routeOptions: OperationRequest['routeOptions'],
    { params, searchParams }: { params: unknown; searchParams: unknown },
  ) {
    this.id = id
    this.raw = raw
    this.server = server
    this.routeOptions = routeOptions
    this.params = params as Params
    this.query = searchParams as Query
  }

  get headers(): IncomingMessage['headers'] {
    return this.raw.headers
  }

  get method(): string {
    return this.raw.method ?? ''
  }

  get url(): string {
    return this.raw.url ?? ''
  }
}

type HeaderValue = string | number

/** What handlers need of a reply: both the replies of the pipeline and Fastify's have it. */
export interface Reply {
  readonly raw: ServerResponse
  readonly server: Pick<FastifyInstance, 'server'>
  /** The custom fields that were dropped, for those who record the request. */
  ignoredFields?: string | undefined
  code(status: number): Reply
  header(name: string, value: string): Reply
  headers(values: Record<string, HeaderValue>): Reply
  hasHeader(name: string): boolean
  type(mediaType: string): Reply
  send(payload: unknown): Reply
}

/** The response to a request of the pipeline. Header names are in lower case. */
export class OperationReply implements Reply {
  readonly raw: ServerResponse
  readonly server: FastifyInstance
  readonly #refuse: (error: Error) => void
  ignoredFields: string | undefined = undefined
  readonly #headers: Record<string, HeaderValue> = {}
  #hasFailed = false

  /** @param refuse sends the response to an error. */
  constructor(raw: ServerResponse, server: FastifyInstance, refuse: (error: Error) => void) {
    this.raw = raw
    this.server = server
    this.#refuse = refuse
  }

  code(status: number): this {
    this.raw.statusCode = status
    return this
  }

  header(name: string, value: HeaderValue): this {
    this.#headers[name] = value
    return this
  }

  headers(values: Record<string, HeaderValue>): this {
    Object.assign(this.#headers, values)
    return this
  }

  hasHeader(name: string): boolean {
    return this.#headers[name] !== undefined
  }

  type(mediaType: string): this {
    return this.header('content-type', mediaType)
  }

  /**
   * Sends the body, or the response to an error. If the client is still sending, reads its body first: see `readOff`.
   */
  send(payload: string | Buffer | Readable | Error): this {
    const { req } = this.raw
    if (payload instanceof Error) this.#fail(payload)
    else if (this.#isLast && isStillSending(req)) void readOff(req).then(() => this.#end(payload))
    else this.#end(payload)
    return this
  }

  /** Whether it is the last response of its connection. */
  get #isLast(): boolean {
    return !this.raw.shouldKeepAlive || this.#headers.connection === 'close'
  }

  /** Aborts a response that has begun, or whose error response can't be sent either. */
  #fail(error: Error): void {
    if (this.#hasFailed || this.raw.headersSent) {
      this.server.log.error({ err: error }, 'a response was broken off')
      this.raw.destroy()
      return
    }
    this.#hasFailed = true
    // They belonged to the body that is not sent.
    delete this.#headers['content-type']
    delete this.#headers['content-length']
    this.#refuse(error)
  }

  #end(payload: string | Buffer | Readable): void {
    try {
      if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) this.#sendStream(payload)
      else {
        if (payload.length > smallBytes) holdAnswer(this, payload.length)
        const bytes = Buffer.byteLength(payload)
        this.#headers['content-length'] = String(bytes)
        this.#writeHead()
        // Text in ASCII has the same bytes in Latin-1, which Node.js copies, while it would convert UTF-8.
        if (this.raw.req.method === 'HEAD') this.raw.end()
        else this.raw.end(payload, bytes === payload.length ? 'latin1' : 'utf8')
      }
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  #writeHead(): void {
    this.raw.writeHead(this.raw.statusCode, this.#headers)
  }

  #sendStream(source: Readable): void {
    const { raw } = this
    if (raw.req.method === 'HEAD') {
      source.on('error', (error) => this.server.log.error({ err: error }, 'a stream failed')).resume()
      this.#writeHead()
      raw.end()
      return
    }
    let isOver = false
    finished(source, { writable: false }, (error) => {
      isOver = true
      if (!error) return
      if (raw.headersSent || raw.destroyed) raw.destroy()
      else this.#fail(error)
    })
    finished(raw, () => {
      if (!isOver) source.destroy()
    })
    // Not `writeHead`: an error before the first byte still gets a response.
    for (const [name, value] of Object.entries(this.#headers)) raw.setHeader(name, value)
    source.pipe(raw)
  }
}
