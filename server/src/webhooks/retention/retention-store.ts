import { statement } from '../../storage/statement.ts'
import type { DeliveryStatus, WebhookKey } from '../delivery-store.ts'
import { installationOf } from '../taken-by.ts'

type InLocation = { locationId: string }

const key = 'location_id = :locationId AND webhook_id = :webhookId'

/** The next location, in order, that has events or webhooks. */
export const findNextOutbox = statement<{ afterId: string }, { locationId: string | null }>(
  'find-next-webhook-outbox',
  `SELECT MIN(places.location_id) AS "locationId" FROM (
     SELECT MIN(e.location_id) AS location_id FROM webhook_events e WHERE e.location_id > :afterId
     UNION ALL
     SELECT MIN(p.location_id) AS location_id FROM webhook_progress p WHERE p.location_id > :afterId) AS places`,
)

export const findFirstEvent = statement<InLocation, { sequence: number; dateAdded: number }>(
  'find-first-webhook-event',
  `SELECT sequence, date_added AS "dateAdded" FROM webhook_events
   WHERE location_id = :locationId ORDER BY sequence LIMIT 1`,
)

/** A webhook with deliveries of events before the first one that is left: a node stored them too late. */
export const findLateDeliveries = statement<InLocation & { first: number }, { webhookId: string }>(
  'find-webhook-with-late-deliveries',
  `SELECT p.webhook_id AS "webhookId" FROM webhook_progress p
   WHERE p.location_id = :locationId AND (SELECT MIN(d.sequence) FROM webhook_deliveries d
     WHERE d.location_id = :locationId AND d.webhook_id = p.webhook_id) < :first LIMIT 1`,
)

/** The sizes of the documents of events behind one, in bytes. Does not read the documents. */
export const listSizesAfter = statement<
  InLocation & { after: number; limit: number },
  { sequence: number; bytes: number }
>(
  'list-webhook-event-sizes-after',
  `SELECT sequence, octet_length(document) AS "bytes" FROM webhook_events
   WHERE location_id = :locationId AND sequence > :after ORDER BY sequence LIMIT :limit`,
)

/** The deliveries of a webhook of the events between two, and the bytes of their attempts. */
export const sumDeliveries = statement<
  WebhookKey & { after: number; to: number },
  { count: number; bytes: number }
>(
  'sum-webhook-deliveries',
  `SELECT COUNT(*) AS "count", CAST(COALESCE(SUM(octet_length(attempts)), 0) AS BIGINT) AS "bytes"
   FROM webhook_deliveries WHERE ${key} AND sequence > :after AND sequence <= :to`,
)

export interface OldEventRow {
  sequence: number
  type: string
  dateAdded: number
  bytes: number
  /** Of events about installations; null for others. */
  document: string | null
}

export const listOldestEvents = statement<InLocation & { limit: number }, OldEventRow>(
  'list-oldest-webhook-events',
  `SELECT e.sequence, e.type, e.date_added AS "dateAdded", octet_length(e.document) AS "bytes",
     ${installationOf('e')}
   FROM webhook_events e WHERE e.location_id = :locationId ORDER BY e.sequence LIMIT :limit`,
)

/** A webhook with its progress. One that is being deleted takes no events. */
export interface ReaderRow {
  webhookId: string
  position: number
  clientId: string | null
  lastSequence: number | null
  events: string | null
}

export const listReaders = statement<InLocation & { limit: number }, ReaderRow>(
  'list-webhook-readers',
  `SELECT p.webhook_id AS "webhookId", p.position, w.client_id AS "clientId", w.last_sequence AS "lastSequence", w.events
   FROM webhook_progress p LEFT JOIN webhooks w ON w.location_id = p.location_id AND w.id = p.webhook_id
   WHERE p.location_id = :locationId ORDER BY p.webhook_id LIMIT :limit`,
)

export interface OldDeliveryRow {
  sequence: number
  contactId: string | null
  status: DeliveryStatus
  repeats: number
}

/** The deliveries of a webhook up to an event, oldest first. */
export const listDeliveriesThrough = statement<WebhookKey & { to: number; limit: number }, OldDeliveryRow>(
  'list-webhook-deliveries-through',
  `SELECT sequence, contact_id AS "contactId", status, repeats FROM webhook_deliveries
   WHERE ${key} AND sequence <= :to ORDER BY sequence LIMIT :limit`,
)

export const deleteDeliveriesThrough = statement<WebhookKey & { to: number }>(
  'delete-webhook-deliveries-through',
  `DELETE FROM webhook_deliveries WHERE ${key} AND sequence <= :to`,
)

export const deleteEventsThrough = statement<InLocation & { to: number }>(
  'delete-webhook-events-through',
  'DELETE FROM webhook_events WHERE location_id = :locationId AND sequence <= :to',
)

export const addDropped = statement<WebhookKey & { dropped: number }>(
  'add-dropped-webhook-events',
  `UPDATE webhook_progress SET dropped = dropped + :dropped WHERE ${key}`,
)

/** Ends the work of a node on a webhook, so that it begins again with what the database has. */
export const interruptWebhook = statement<WebhookKey & { now: number }>(
  'interrupt-webhook',
  `UPDATE webhook_progress SET leased_by = NULL, leased_until = 0, next_attempt = :now WHERE ${key}`,
)

/** The undelivered events that a webhook has a delivery of, and the oldest of those that are counted. */
export const countPendingEvents = statement<{ limit: number }, { count: number; oldest: number | null }>(
  'count-pending-webhook-events',
  `SELECT COUNT(*) AS "count", MIN(pending.date_added) AS "oldest" FROM (
     SELECT e.date_added FROM webhook_deliveries d
     JOIN webhook_events e ON e.location_id = d.location_id AND e.sequence = d.sequence
     WHERE d.status = 'pending' LIMIT :limit) AS pending`,
)

export type BehindRow = WebhookKey & {
  position: number
  clientId: string | null
  lastSequence: number | null
  events: string
}

/** The webhooks, also paused ones, that have not passed the last event of their location. */
export const listBehind = statement<{ limit: number }, BehindRow>(
  'list-webhooks-behind-last-event',
  `SELECT p.location_id AS "locationId", p.webhook_id AS "webhookId", p.position,
     w.client_id AS "clientId", w.last_sequence AS "lastSequence", w.events
   FROM webhook_progress p JOIN webhooks w ON w.location_id = p.location_id AND w.id = p.webhook_id
   WHERE p.position < (SELECT COALESCE(MAX(e.sequence), 0) FROM webhook_events e
     WHERE e.location_id = p.location_id) LIMIT :limit`,
)

/** Takes no new events, has passed its last one, and waits for no delivery. */
const isFinished = (location: string) => `w.last_sequence IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d
    WHERE d.location_id = ${location} AND d.webhook_id = w.id AND d.status = 'pending')
  AND NOT EXISTS (SELECT 1 FROM webhook_events e
    WHERE e.location_id = ${location} AND e.sequence <= w.last_sequence
      AND e.sequence > (SELECT p.position FROM webhook_progress p
        WHERE p.location_id = ${location} AND p.webhook_id = w.id))`

export const listFinishedWebhooks = statement<{ limit: number }, WebhookKey>(
  'list-finished-webhooks',
  `SELECT w.location_id AS "locationId", w.id AS "webhookId" FROM webhooks w WHERE ${isFinished('w.location_id')} LIMIT :limit`,
)

export const findFinishedWebhook = statement<WebhookKey, { webhookId: string }>(
  'find-finished-webhook',
  `SELECT w.id AS "webhookId" FROM webhooks w
   WHERE w.location_id = :locationId AND w.id = :webhookId AND ${isFinished(':locationId')}`,
)
