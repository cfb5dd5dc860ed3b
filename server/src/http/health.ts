import { inTime } from '../lib/in-time.ts'
import type { Storage } from '../storage/storage.ts'
import type { App } from './app.ts'

/** A part that the server can't do without. Rejects, with a sentence that says why, while it can't be used. */
export type ReadinessCheck = () => Promise<void>

/** The database answers, and can take a write. */
export const databaseCheck =
  (storage: Pick<Storage, 'checkWritable'>): ReadinessCheck =>
  () =>
    storage.checkWritable()

/** An answer comes within two seconds, however a part hangs. */
const checkTimeMs = 1_500
/** So long a result is given again: requests in a loop cost the server no more than a check a second. */
const keptTimeMs = 1_000

/** After so long a load balancer may ask again. */
const retryAfterSeconds = 1

/**
 * `/healthz`: the process answers. `/readyz`: every part that a request needs can be used; 503 while one can't.
 * Its body names each part: `{"status":"ok","checks":{"database":{"status":"ok"},…}}`, or `unavailable` for a
 * part, with its `reason`, and for the whole.
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

/** Gives the same result to all who ask during a check, and for `timeMs` after it. */
function keptFor(timeMs: number, check: ReadinessCheck): ReadinessCheck {
  let kept: Promise<void> | undefined
  return () => {
    if (kept !== undefined) return kept
    kept = inTime(checkTimeMs, check(), overdue)
    const forget = () => {
      setTimeout(() => {
        kept = undefined
      }, timeMs).unref()
    }
    kept.then(forget, forget)
    return kept
  }
}
