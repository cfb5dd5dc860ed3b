import type { App } from './app.ts'

const levelsWithRequests: ReadonlySet<string> = new Set(['info', 'debug', 'trace'])

/**
 * One line a request at level `info`. It names the route and not the path with its query: no contact value
 * is logged, and no token.
 */
export function registerRequestLog(app: App): void {
  if (!levelsWithRequests.has(app.log.level)) return
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        traceId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        statusCode: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 100) / 100,
      },
      'request',
    )
    done()
  })
}
