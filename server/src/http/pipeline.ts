import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import type { Static, TSchema } from 'typebox'
import { monotonicMs } from '../lib/clock.ts'
import type { MaybePromise } from '../lib/when-ready.ts'
import { type OperationCounts, type RequestMetrics, unknownOperation } from '../metrics/request-metrics.ts'
import type { Storage } from '../storage/storage.ts'
import type { Access } from './access.ts'
import type { ApiError } from './api-error.ts'
import { hasEmptyPart } from './error-handler.ts'
import { errors } from './errors.ts'
import { mayHaveBody, readBody } from './json-body.ts'
import { type AnyRequest, OperationReply, OperationRequest, type Reply } from './messages.ts'
import type { Operation } from './operation.ts'
import { readQuery } from './query.ts'
import type { RequestLog } from './request-log.ts'
import {
  compileInTurns,
  requestViolations,
  type Validate,
  type ValidatorCompiler,
  type Validators,
} from './schema-validator.ts'
import type { Traffic } from './traffic.ts'
import { type Precondition, refusalOf } from './validation.ts'
import { isVersion3 } from './version-header.ts'

/** @returns the value to send as JSON, or the reply if the handler sends it. */
type Handler<Params extends TSchema, Query extends TSchema, Body extends TSchema> = (
  request: OperationRequest<Static<Params>, Static<Query>, Static<Body>>,
  reply: OperationReply,
) => unknown

type AddOperation = <Params extends TSchema, Query extends TSchema, Body extends TSchema>(
  url: string,
  operation: Operation<Params, Query, Body>,
  handler: Handler<Params, Query, Body>,
) => void

/** What the steps need from the server's options. Steps throw an ApiError to refuse a request. */
export interface PipelineOptions {
  storage: Storage
  newId(): string
  maxParamLength: number
  /** Time limit for receiving a request. */
  requestTimeoutMs: number
  compile: ValidatorCompiler
  guardHost(request: Pick<AnyRequest, 'raw'>): void
  /** The headers that let the pages of another origin call the API. */
  corsHeaders: Record<string, string>
  /** Checks the version, the token, the rate limit and the scope, and sets the principal. */
  authorize(access: Access, request: AnyRequest, reply: Reply): MaybePromise<void>
  /** Checks the token once more. */
  requireLiveToken(request: AnyRequest): Promise<void>
  sendError(error: Error, request: AnyRequest, reply: Reply): Promise<unknown>
  traffic?: Traffic | undefined
  metrics: RequestMetrics
}

interface Mounted {
  routeOptions: OperationRequest['routeOptions']
  operation: Operation
  validators: Validators
  isCompiled: boolean
  handler: Handler<TSchema, TSchema, TSchema>
  counts: OperationCounts
}

/** As Fastify's default. */
const keepAliveTimeoutMs = 72_000
/** If a body takes longer to arrive, its token is checked again. The check costs 4 µs, which fast requests avoid. */
const slowBodyMs = 20

/**
 * The steps of every JSON operation, in the order of refusals: route, Host, version, token, rate limit, scope, body,
 * schema, use case, response. It handles a request before Fastify, which serves everything else: pages, OAuth and
 * uploads.
 */
export class Pipeline {
  readonly #options: PipelineOptions
  readonly #router
  /** Functions that add the routes of a method to the router. They are called once, before the method's first request. */
  readonly #routesOf = new Map<string, (() => void)[]>()
  readonly #stopping = new AbortController()
  #app: FastifyInstance | undefined
  #log: RequestLog | undefined

  constructor(options: PipelineOptions) {
    this.#options = options
    this.#router = findMyWay({
      // The options of Fastify's router, so a path has the same meaning for both.
      ignoreTrailingSlash: true,
      maxParamLength: options.maxParamLength,
      // It gets the response of an unknown path, before any other step.
      onMaxParamLength: () => undefined,
    })
  }

  /** Aborts when the server stops. */
  get stopping(): AbortSignal {
    return this.#stopping.signal
  }

  /** The HTTP server: operations go through the pipeline, other requests to Fastify. For Fastify's `serverFactory`. */
  createServer(fastify: RequestListener): Server {
    const { requestTimeoutMs, traffic } = this.#options
    const serve: RequestListener = (raw, answer) => {
      if (!this.#handle(raw, answer)) fastify(raw, answer)
    }
    return createServer(
      { requestTimeout: requestTimeoutMs, keepAliveTimeout: keepAliveTimeoutMs },
      traffic?.receive ? (raw, answer) => traffic.receive?.(raw, answer, () => serve(raw, answer)) : serve,
    )
  }

  /** Must be called before operations are added. @param log missing if requests are not logged. */
  attach(app: FastifyInstance, log: RequestLog | undefined): void {
    this.#app = app
    this.#log = log
    app.addHook('preClose', async () => this.#stopping.abort())
  }

  readonly get: AddOperation = (...added) => this.#mount(['GET', 'HEAD'], ...added)
  readonly post: AddOperation = (...added) => this.#mount(['POST'], ...added)
  readonly put: AddOperation = (...added) => this.#mount(['PUT'], ...added)
  readonly delete: AddOperation = (...added) => this.#mount(['DELETE'], ...added)

  #mount<P extends TSchema, Q extends TSchema, B extends TSchema>(
    methods: readonly [HTTPMethod, ...HTTPMethod[]],
    url: string,
    operation: Operation<P, Q, B>,
    handler: Handler<P, Q, B>,
  ): void {
    const mounted: Mounted = {
      ...this.#judged(operation),
      routeOptions: { url, config: operation.config },
      handler: handler as Handler<TSchema, TSchema, TSchema>,
      counts: this.#options.metrics.of(operation.schema.operationId),
    }
    for (const method of methods) {
      const routes = this.#routesOf.get(method) ?? []
      routes.push(() => this.#router.on(method, url, () => undefined, mounted))
      this.#routesOf.set(method, routes)
    }
    this.#log?.addPath(url)
    this.#app?.documented.routes.push({
      method: methods[0],
      url,
      schema: operation.schema,
      config: operation.config,
    })
  }

  /** The router compiles each route, so the routes of a method are added when its first request arrives. */
  #find(method: HTTPMethod, url: string) {
    const routes = this.#routesOf.get(method)
    if (routes !== undefined) {
      this.#routesOf.delete(method)
      for (const add of routes) add()
    }
    return this.#router.find(method, url)
  }

  /** @returns whether the request is for an operation, which then sends the response. */
  #handle(raw: IncomingMessage, answer: ServerResponse): boolean {
    const found = this.#find(raw.method as HTTPMethod, raw.url ?? '')
    if (found === null || this.#app === undefined) return false
    const mounted = found.store as Mounted | null
    const source = { id: this.#options.newId(), raw, server: this.#app }
    const request = new OperationRequest(source, mounted?.routeOptions ?? unknownRoute, found)
    const reply: OperationReply = new OperationReply(answer, this.#app, (error) =>
      this.#options.sendError(error, request, reply).catch((failure: Error) => reply.send(failure)),
    )
    const { traffic, metrics } = this.#options
    const startedAt = monotonicMs()
    const counts = mounted?.counts ?? metrics.of(unknownOperation)
    metrics.begin()
    const endTraffic = traffic?.follow(request, reply)
    answer.on('close', () => {
      const durationMs = monotonicMs() - startedAt
      metrics.end(answer, counts, request.method, durationMs)
      endTraffic?.(durationMs)
    })
    if (mounted === null) {
      reply.send(errors.routeNotFound(request.method, request.url))
      return true
    }
    if (this.stopping.aborted) answer.setHeader('Connection', 'close')
    this.#log?.follow(request, reply, startedAt)
    this.#run(mounted, request, reply, startedAt).catch((error: Error) => reply.send(error))
    return true
  }

  /** Awaits only what is pending: most steps of most requests are ready at once. */
  async #run(
    mounted: Mounted,
    request: OperationRequest,
    reply: OperationReply,
    startedAt: number,
  ): Promise<void> {
    const { guardHost, corsHeaders, authorize } = this.#options
    guardHost(request)
    reply.headers(corsHeaders)
    if (request.url.includes('//') && hasEmptyPart(request.url))
      throw errors.routeNotFound(request.method, request.url)
    const { access } = mounted.routeOptions.config
    const authorized = authorize(access, request, reply)
    if (authorized) await authorized
    if (mayHaveBody(request)) {
      request.body = await readBody(request, reply)
      if (monotonicMs() - startedAt > slowBodyMs) await this.#options.requireLiveToken(request)
    }
    const judged = this.#judge(mounted, request)
    if (judged) await judged
    const value = await mounted.handler(request, reply)
    if (value !== reply) reply.type('application/json; charset=utf-8').send(JSON.stringify(value))
  }

  #judged(operation: Operation): Pick<Mounted, 'operation' | 'validators' | 'isCompiled'> {
    const { config, schema } = operation
    const validatorOf = (part: TSchema | object | undefined): Validate | undefined =>
      part === undefined ? undefined : this.#options.compile({ schema: part })
    const validators = {
      params: validatorOf(schema.params),
      query: validatorOf(schema.querystring),
      body: validatorOf(schema.body),
      version3Body: validatorOf(config.version3?.body),
      version3Query: validatorOf(config.version3?.querystring),
    }
    return { operation, validators, isCompiled: false }
  }

  /**
   * Refuses a request with an invalid query or body: with the error of the operation's precondition, if it fails, or
   * else with 422. For a valid request the precondition is not checked here: the operation does so in its transaction.
   * @returns a promise if the validators must be compiled first, or the precondition must be checked.
   */
  #judge(
    judged: Pick<Mounted, 'operation' | 'validators' | 'isCompiled'>,
    request: AnyRequest,
  ): MaybePromise<void> {
    const { operation, validators } = judged
    const { schema, config } = operation
    // A missing body counts as an empty one: `{}` is an update that changes nothing.
    if (request.body === undefined && schema.body !== undefined) request.body = {}
    if (!judged.isCompiled)
      return compileInTurns([validators.params, validators.query, validators.body]).then(() => {
        judged.isCompiled = true
        return this.#judge(judged, request)
      })
    const query = (isVersion3(request) && config.version3?.querystring) || schema.querystring
    if (query !== undefined) readQuery(request, query)
    if ((schema.body ?? schema.querystring) === undefined) return
    const sentences = requestViolations(request, validators)
    if (sentences.length === 0 && !request.hasTooManyValues && !request.textViolations) return
    const refusal = refusalOf(request, sentences)
    if (refusal !== undefined) return this.#refuse(refusal, config.precondition, request)
  }

  /** @throws the error of the precondition, or else the refusal. */
  async #refuse(
    refusal: ApiError,
    precondition: Precondition | undefined,
    request: AnyRequest,
  ): Promise<void> {
    if (precondition) await this.#options.storage.read((tx) => precondition(tx, request as OperationRequest))
    throw refusal
  }

  /**
   * The route options of an operation that Fastify serves because it needs a plugin to read its body: the same steps,
   * called from hooks of its route. A form with files is validated while it is read.
   */
  onFastify<P extends TSchema, Q extends TSchema, B extends TSchema>(operation: Operation<P, Q, B>) {
    const judged = this.#judged(operation)
    const { access } = operation.config
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) =>
      this.#options.authorize(access, request, reply)
    const preHandler = async (request: FastifyRequest, reply: FastifyReply) => {
      if (reply.elapsedTime > slowBodyMs) await this.#options.requireLiveToken(request)
      if (operation.schema.consumes === undefined) await this.#judge(judged, request)
    }
    return {
      ...operation,
      validatorCompiler: () => () => true,
      onRequest,
      preHandler,
    }
  }
}

const unknownRoute = { url: 'unknown', config: { access: { scopes: [] } } }
