import { withTimeout } from '../lib/with-timeout.ts'
import type { Storage } from '../storage/storage.ts'
import type { App } from './app.ts'

/** Checks a part that the server needs. While it can't be used, rejects with a sentence that gives the reason. */
export type ReadinessCheck = () => Promise<void>

/** Checks that the database responds and can be written. */
export const databaseCheck =
  (storage: Pick<Storage, 'checkWritable'>): ReadinessCheck =>
  () =>
    storage.checkWritable()

/** A response is sent within two seconds, even if a part hangs. */
const checkTimeMs = 1_500
/** A result is cached for this time: frequent requests cost the server at most one check per second. */
const keptTimeMs = 1_000

/** The time after which a load balancer may ask again. */
const retryAfterSeconds = 1

/**
 * `/healthz`: the process responds. `/readyz`: every part that requests need is usable; 503 otherwise. Its body names
 * each part, `{"status":"ok","checks":{"database":{"status":"ok"},…}}`, and an unusable one has the status
 * `unavailable` and a `reason`, as has the whole.
 */
export function registerHealth(app: App, checks: Readonly<Record<string, ReadinessCheck>>): void {
  const bounded = Object.entries(checks).map(([part, check]) => [part, keptFor(keptTimeMs, check)] as const)
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (request, reply) => {
    const results = await Promise.all(
      bounded.map(async ([part, check]) => {
        try {
          await check()
          return [part, { status: 'ok' }] as const
        } catch (error) {
          const reason = (error as Error).message
          request.log.warn({ traceId: request.id, part, reason }, 'not ready')
          return [part, { status: 'unavailable', reason }] as const
        }
      }),
    )
    const isReady = results.every(([, { status }]) => status === 'ok')
    if (!isReady) reply.code(503).header('retry-after', String(retryAfterSeconds))
    return { status: isReady ? 'ok' : 'unavailable', checks: Object.fromEntries(results) }
  })
}

const overdue = () => new Error(`It has not answered for ${checkTimeMs} ms.`)

/** Shares one check among all callers during it, and caches its result for `timeMs`. */
function keptFor(timeMs: number, check: ReadinessCheck): ReadinessCheck {
  let kept: Promise<void> | undefined
  return () => {
    if (kept !== undefined) return kept
    kept = withTimeout(checkTimeMs, check(), overdue)
    const forget = () => {
      setTimeout(() => {
        kept = undefined
      }, timeMs).unref()
    }
    kept.then(forget, forget)
    return kept
  }
}
