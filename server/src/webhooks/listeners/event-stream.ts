import { setTimeout as sleep } from 'node:timers/promises'
import { beat, beatMs, serverSentEvent } from '../../http/server-sent-events.ts'
import { monotonicMs } from '../../lib/clock.ts'
import type { Storage } from '../../storage/storage.ts'
import { slicesOf } from '../../storage/sweep-rows.ts'
import { type EventRow, listEventSizes, listEvents } from '../delivery-store.ts'
import type { SignEvent } from '../sign-event.ts'
import { findListener, type ListenerRow } from './listener-store.ts'
import { acknowledge } from './listeners.ts'

/** How often a stream looks for events. */
const pollMs = 200
/** The most events, and bytes of documents, that are read at once. The next page waits until the client has read. */
const pageSize = 100
const maxPageBytes = 256 * 1024
/** An idle listener is in use, too. */
const renewMs = 60 * 60 * 1000

/** Why a stream ended, as it is told to the client. */
export type StreamEnd = 'taken over' | 'listener gone' | 'stopping' | 'token refused'

/** What the first event of a stream has. */
export interface StreamStart {
  locationId: string
  name: string
  /** Verifies the deliveries. */
  secret: string
}

/** An event as a webhook would get it: `body` is what the signatures in `headers` sign. */
export interface StreamedDelivery {
  headers: Record<string, string>
  body: string
}

export interface EventStreamOptions {
  storage: Storage
  sign: SignEvent
  locationId: string
  listener: ListenerRow
  start: StreamStart
  /** Aborts when the client has gone. */
  gone: AbortSignal
  /** @returns why the stream has to end, if so. */
  findEnd(): Promise<StreamEnd | undefined>
}

/**
 * The events of a listener as text of server-sent events, read from the database at the pace of the client. Ends if
 * another stream takes the listener.
 */
export async function* eventStream(options: EventStreamOptions): AsyncGenerator<string> {
  const { storage, sign, locationId, listener, start, gone, findEnd } = options
  const { name, streamId, webhookId, sealedSecret } = listener
  const end = (reason: StreamEnd) => serverSentEvent({ event: 'end', data: { reason } })
  let { position } = listener
  let sentAt = monotonicMs()
  let renewedAt = sentAt
  yield serverSentEvent({ event: 'listening', data: start })
  while (!gone.aborted) {
    const reason = await findEnd()
    if (reason !== undefined) return yield end(reason)
    const page = await pageAfter(storage, { locationId, name, streamId, webhookId }, position)
    if (!Array.isArray(page)) return yield end(page)
    for (const event of page) {
      const data: StreamedDelivery = await sign(event, { sealedSecret, clientId: null, attempt: 1 })
      yield serverSentEvent({ id: event.sequence, event: 'delivery', data })
      position = event.sequence
      sentAt = monotonicMs()
    }
    const now = monotonicMs()
    if (now - renewedAt > renewMs) {
      // As before: it has only been used.
      await storage.write((tx) => acknowledge(tx, { locationId, name, after: 0 }), { locationId })
      renewedAt = now
    }
    if (page.length > 0) continue
    if (now - sentAt >= beatMs) {
      yield beat
      sentAt = monotonicMs()
    }
    await sleep(pollMs, undefined, { ref: false, signal: gone }).catch(() => undefined)
  }
}

/** @returns the next events, or why there are none for this stream. */
const pageAfter = (
  storage: Storage,
  {
    locationId,
    name,
    streamId,
    webhookId,
  }: { locationId: string; name: string; streamId: string; webhookId: string },
  after: number,
): Promise<EventRow[] | StreamEnd> =>
  storage.read(async (tx) => {
    const listener = await tx.get(findListener, { locationId, name })
    if (listener?.webhookId !== webhookId) return 'listener gone'
    if (listener.streamId !== streamId) return 'taken over'
    const key = { locationId, webhookId, after, limit: pageSize }
    const sizes = await tx.all(listEventSizes, key)
    const [page = []] = slicesOf(sizes, { maxItems: pageSize, maxBytes: maxPageBytes })
    const to = page.at(-1)?.sequence
    return to === undefined ? [] : tx.all(listEvents, { ...key, to })
  })
