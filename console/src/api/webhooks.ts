import { type Api, dataOf } from './client.ts'
import type { paths } from './schema.d.ts'

/** The webhooks of the location, the oldest first. @throws ApiFailure */
export async function listWebhooks(api: Api) {
  const { webhooks } = await dataOf(api.GET('/_contactd/webhooks'))
  return webhooks
}

export type Webhook = Awaited<ReturnType<typeof listWebhooks>>[number]

type Deliveries = paths['/_contactd/webhooks/{webhookId}/deliveries']['get']
type DeliveriesPage = Deliveries['responses'][200]['content']['application/json']

export type Delivery = DeliveriesPage['deliveries'][number]

/** Which deliveries of a webhook. */
export type DeliveriesQuery = NonNullable<Deliveries['parameters']['query']>

/** The type of an event. */
export type EventType = NonNullable<DeliveriesQuery['event']>

/** A page of what a webhook was sent, newest first. @throws ApiFailure */
export const listDeliveries = (
  api: Api,
  webhookId: string,
  query: DeliveriesQuery,
): Promise<DeliveriesPage> =>
  dataOf(api.GET('/_contactd/webhooks/{webhookId}/deliveries', { params: { path: { webhookId }, query } }))

/** The most deliveries that a request names. */
const idsAtOnce = 25

/**
 * Sends events once more.
 * @param advance called with how many of the deliveries were asked for.
 * @throws ApiFailure
 */
export async function redeliver(
  api: Api,
  webhookId: string,
  ids: readonly string[],
  advance: (done: number) => void,
): Promise<void> {
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    advance(at)
    await dataOf(
      api.POST('/_contactd/webhooks/{webhookId}/redeliver', {
        params: { path: { webhookId } },
        body: { ids: ids.slice(at, at + idsAtOnce) },
      }),
    )
  }
  advance(ids.length)
}
