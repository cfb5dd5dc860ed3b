import type { ReadTx } from '../../storage/storage.ts'
import { takenBy } from '../taken-by.ts'
import type { ListedWebhookRow } from '../webhook-store.ts'
import {
  type ListedDeliveryRow,
  listDeliveries,
  listEventsBefore,
  listUnfinishedDeliveries,
} from './delivery-list-store.ts'
import { type DeliveryView, deliveryView } from './delivery-view.ts'
import { firstEventSince } from './first-event-since.ts'

/** Reads of a delivery can be large: its attempts have what the receiver answered. */
const deliveriesPerRead = 20
const eventsPerRead = 500

/** Which deliveries to list. */
export interface DeliveryQuery {
  /** Only events since this time, in milliseconds since 1970. */
  since?: number | undefined
  /** Only events before this number. */
  before?: number | undefined
  /** Only those whose last attempt failed, also where another is due. */
  isFailed?: boolean | undefined
  /** A type of event. */
  type?: string | undefined
}

/** Runs one read of several, so that other work runs in between. */
export type Read = <T>(fn: (tx: ReadTx) => Promise<T>) => Promise<T>

/** A delivery with its place in the list of all. */
export interface PlacedDelivery {
  sequence: number
  locationId: string
  view: DeliveryView
}

/** What a webhook was sent and what waits to be sent, newest event first. */
export async function* deliveriesOf(
  read: Read,
  row: ListedWebhookRow,
  query: DeliveryQuery = {},
): AsyncGenerator<PlacedDelivery> {
  const { locationId, id } = row
  const { since, before = Number.MAX_SAFE_INTEGER, isFailed = false } = query
  const first = since === undefined ? 0 : await read((tx) => firstEventSince(tx, locationId, since))
  const stored = storedDeliveries(read, row, { first, before, isFailed })
  const sources = isFailed ? [stored] : [stored, waitingEvents(read, row, { first, before })]
  let previous: number | undefined
  for await (const delivery of newestFirst(sources)) {
    const { sequence } = delivery
    // An event behind the position may have a delivery, which comes first.
    if (sequence === previous) continue
    previous = sequence
    if (query.type !== undefined && delivery.type !== query.type) continue
    if (since !== undefined && delivery.dateAdded < since) continue
    const view = deliveryView(id, delivery)
    if (isFailed && view.status !== 'failed' && view.attempts.at(-1)?.error === undefined) continue
    yield { sequence, locationId, view }
  }
}

/** Numbers of events: from the first on, before the other. */
interface Range {
  first: number
  before: number
}

const storedDeliveries = (
  read: Read,
  { locationId, id: webhookId }: ListedWebhookRow,
  { first, before, isFailed }: Range & { isFailed: boolean },
): AsyncGenerator<ListedDeliveryRow> =>
  pagesBefore(before, deliveriesPerRead, (page) =>
    read((tx) =>
      tx.all(isFailed ? listUnfinishedDeliveries : listDeliveries, { locationId, webhookId, first, ...page }),
    ),
  )

/** The events that a webhook takes and has not passed. */
async function* waitingEvents(
  read: Read,
  row: ListedWebhookRow,
  { first, before }: Range,
): AsyncGenerator<ListedDeliveryRow> {
  const { locationId, position, lastSequence } = row
  const takes = takenBy(row)
  const behindLast = Math.min(before, (lastSequence ?? Number.MAX_SAFE_INTEGER - 1) + 1)
  const events = pagesBefore(behindLast, eventsPerRead, (page) =>
    read((tx) => tx.all(listEventsBefore, { locationId, first: Math.max(first, position + 1), ...page })),
  )
  for await (const event of events)
    if (takes(event)) yield { ...event, status: 'pending', nextAttempt: null, attempts: '[]' }
}

/** Reads a list page by page. */
async function* pagesBefore<Row extends { sequence: number }>(
  before: number,
  limit: number,
  readPage: (page: { before: number; limit: number }) => Promise<Row[]>,
): AsyncGenerator<Row> {
  for (let next: number | undefined = before; next !== undefined; ) {
    const page: Row[] = await readPage({ before: next, limit })
    yield* page
    next = page.length < limit ? undefined : page.at(-1)?.sequence
  }
}

/** Merges lists, each with the newest event first. Of the same event, the earlier list comes first. */
export async function* newestFirst<Item extends { sequence: number }>(
  lists: readonly AsyncGenerator<Item>[],
): AsyncGenerator<Item> {
  const heads = await Promise.all(lists.map(async (list) => ({ list, next: await list.next() })))
  for (;;) {
    let newest: { head: (typeof heads)[number]; item: Item } | undefined
    for (const head of heads) {
      if (head.next.done) continue
      const item = head.next.value
      if (newest === undefined || item.sequence > newest.item.sequence) newest = { head, item }
    }
    if (newest === undefined) return
    yield newest.item
    newest.head.next = await newest.head.list.next()
  }
}

/** The first items of a list. */
export async function firstOf<Item>(list: AsyncGenerator<Item>, limit: number): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of list) {
    items.push(item)
    if (items.length >= limit) break
  }
  return items
}
