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
