import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import { ownTurn } from '../../lib/own-turn.ts'
import type { ReadTx, Storage, WriteTx } from '../../storage/storage.ts'
import { withPause } from '../../storage/with-pause.ts'
import { findEvent, findLastEventOfLocation, type WebhookKey } from '../delivery-store.ts'
import { getWebhook } from '../find-webhook.ts'
import { takenBy } from '../taken-by.ts'
import { type ListedWebhookRow, resumeWebhook } from '../webhook-store.ts'
import {
  findDelivery,
  findDeliveryStatus,
  hastenDelivery,
  listDeliveriesAfter,
  makeWebhookDue,
  type RepeatableRow,
  repeatDelivery,
} from './delivery-list-store.ts'
import { parseDeliveryId } from './delivery-view.ts'
import { firstEventSince } from './first-event-since.ts'

/** The deliveries that one write makes due. */
const deliveriesPerWrite = 100
const deliveriesPerRead = 1_000
/** The most deliveries that a request names. */
export const maxNamed = 100

/** What a redelivery has done. */
export interface Redelivery {
  /** Deliveries that were done, and are sent once more. */
  redelivered: number
  /** Deliveries that were pending anyway: those that waited for their next attempt are due. */
  pending: number
  /** The ids of the webhooks that were paused, and go on. */
  resumed: string[]
}

/**
 * Sends the events of deliveries once more, all or none.
 * @throws ApiError 400 if the location has no such webhook, or it has no such delivery.
 */
export async function redeliverNamed(
  { storage, clock }: { storage: Pick<Storage, 'read' | 'write'>; clock: Clock },
  locationId: string,
  ids: readonly string[],
): Promise<Redelivery> {
  const scope = { locationId }
  const named = await storage.read(async (tx) => {
    const found = new Map<string, RepeatableRow[]>()
    for (const id of new Set(ids)) {
      const { webhookId, row } = await findNamed(tx, locationId, id)
      found.set(webhookId, [...(found.get(webhookId) ?? []), row])
    }
    return found
  }, scope)
  return storage.write(async (tx) => {
    const done: Redelivery = { redelivered: 0, pending: 0, resumed: [] }
    for (const [webhookId, rows] of named)
      addRedelivery(done, await repeat(tx, { locationId, webhookId }, rows, clock.now()))
    return done
  }, scope)
}

/** @throws ApiError 400 */
async function findNamed(
  tx: ReadTx,
  locationId: string,
  id: string,
): Promise<{ webhookId: string; row: RepeatableRow }> {
  const named = parseDeliveryId(id)
  if (!named) throw errors.deliveryNotFound(id)
  const { webhookId, sequence } = named
  const webhook = await getWebhook(tx, locationId, webhookId)
  const row = await tx.get(findDelivery, { locationId, webhookId, sequence })
  if (row) return { webhookId, row }
  const event = await tx.get(findEvent, { locationId, sequence })
  if (!event || sequence <= webhook.position || !takenBy(webhook)(event)) throw errors.deliveryNotFound(id)
  return { webhookId, row: { sequence, status: 'pending' } }
}

async function repeat(
  tx: WriteTx,
  key: WebhookKey,
  rows: readonly RepeatableRow[],
  now: number,
): Promise<Redelivery> {
  // Since the rows were read, an attempt may have ended, or somebody else may have repeated them.
  const current = await Promise.all(
    rows.map(async ({ sequence, status }) => {
      const found = await tx.get(findDeliveryStatus, { ...key, sequence })
      return { sequence, status: found?.status ?? status }
    }),
  )
  const resumed = (await tx.change(resumeWebhook, { ...key, now })) > 0 ? [key.webhookId] : []
  for (const { sequence, status } of current)
    await tx.run(status === 'pending' ? hastenDelivery : repeatDelivery, { ...key, sequence, now })
  if (rows.length > 0) await tx.run(makeWebhookDue, { ...key, now })
  return countOf(current, resumed)
}

/** Adds what was done to a sum. */
export function addRedelivery(sum: Redelivery, more: Redelivery): void {
  sum.redelivered += more.redelivered
  sum.pending += more.pending
  sum.resumed.push(...more.resumed)
}

/** Which events of a webhook to send once more. */
export interface RedeliveryQuery {
  /** The first event's time, in milliseconds since 1970. */
  since: number
  /** A type of event. */
  type?: string | undefined
}

/** What `redeliverSince` would do. */
export async function countRedeliveries(
  storage: Pick<Storage, 'read'>,
  row: ListedWebhookRow,
  query: RedeliveryQuery,
): Promise<Redelivery> {
  const { locationId, id: webhookId, datePaused } = row
  const sum: Redelivery = { redelivered: 0, pending: 0, resumed: datePaused === null ? [] : [webhookId] }
  for await (const rows of pagesSince(storage, { locationId, webhookId }, query))
    addRedelivery(sum, countOf(rows))
  return sum
}

function countOf(rows: readonly RepeatableRow[], resumed: string[] = []): Redelivery {
  const pending = rows.filter(({ status }) => status === 'pending').length
  return { redelivered: rows.length - pending, pending, resumed }
}

/**
 * Sends the events of a webhook since a time once more, whatever came of them, in slices. Interrupted, it has done a part.
 * @param advance called with the deliveries of each slice.
 * @param stopping ends it early.
 */
export async function redeliverSince(
  storage: Pick<Storage, 'read' | 'write'>,
  { clock }: { clock: Clock },
  key: WebhookKey,
  query: RedeliveryQuery,
  { advance, stopping }: { advance?: (count: number) => void; stopping?: AbortSignal } = {},
): Promise<Redelivery> {
  const { locationId } = key
  const done: Redelivery = { redelivered: 0, pending: 0, resumed: [] }
  const write = async (rows: readonly RepeatableRow[]) => {
    const repeating = () => storage.write((tx) => repeat(tx, key, rows, clock.now()), { locationId })
    addRedelivery(done, await withPause(repeating))
    advance?.(rows.length)
  }
  await write([])
  for await (const rows of pagesSince(storage, key, query))
    for (let at = 0; at < rows.length && !stopping?.aborted; at += deliveriesPerWrite)
      await write(rows.slice(at, at + deliveriesPerWrite))
  return done
}

/** Up to the last event that there is when it begins. */
async function* pagesSince(
  storage: Pick<Storage, 'read'>,
  key: WebhookKey,
  { since, type }: RedeliveryQuery,
): AsyncGenerator<RepeatableRow[]> {
  const { locationId } = key
  const scope = { locationId }
  const range = await storage.read(
    async (tx) => ({
      first: await firstEventSince(tx, locationId, since),
      to: (await tx.get(findLastEventOfLocation, { locationId }))?.sequence ?? 0,
    }),
    scope,
  )
  const readPage = (after: number) =>
    storage.read(
      (tx) => tx.all(listDeliveriesAfter, { ...key, after, to: range.to, limit: deliveriesPerRead }),
      scope,
    )
  for (let after: number | undefined = range.first - 1; after !== undefined; ) {
    const rows: Awaited<ReturnType<typeof readPage>> = await readPage(after)
    yield rows.filter((row) => row.dateAdded >= since && (type === undefined || row.type === type))
    after = rows.length < deliveriesPerRead ? undefined : rows.at(-1)?.sequence
    await ownTurn()
  }
}
