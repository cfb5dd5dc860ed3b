import type { FastifyRequest } from 'fastify'
import { monotonicMs } from '../lib/clock.ts'
import { isSameSecret } from '../lib/is-same-secret.ts'
import { expositionOf, metricsMediaType } from '../metrics/exposition.ts'
import type { Snapshot } from '../metrics/family.ts'
import { otherOperation, type RequestMetrics, unknownOperation } from '../metrics/request-metrics.ts'
import type { App } from './app.ts'
import { isDirectLocalRequest } from './request-origin.ts'

/** Counts the requests that Fastify serves. Must be called before other hooks, which may refuse a request. */
export function registerRequestMetrics(app: App, metrics: RequestMetrics): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { schema } = request.routeOptions
    const operation = request.is404 ? unknownOperation : (schema?.operationId ?? otherOperation)
    metrics.follow(reply.raw, metrics.of(operation), request.method, monotonicMs())
    done()
  })
}

export interface MetricsRouteOptions {
  /** Takes a snapshot of each process of the server. */
  readAll: () => Promise<readonly Snapshot[]>
  /** What requests from elsewhere must send as a bearer token; undefined if they are refused. */
  token: string | undefined
}

/**
 * `/metrics`, in Prometheus' text format: for programs on this machine, and for those that know the token. Scrapes at
 * the same time share one result.
 */
export function registerMetrics(app: App, { readAll, token }: MetricsRouteOptions): void {
  let running: Promise<string> | undefined
  const scrape = () => {
    running ??= readAll()
      .then(expositionOf)
      .finally(() => {
        running = undefined
      })
    return running
  }
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const refusal = refusalOf(request, token)
    if (refusal === undefined) return reply.type(metricsMediaType).send(await scrape())
    const [status, sentence] = refusal
    request.refusedWith = sentence
    if (status === 401) reply.header('www-authenticate', 'Bearer realm="contactd metrics"')
    return reply.code(status).type('text/plain; charset=utf-8').send(`${sentence}\n`)
  })
}

/** @returns undefined if the request may read the metrics. */
function refusalOf(
  request: FastifyRequest,
  token: string | undefined,
): [status: 401 | 403, sentence: string] | undefined {
  if (isDirectLocalRequest(request)) return undefined
  if (token === undefined)
    return [
      403,
      'Only programs on this machine may read the metrics. For other machines, and behind a proxy, start contactd with --metrics-token.',
    ]
  const [, given] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (given !== undefined && isSameSecret(given, token)) return undefined
  return [401, 'Metrics need the token of --metrics-token, as Authorization: Bearer TOKEN.']
}
