import { monotonicMs } from '../../lib/clock.ts'
import type { StreamedDelivery } from '../../webhooks/listeners/event-stream.ts'
import { reasonOf } from './event-source.ts'

/** As that of a delivery. */
const timeoutMs = 15_000

/**
 * Posts a delivery as a webhook would get it. It follows no redirect.
 * @returns the status of the answer with its time, or why there is none.
 */
export async function forwardDelivery(
  url: string,
  { headers, body }: StreamedDelivery,
  signal: AbortSignal,
): Promise<string> {
  const startedAt = monotonicMs()
  try {
    const response = await fetch(url, {
      ...{ method: 'POST', headers, body, redirect: 'manual' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    await response.body?.cancel()
    return `${response.status} (${Math.round(monotonicMs() - startedAt)} ms)`
  } catch (error) {
    return reasonOf(error)
  }
}
