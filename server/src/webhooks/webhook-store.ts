import { statement } from '../storage/statement.ts'

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
