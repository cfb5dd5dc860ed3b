import type { FastifyBaseLogger } from 'fastify'
import { monotonicMs } from '../lib/clock.ts'
import type { App } from './app.ts'
import type { AnyRequest, Reply } from './messages.ts'
import { otherPathWords } from './path-words.ts'
import { refusalOf, safePath } from './refusal-log.ts'

const levelsWithRequests: ReadonlySet<string> = new Set(['info', 'debug', 'trace'])

/**
 * One line a request at level `info`. It names the route and not the path with its query, and says why a request was
 * refused: no contact value is logged, and no token.
 */
export class RequestLog {
  readonly #log: FastifyBaseLogger
  readonly #words = new Set(otherPathWords)

  constructor(log: FastifyBaseLogger) {
    this.#log = log
  }

  /** Lets lines name the words of a route's path. */
  addPath(url: string): void {
    for (const part of url.split('/')) if (!part.startsWith(':')) this.#words.add(part)
  }

  /** Logs a request of the pipeline when its response has been sent. @param startedAt by `monotonicMs()`. */
  follow(request: AnyRequest, { raw }: Pick<Reply, 'raw'>, startedAt: number): void {
    const write = () => {
      raw.off('finish', write).off('error', write)
      this.write(request, raw.statusCode, monotonicMs() - startedAt)
    }
    raw.once('finish', write).once('error', write)
  }

  write(request: AnyRequest, statusCode: number, durationMs: number): void {
    this.#log.info(
      {
        traceId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        statusCode,
        durationMs: Math.round(durationMs * 100) / 100,
        ...(statusCode === 404 && { path: safePath(request.url, this.#words) }),
        ...(request.refusedWith !== undefined && refusalOf(request.refusedWith, this.#words)),
      },
      'request',
    )
  }
}

/** Logs what Fastify serves. Must be called before its routes are registered. @returns undefined below level `info`. */
export function registerRequestLog(app: App): RequestLog | undefined {
  if (!levelsWithRequests.has(app.log.level)) return undefined
  const log = new RequestLog(app.log)
  app.addHook('onRoute', ({ url }) => log.addPath(url))
  app.addHook('onResponse', async (request, reply) => log.write(request, reply.statusCode, reply.elapsedTime))
  return log
}
