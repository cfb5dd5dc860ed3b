import { allEventTypes } from '../api/events/event-types.ts'
import type { ReadTx, Storage } from '../storage/storage.ts'
import { findEventDocument } from '../webhooks/deliveries/delivery-list-store.ts'
import { deliveriesOf, newestFirst, type PlacedDelivery } from '../webhooks/deliveries/list-deliveries.ts'
import { deliveryBody } from '../webhooks/delivery-body.ts'
import { type ListedWebhookRow, listWebhooks } from '../webhooks/webhook-store.ts'
import type { WebhookDelivery } from './contactd.ts'
import { ControlError } from './control/control-error.ts'
import { wholeNumber } from './traffic/request-query.ts'

const maxLimit = 1_000
const maxWebhooks = 10_000

/** What webhooks were sent, the newest event first. @throws ControlError 422 for an invalid query. */
export async function sentDeliveries(
  storage: Pick<Storage, 'read'>,
  query: URLSearchParams,
): Promise<WebhookDelivery[]> {
  const { locationId, type, limit } = readDeliveryQuery(query)
  const webhooks = await storage.read((tx) => tx.all(listWebhooks, { limit: maxWebhooks }))
  const asked = webhooks.filter((row) => locationId === undefined || row.locationId === locationId)
  const rows = new Map(asked.map((row) => [row.id, row]))
  const lists = asked.map((row) => deliveriesOf((fn) => storage.read(fn), row, { type }))
  const found: WebhookDelivery[] = []
  for await (const delivery of newestFirst(lists)) {
    const row = rows.get(delivery.view.webhookId)
    // What waits for its first attempt did not go out yet.
    if (row === undefined || delivery.view.attempts.length === 0) continue
    if (found.length === limit) break
    found.push(await storage.read((tx) => withBody(tx, row, delivery)))
  }
  return found
}

async function withBody(
  tx: ReadTx,
  { locationId, url, clientId }: ListedWebhookRow,
  { sequence, view }: PlacedDelivery,
): Promise<WebhookDelivery> {
  const event = { id: view.eventId, type: view.event, dateAdded: Date.parse(view.dateAdded) }
  const document = (await tx.get(findEventDocument, { locationId, sequence }))?.document
  const body = document === undefined ? null : JSON.parse(deliveryBody({ ...event, document }, clientId))
  return { ...view, locationId, url: url ?? '', body }
}

function readDeliveryQuery(query: URLSearchParams) {
  const type = query.get('event') ?? undefined
  const limit = wholeNumber(query.get('limit') ?? String(maxLimit), 1, maxLimit)
  const names = ['locationId', 'event', 'limit']
  const sentences = [...query.keys()]
    .filter((name) => !names.includes(name))
    .map((name) => `property ${name} should not exist`)
  if (type !== undefined && !(allEventTypes as readonly string[]).includes(type))
    sentences.push(`event must be one of ${allEventTypes.join(', ')}`)
  if (limit === undefined) sentences.push(`limit must be a number from 1 to ${maxLimit}`)
  if (sentences.length > 0) throw new ControlError(422, sentences)
  return { locationId: query.get('locationId') ?? undefined, type, limit: limit ?? maxLimit }
}
