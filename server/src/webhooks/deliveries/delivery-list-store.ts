import { statement } from '../../storage/statement.ts'
import type { DeliveryStatus, WebhookKey } from '../delivery-store.ts'
import { installationOf } from '../taken-by.ts'

/** An event that a webhook takes, and what came of it. */
export interface ListedDeliveryRow {
  sequence: number
  eventId: string
  type: string
  contactId: string | null
  dateAdded: number
  status: DeliveryStatus
  nextAttempt: number | null
  /** JSON. */
  attempts: string
}

const event = `e.sequence, e.id AS "eventId", e.type, e.contact_id AS "contactId", e.date_added AS "dateAdded"`
const listed = `SELECT ${event}, d.status, d.next_attempt AS "nextAttempt", d.attempts
   FROM webhook_deliveries d JOIN webhook_events e ON e.location_id = d.location_id AND e.sequence = d.sequence
   WHERE d.location_id = :locationId AND d.webhook_id = :webhookId`

type Page = WebhookKey & { first: number; before: number; limit: number }

/** The deliveries of events from one on and before another, newest first. */
export const listDeliveries = statement<Page, ListedDeliveryRow>(
  'list-webhook-deliveries',
  `${listed} AND d.sequence >= :first AND d.sequence < :before ORDER BY d.sequence DESC LIMIT :limit`,
)

/** Of them, those that failed and those that are due or will be. */
export const listUnfinishedDeliveries = statement<Page, ListedDeliveryRow>(
  'list-unfinished-webhook-deliveries',
  `${listed} AND (d.next_attempt IS NOT NULL OR d.status = 'failed')
     AND d.sequence >= :first AND d.sequence < :before
   ORDER BY d.sequence DESC LIMIT :limit`,
)

export const findDelivery = statement<WebhookKey & { sequence: number }, ListedDeliveryRow>(
  'find-webhook-delivery',
  `${listed} AND d.sequence = :sequence`,
)

/** Events, newest first, with the documents of those about installations. */
export const listEventsBefore = statement<
  { locationId: string; first: number; before: number; limit: number },
  Omit<ListedDeliveryRow, 'status' | 'nextAttempt' | 'attempts'> & { document: string | null }
>(
  'list-webhook-events-before',
  `SELECT ${event}, ${installationOf('e')} FROM webhook_events e
   WHERE e.location_id = :locationId AND e.sequence >= :first AND e.sequence < :before
   ORDER BY e.sequence DESC LIMIT :limit`,
)

/** The first event of a location from a number on. */
export const findEventFrom = statement<
  { locationId: string; first: number },
  { sequence: number; dateAdded: number }
>(
  'find-webhook-event-from',
  `SELECT e.sequence, e.date_added AS "dateAdded" FROM webhook_events e
   WHERE e.location_id = :locationId AND e.sequence >= :first ORDER BY e.sequence LIMIT 1`,
)

export const findEventDocument = statement<{ locationId: string; sequence: number }, { document: string }>(
  'find-webhook-event-document',
  'SELECT document FROM webhook_events WHERE location_id = :locationId AND sequence = :sequence',
)

/** The pending deliveries of a webhook, up to a limit. */
export const countPendingDeliveries = statement<WebhookKey & { limit: number }, { count: number }>(
  'count-pending-webhook-deliveries',
  `SELECT COUNT(*) AS "count" FROM (SELECT d.sequence FROM webhook_deliveries d
     WHERE d.location_id = :locationId AND d.webhook_id = :webhookId AND d.status = 'pending'
     LIMIT :limit) AS pending`,
)

/** Events of a kind that a webhook has neither passed nor a delivery of. */
export interface UnreadRow {
  type: string
  /** Of events about installations; null for others. */
  document: string | null
  count: number
  /** The last of them. */
  sequence: number
  /** When the oldest of them was recorded. */
  oldest: number
}

/** The first events behind a position that have no delivery, by type, and by document if they are about installations. */
export const countUnreadEvents = statement<
  WebhookKey & { after: number; to: number; limit: number },
  UnreadRow
>(
  'count-unread-webhook-events',
  `SELECT unread.type, unread.document, COUNT(*) AS "count", MAX(unread.sequence) AS "sequence",
     MIN(unread.date_added) AS "oldest"
   FROM (SELECT e.type, e.sequence, e.date_added, ${installationOf('e')} FROM webhook_events e
     WHERE e.location_id = :locationId AND e.sequence > :after AND e.sequence <= :to
       AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.location_id = e.location_id
         AND d.webhook_id = :webhookId AND d.sequence = e.sequence)
     ORDER BY e.sequence LIMIT :limit) AS unread
   GROUP BY unread.type, unread.document`,
)

export interface RepeatableRow {
  sequence: number
  status: DeliveryStatus
}

/** The deliveries of events behind one, up to another, oldest first, with the types of their events. */
export const listDeliveriesAfter = statement<
  WebhookKey & { after: number; to: number; limit: number },
  RepeatableRow & { type: string; dateAdded: number }
>(
  'list-webhook-deliveries-after',
  `SELECT d.sequence, d.status, e.type, e.date_added AS "dateAdded"
   FROM webhook_deliveries d JOIN webhook_events e ON e.location_id = d.location_id AND e.sequence = d.sequence
   WHERE d.location_id = :locationId AND d.webhook_id = :webhookId AND d.sequence > :after AND d.sequence <= :to
   ORDER BY d.sequence LIMIT :limit`,
)

/** For writes, which PostgreSQL places by the one table that a statement reads. */
export const findDeliveryStatus = statement<WebhookKey & { sequence: number }, { status: DeliveryStatus }>(
  'find-webhook-delivery-status',
  `SELECT status FROM webhook_deliveries
   WHERE location_id = :locationId AND webhook_id = :webhookId AND sequence = :sequence`,
)

/** Sends the event of a delivery that is done once more. Its contact's later events do not wait for it. */
export const repeatDelivery = statement<WebhookKey & { sequence: number; now: number }>(
  'repeat-webhook-delivery',
  `UPDATE webhook_deliveries SET status = 'pending', next_attempt = :now, scheduled_attempt = :now,
     repeats = repeats + 1, date_updated = :now
   WHERE location_id = :locationId AND webhook_id = :webhookId AND sequence = :sequence AND status <> 'pending'`,
)

/** Makes due a delivery that waits for its next attempt. One that waits for another of its contact goes on waiting. */
export const hastenDelivery = statement<WebhookKey & { sequence: number; now: number }>(
  'hasten-webhook-delivery',
  `UPDATE webhook_deliveries SET next_attempt = :now
   WHERE location_id = :locationId AND webhook_id = :webhookId AND sequence = :sequence
     AND next_attempt IS NOT NULL AND next_attempt > :now`,
)

/** Lets a node look at a webhook now. */
export const makeWebhookDue = statement<WebhookKey & { now: number }>(
  'make-webhook-due',
  `UPDATE webhook_progress SET next_attempt = :now
   WHERE location_id = :locationId AND webhook_id = :webhookId AND COALESCE(next_attempt - :now, 1) > 0`,
)
