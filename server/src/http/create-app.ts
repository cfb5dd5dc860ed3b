import type { Socket } from 'node:net'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyServerOptions,
  LogController,
} from 'fastify'
import type { App } from './app.ts'
import { answerBrokenRequest } from './broken-requests.ts'
import { type CountRequest, sendError } from './error-handler.ts'
import type { Pipeline } from './pipeline.ts'
import type { ValidatorCompiler } from './schema-validator.ts'

/** The compilers of Fastify's routes. Without them, Fastify loads its own. */
const compilers = (compile: ValidatorCompiler) =>
  ({
    compilersFactory: { buildValidator: () => compile, buildSerializer: () => () => JSON.stringify },
  }) as unknown as NonNullable<FastifyServerOptions['schemaController']>

export interface AppOptions {
  logger: FastifyBaseLogger
  /** Makes the id of a request. */
  newId: () => string
  compile: ValidatorCompiler
  /** The longest parameter of a path, in characters: a longer path is unknown. */
  maxParamLength: number
  /** Counts the requests that are refused before their rate limit is counted. */
  count: CountRequest
}

/** Creates the Fastify app that takes the requests which the pipeline does not. It has no routes yet. */
export function createApp(pipeline: Pipeline, options: AppOptions): App {
  const { logger, newId, compile, maxParamLength, count } = options
  const app: App = Fastify({
    serverFactory: (fastify) => pipeline.createServer(fastify),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newId,
    // Log lines name the trace id themselves, so requests need no child loggers.
    childLoggerFactory: (parent) => parent,
    requestIdHeader: false,
    // In-flight requests finish during shutdown; then their connections are closed.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    schemaController: compilers(compile),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength },
    clientErrorHandler: (error, socket) => answerBrokenRequest(app, error, socket as Socket),
    frameworkErrors: (error, request, reply) => {
      void sendError(error, request, reply as FastifyReply, count)
    },
  })
  return app
}
