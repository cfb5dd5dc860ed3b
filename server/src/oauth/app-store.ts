import { statement } from '../storage/statement.ts'

export interface AppRow {
  clientId: string
  name: string
  secretHash: string
  /** A list as JSON. */
  redirectUris: string
  /** Separated by spaces. */
  scopes: string
  /** Where its events are sent; null for nowhere. */
  webhookUrl: string | null
  dateAdded: number
}

const columns = `client_id AS "clientId", name, secret_hash AS "secretHash", redirect_uris AS "redirectUris",
  scopes, webhook_url AS "webhookUrl", date_added AS "dateAdded"`

export const findApp = statement<{ clientId: string }, AppRow>(
  'find-app',
  `SELECT ${columns} FROM apps WHERE client_id = :clientId AND date_deleted IS NULL`,
)

export const listApps = statement<{ limit: number }, AppRow>(
  'list-apps',
  `SELECT ${columns} FROM apps WHERE date_deleted IS NULL ORDER BY date_added, client_id LIMIT :limit`,
)

/** The apps that are installed in a company or in its locations, oldest first. */
export const listAppsOfCompany = statement<{ companyId: string; limit: number }, AppRow>(
  'list-apps-of-company',
  `SELECT ${columns} FROM apps WHERE date_deleted IS NULL AND EXISTS (
     SELECT 1 FROM installations i
     WHERE i.client_id = apps.client_id AND i.company_id = :companyId AND i.date_uninstalled IS NULL)
   ORDER BY date_added, client_id LIMIT :limit`,
)

export const insertApp = statement<{
  clientId: string
  name: string
  secretHash: string
  redirectUris: string
  scopes: string
  webhookUrl: string | null
  sealedWebhookSecret: string | null
  dateAdded: number
}>(
  'insert-app',
  `INSERT INTO apps (client_id, name, secret_hash, redirect_uris, scopes, webhook_url, sealed_webhook_secret,
     date_added)
   VALUES (:clientId, :name, :secretHash, :redirectUris, :scopes, :webhookUrl, :sealedWebhookSecret,
     :dateAdded)`,
)

export const updateAppSecret = statement<{ clientId: string; secretHash: string }>(
  'update-app-secret',
  'UPDATE apps SET secret_hash = :secretHash WHERE client_id = :clientId AND date_deleted IS NULL',
)

/** The app's grants end with it: a grant is valid only while its app is. */
export const markAppDeleted = statement<{ clientId: string; dateDeleted: number }>(
  'mark-app-deleted',
  'UPDATE apps SET date_deleted = :dateDeleted WHERE client_id = :clientId AND date_deleted IS NULL',
)
