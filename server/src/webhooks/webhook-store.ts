import { statement } from '../storage/statement.ts'
import type { WebhookKey } from './delivery-store.ts'

export type WebhookRow = {
  locationId: string
  id: string
  /** Of the app whose events these are; null for a webhook of the location itself. */
  clientId: string | null
  companyId: string
  /** Null for a listener. */
  url: string | null
  /** Types of events, separated by commas, or `*`. */
  events: string
  sealedSecret: string
  dateAdded: number
}

export const insertWebhook = statement<WebhookRow>(
  'insert-webhook',
  `INSERT INTO webhooks (location_id, id, client_id, company_id, url, events, sealed_secret, date_added)
   VALUES (:locationId, :id, :clientId, :companyId, :url, :events, :sealedSecret, :dateAdded)`,
)

/** A webhook with its progress. */
export interface ListedWebhookRow extends Omit<WebhookRow, 'sealedSecret'> {
  /** The last event that it takes; null while it has no end. */
  lastSequence: number | null
  position: number
  failingSince: number | null
  lastSuccess: number | null
  datePaused: number | null
  dropped: number
}

const listed = `SELECT w.location_id AS "locationId", w.id, w.client_id AS "clientId", w.company_id AS "companyId", w.url, w.events,
   w.date_added AS "dateAdded", w.last_sequence AS "lastSequence", p.position, p.failing_since AS "failingSince",
   p.last_success AS "lastSuccess", p.date_paused AS "datePaused", p.dropped
 FROM webhooks w JOIN webhook_progress p ON p.location_id = w.location_id AND p.webhook_id = w.id`

/** The webhooks of a location, oldest first. */
export const listWebhooksOfLocation = statement<{ locationId: string; limit: number }, ListedWebhookRow>(
  'list-webhooks-of-location',
  `${listed} WHERE w.location_id = :locationId ORDER BY w.date_added, w.id LIMIT :limit`,
)

/** All webhooks, those of each location together and oldest first. */
export const listWebhooks = statement<{ limit: number }, ListedWebhookRow>(
  'list-webhooks',
  `${listed} ORDER BY w.location_id, w.date_added, w.id LIMIT :limit`,
)

export const findWebhook = statement<{ locationId: string; id: string }, ListedWebhookRow>(
  'find-webhook',
  `${listed} WHERE w.location_id = :locationId AND w.id = :id`,
)

/** Without its progress: for writes, which PostgreSQL places by the one table that a statement reads. */
export const findWebhookRow = statement<
  { locationId: string; id: string },
  Pick<WebhookRow, 'clientId' | 'url' | 'events'>
>(
  'find-webhook-row',
  'SELECT client_id AS "clientId", url, events FROM webhooks WHERE location_id = :locationId AND id = :id',
)

/** For commands, which name a webhook by its id alone. */
export const findWebhookHome = statement<{ id: string }, { locationId: string }>(
  'find-webhook-home',
  'SELECT location_id AS "locationId" FROM webhooks WHERE id = :id',
  { placedBy: 'id' },
)

/** Those of apps and listeners do not count. */
export const countOwnWebhooks = statement<{ locationId: string }, { count: number }>(
  'count-own-webhooks-of-location',
  `SELECT COUNT(*) AS "count" FROM webhooks
   WHERE location_id = :locationId AND client_id IS NULL AND url IS NOT NULL`,
)

export const changeWebhook = statement<{ locationId: string; id: string; url: string; events: string }>(
  'change-webhook',
  'UPDATE webhooks SET url = :url, events = :events WHERE location_id = :locationId AND id = :id',
)

export const deleteWebhookRow = statement<{ locationId: string; id: string }>(
  'delete-webhook',
  'DELETE FROM webhooks WHERE location_id = :locationId AND id = :id',
)

/** Ends the work on a webhook whose row is gone. Nobody takes it again. */
export const endProgress = statement<WebhookKey & { now: number }>(
  'end-webhook-progress',
  `UPDATE webhook_progress SET date_paused = :now, leased_by = NULL, next_attempt = NULL
   WHERE location_id = :locationId AND webhook_id = :webhookId`,
)

/** The same for the webhooks of a location that is being deleted. */
export const endProgressOfLocation = statement<{ locationId: string; now: number }>(
  'end-webhook-progress-of-location',
  `UPDATE webhook_progress SET date_paused = :now, leased_by = NULL, next_attempt = NULL
   WHERE location_id = :locationId`,
)

/** The webhooks whose deletion has not finished. */
export const listDeletedWebhooks = statement<{ limit: number }, WebhookKey>(
  'list-deleted-webhooks',
  `SELECT p.location_id AS "locationId", p.webhook_id AS "webhookId" FROM webhook_progress p
   WHERE NOT EXISTS (SELECT 1 FROM webhooks w WHERE w.location_id = p.location_id AND w.id = p.webhook_id)
   LIMIT :limit`,
)

export const deleteSomeDeliveries = statement<WebhookKey & { limit: number }>(
  'delete-some-webhook-deliveries',
  `DELETE FROM webhook_deliveries WHERE location_id = :locationId AND webhook_id = :webhookId AND sequence IN (
     SELECT sequence FROM webhook_deliveries
     WHERE location_id = :locationId AND webhook_id = :webhookId ORDER BY sequence LIMIT :limit)`,
)

export const deleteProgress = statement<WebhookKey>(
  'delete-webhook-progress',
  'DELETE FROM webhook_progress WHERE location_id = :locationId AND webhook_id = :webhookId',
)

/** Lets the events of a webhook wait. A worker that has it finishes what is underway, and keeps the failures so far. */
export const pauseWebhook = statement<WebhookKey & { now: number }>(
  'pause-webhook',
  `UPDATE webhook_progress SET date_paused = :now
   WHERE location_id = :locationId AND webhook_id = :webhookId AND date_paused IS NULL`,
)

/** Lets a paused webhook begin again, as if it had never failed. */
export const resumeWebhook = statement<WebhookKey & { now: number }>(
  'resume-webhook',
  `UPDATE webhook_progress SET date_paused = NULL, failures = 0, failing_since = NULL, next_attempt = :now
   WHERE location_id = :locationId AND webhook_id = :webhookId AND date_paused IS NOT NULL`,
)
