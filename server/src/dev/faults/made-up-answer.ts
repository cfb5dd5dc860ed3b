import { STATUS_CODES } from 'node:http'
import { errors } from '../../http/errors.ts'
import { dayMs, highLevelLimits, rateLimitHeaders } from '../../http/rate-limit.ts'
import type { FaultSpec } from './fault.ts'

export interface MadeUpAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** No Content and Not Modified end with their headers. */
const withoutBody: readonly number[] = [204, 304]

/** The answer of a fault in place of the server's. Without a body, an error has one in HighLevel's form. */
export function madeUpAnswer(
  { status = 200, headers = {}, body }: FaultSpec['effect'],
  { now, traceId }: { now: number; traceId: string },
): MadeUpAnswer {
  const isSpent = status === 429
  const limits = highLevelLimits
  const resetMs = limits.intervalMs - (now % limits.intervalMs)
  const usage = {
    limits,
    remaining: isSpent ? 0 : limits.max - 1,
    dailyRemaining: limits.daily - (isSpent ? limits.max : 1),
    resetMs,
    dailyResetMs: dayMs - (now % dayMs),
  }
  const isText = typeof body === 'string'
  const own = {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    ...rateLimitHeaders(usage),
    ...(isSpent && { 'retry-after': String(Math.ceil(resetMs / 1000)) }),
  }
  const named = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const sent = body === undefined ? usualBody(status, traceId) : body
  if (withoutBody.includes(status))
    return { status, headers: { ...rateLimitHeaders(usage), ...named }, body: '' }
  const text = isText ? body : JSON.stringify(sent)
  const length = { 'content-length': String(Buffer.byteLength(text)) }
  return { status, headers: { ...own, ...named, ...length }, body: text }
}

/** What HighLevel sends with a status. */
function usualBody(status: number, traceId: string): unknown {
  if (status === 429) return errors.tooManyRequests(1).body
  if (status === 401) return errors.privateTokenInvalid().body
  if (status === 500) return { ...errors.internal().body, traceId }
  if (status < 400) return {}
  return { statusCode: status, message: STATUS_CODES[status] ?? 'Error' }
}
