import { statement } from '../../storage/statement.ts'
import type { WebhookKey } from '../delivery-store.ts'

type Named = { locationId: string; name: string }

export interface ListenerRow {
  webhookId: string
  name: string
  /** The number of the last event that the client has. */
  position: number
  /** The stream that sends its events, or the last one that did. */
  streamId: string
  sealedSecret: string
}

export const insertListener = statement<
  WebhookKey & { name: string; position: number; streamId: string; systemNow: number }
>(
  'insert-webhook-listener',
  `INSERT INTO webhook_listeners (location_id, webhook_id, name, position, stream_id, date_used)
   VALUES (:locationId, :webhookId, :name, :position, :streamId, :systemNow)`,
)

export const findListener = statement<Named, ListenerRow>(
  'find-webhook-listener',
  `SELECT l.webhook_id AS "webhookId", l.name, l.position, l.stream_id AS "streamId",
     w.sealed_secret AS "sealedSecret"
   FROM webhook_listeners l JOIN webhooks w ON w.location_id = l.location_id AND w.id = l.webhook_id
   WHERE l.location_id = :locationId AND l.name = :name`,
)

export const countListeners = statement<{ locationId: string }, { count: number }>(
  'count-webhook-listeners',
  'SELECT COUNT(*) AS "count" FROM webhook_listeners WHERE location_id = :locationId',
)

export const takeListener = statement<Named & { position: number; streamId: string; systemNow: number }>(
  'take-webhook-listener',
  `UPDATE webhook_listeners SET position = :position, stream_id = :streamId, date_used = :systemNow
   WHERE location_id = :locationId AND name = :name`,
)

/** The listeners that have not been used since a time of the system's clock. */
export const listUnusedListeners = statement<
  { usedBefore: number; limit: number },
  WebhookKey & { name: string }
>(
  'list-unused-webhook-listeners',
  `SELECT location_id AS "locationId", webhook_id AS "webhookId", name FROM webhook_listeners
   WHERE date_used < :usedBefore LIMIT :limit`,
)

export const deleteUnusedListener = statement<Named & { usedBefore: number }>(
  'delete-unused-webhook-listener',
  `DELETE FROM webhook_listeners
   WHERE location_id = :locationId AND name = :name AND date_used < :usedBefore`,
)
