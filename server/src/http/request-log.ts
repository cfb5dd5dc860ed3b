import type { FastifyBaseLogger } from 'fastify'
import { monotonicMs } from '../lib/clock.ts'
import type { App } from './app.ts'
import type { AnyRequest, Reply } from './messages.ts'
import { otherPathWords } from './path-words.ts'
import { refusalOf, safePath } from './refusal-log.ts'

const levelsWithRequests: ReadonlySet<string> = new Set(['info', 'debug', 'trace'])

/**
 * Logs one line per request at level `info`. It has the route in place of the path and query, and the reason for a
 * refusal, but no contact values and no tokens.
 */
export class RequestLog {
  readonly #log: FastifyBaseLogger
  readonly #words = new Set(otherPathWords)

  constructor(log: FastifyBaseLogger) {
    this.#log = log
  }

  /** Adds the segments of a route's path to those that lines may contain. */
  addPath(url: string): void {
    for (const part of url.split('/')) if (!part.startsWith(':')) this.#words.add(part)
  }

  /** Logs a request of the pipeline after its response was sent. @param startedAt from `monotonicMs()`. */
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

/**
 * Logs the requests that Fastify serves. Must be called before its routes are registered. @returns undefined below
 * level `info`.
 */
export function registerRequestLog(app: App): RequestLog | undefined {
  if (!levelsWithRequests.has(app.log.level)) return undefined
  const log = new RequestLog(app.log)
  app.addHook('onRoute', ({ url }) => log.addPath(url))
  app.addHook('onResponse', async (request, reply) => log.write(request, reply.statusCode, reply.elapsedTime))
  return log
}
