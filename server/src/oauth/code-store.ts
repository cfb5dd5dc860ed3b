import { statement } from '../storage/statement.ts'

export interface CodeRow {
  hash: string
  installationId: string
  clientId: string
  redirectUri: string
  scopes: string
  codeChallenge: string | null
  dateExpires: number
  /** The grant that the code was exchanged for, once it was used. */
  grantId: string | null
}

export const findCode = statement<{ hash: string }, CodeRow>(
  'find-code',
  `SELECT c.hash, c.installation_id AS "installationId", i.client_id AS "clientId",
     c.redirect_uri AS "redirectUri", c.scopes, c.code_challenge AS "codeChallenge",
     c.date_expires AS "dateExpires", c.grant_id AS "grantId"
   FROM authorization_codes c JOIN installations i ON i.id = c.installation_id WHERE c.hash = :hash`,
)

export const insertCode = statement<{
  hash: string
  installationId: string
  redirectUri: string
  scopes: string
  codeChallenge: string | null
  dateExpires: number
}>(
  'insert-code',
  `INSERT INTO authorization_codes (hash, installation_id, redirect_uri, scopes, code_challenge, date_expires)
   VALUES (:hash, :installationId, :redirectUri, :scopes, :codeChallenge, :dateExpires)`,
)

export const markCodeUsed = statement<{ hash: string; grantId: string }>(
  'mark-code-used',
  'UPDATE authorization_codes SET grant_id = :grantId WHERE hash = :hash AND grant_id IS NULL',
)

export const deleteCodesExpiredBefore = statement<{ before: number }>(
  'delete-codes-expired-before',
  'DELETE FROM authorization_codes WHERE date_expires < :before',
)
