import type { ApiContext } from '../api/api-context.ts'
import { findLocation } from '../api/locations/location-store.ts'
import { principalOf } from '../auth/authorization.ts'
import { type Principal, scopeOf } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { OperationRequest } from '../http/messages.ts'
import { readPage } from '../http/paging.ts'
import { parseInstant } from '../lib/instant.ts'
import { ownTurn } from '../lib/own-turn.ts'
import type { ReadTx } from '../storage/storage.ts'
import { createWebhook } from './create-webhook.ts'
import { deleteWebhook } from './delete-webhook.ts'
import { type DeliveryView, parseDeliveryId } from './deliveries/delivery-view.ts'
import { deliveriesOf, firstOf, type Read } from './deliveries/list-deliveries.ts'
import { type Redelivery, redeliverNamed, redeliverSince } from './deliveries/redeliver.ts'
import { getWebhook, showWebhook, viewsOf } from './find-webhook.ts'
import type { WebhookSecrets } from './signing/webhook-secrets.ts'
import { updateWebhook, type WebhookChanges } from './update-webhook.ts'
import type { WebhookView } from './webhook.ts'
import { deliveriesPage, type RedeliverBody } from './webhook-schemas.ts'
import { listWebhooksOfLocation } from './webhook-store.ts'

export interface WebhookContext extends ApiContext {
  webhookSecrets: WebhookSecrets
}

/** The most webhooks in a response: those of the location, and those of its apps. */
const maxListed = 1_000

/** Its operations refuse the tokens of companies. @throws ApiError 401 */
function locationOf({ locationId }: Principal): string {
  if (locationId === undefined) throw errors.userTypeMismatch()
  return locationId
}

/** The precondition of operations on the webhook of their path. @throws ApiError 400 */
export const webhookOfPath = (tx: ReadTx, request: OperationRequest) =>
  getWebhook(tx, locationOf(principalOf(request)), (request.params as { webhookId: string }).webhookId)

/** List Webhooks. */
export const listWebhooks = ({ storage }: WebhookContext, principal: Principal): Promise<WebhookView[]> =>
  storage.read(async (tx) => {
    const locationId = locationOf(principal)
    return viewsOf(tx, await tx.all(listWebhooksOfLocation, { locationId, limit: maxListed }))
  }, scopeOf(principal))

/** Create Webhook. @returns it with its secret. @throws ApiError 400 if the location has too many. */
export async function addWebhookOf(
  context: WebhookContext,
  principal: Principal,
  spec: { url: string; events?: readonly string[] | undefined },
): Promise<WebhookView & { secret: string }> {
  const { storage, webhookSecrets } = context
  const locationId = locationOf(principal)
  const { secret, sealed } = await webhookSecrets.make()
  const view = await storage.write(async (tx) => {
    if (!(await tx.get(findLocation, { id: locationId }))) throw errors.locationUnreachable()
    const place = { locationId, companyId: principal.companyId }
    return createWebhook(tx, context, place, { ...spec, sealedSecret: sealed, by: principal.sourceId })
  }, 'database')
  return { ...view, secret }
}

/** Get Webhook. @throws ApiError 400 */
export const readWebhook = (
  { storage }: WebhookContext,
  principal: Principal,
  id: string,
): Promise<WebhookView> =>
  storage.read((tx) => showWebhook(tx, locationOf(principal), id), scopeOf(principal))

/** Update Webhook. @throws ApiError 400 */
export const changeWebhookOf = (
  context: WebhookContext,
  principal: Principal,
  id: string,
  changes: Omit<WebhookChanges, 'by'>,
): Promise<WebhookView> => {
  const webhook = { locationId: locationOf(principal), id }
  return updateWebhook(context, webhook, { ...changes, by: principal.sourceId })
}

/** Delete Webhook. @param stopping ends the work on its deliveries early. @throws ApiError 400 */
export async function removeWebhook(
  context: WebhookContext,
  principal: Principal,
  id: string,
  stopping: AbortSignal,
): Promise<void> {
  const webhook = { locationId: locationOf(principal), id, by: principal.sourceId }
  await deleteWebhook(context, webhook, stopping)
}

/** List Deliveries: a page, newest event first. @throws ApiError 400 */
export async function listDeliveriesOf(
  { storage }: WebhookContext,
  principal: Principal,
  webhookId: string,
  query: { limit?: number; cursor?: number; failed?: boolean; event?: string },
): Promise<{ deliveries: DeliveryView[]; nextCursor?: number }> {
  const read: Read = async (fn) => {
    await ownTurn()
    return storage.read(fn, scopeOf(principal))
  }
  const row = await read((tx) => getWebhook(tx, locationOf(principal), webhookId))
  const { limit } = readPage(query, deliveriesPage)
  const { cursor: before, failed: isFailed, event: type } = query
  const found = await firstOf(deliveriesOf(read, row, { before, isFailed, type }), limit + 1)
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return { deliveries: page.map(({ view }) => view), ...(last && { nextCursor: last.sequence }) }
}

/** Redeliver Events. @param stopping ends it early. @throws ApiError 400, 422 */
export async function redeliverOf(
  context: WebhookContext,
  principal: Principal,
  webhookId: string,
  { ids, since, event: type }: RedeliverBody,
  stopping: AbortSignal,
): Promise<Redelivery> {
  const locationId = locationOf(principal)
  const key = { locationId, webhookId }
  if (ids !== undefined && (since !== undefined || type !== undefined))
    throw errors.unprocessable(['ids must not be sent together with since or event'])
  if (ids !== undefined) {
    const other = ids.find((id) => parseDeliveryId(id)?.webhookId !== webhookId)
    if (other !== undefined) throw errors.deliveryNotFound(other)
    return redeliverNamed(context, locationId, ids)
  }
  if (since === undefined) throw errors.unprocessable(['ids or since should not be empty'])
  await context.storage.read((tx) => getWebhook(tx, locationId, webhookId), scopeOf(principal))
  const query = { since: parseInstant(since) ?? Number.NaN, type }
  return redeliverSince(context.storage, context, key, query, { stopping })
}
