import { statement } from '../storage/statement.ts'

export interface TokenRow {
  id: string
  name: string
  companyId: string
  locationId: string | null
  /** Separated by spaces. */
  scopes: string
  dateAdded: number
  dateRevoked: number | null
  dateFirstUsed: number | null
}

const columns = `id, name, company_id AS "companyId", location_id AS "locationId", scopes,
  date_added AS "dateAdded", date_revoked AS "dateRevoked", date_first_used AS "dateFirstUsed"`

export const insertToken = statement<{
  id: string
  hash: string
  name: string
  companyId: string
  locationId: string | null
  scopes: string
  dateAdded: number
}>(
  'insert-token',
  `INSERT INTO tokens (id, hash, name, company_id, location_id, scopes, date_added)
   VALUES (:id, :hash, :name, :companyId, :locationId, :scopes, :dateAdded)`,
)

export const findLiveTokenByHash = statement<{ hash: string }, TokenRow>(
  'find-live-token-by-hash',
  `SELECT ${columns} FROM tokens WHERE hash = :hash AND date_revoked IS NULL`,
)

export const findToken = statement<{ id: string }, TokenRow>(
  'find-token',
  `SELECT ${columns} FROM tokens WHERE id = :id`,
)

export const listTokens = statement<{ limit: number }, TokenRow>(
  'list-tokens',
  `SELECT ${columns} FROM tokens ORDER BY date_added, id LIMIT :limit`,
)

export const listLiveTokensNamed = statement<
  { locationId: string; name: string; limit: number },
  { id: string }
>(
  'list-live-tokens-named',
  `SELECT id FROM tokens WHERE location_id = :locationId AND name = :name AND date_revoked IS NULL
   ORDER BY date_added, id LIMIT :limit`,
)

export const revokeToken = statement<{ id: string; dateRevoked: number }>(
  'revoke-token',
  'UPDATE tokens SET date_revoked = :dateRevoked WHERE id = :id AND date_revoked IS NULL',
)

export const revokeTokensOfLocation = statement<{ locationId: string; dateRevoked: number }>(
  'revoke-tokens-of-location',
  `UPDATE tokens SET date_revoked = :dateRevoked
   WHERE location_id = :locationId AND date_revoked IS NULL`,
)

/** Does nothing if its first use was recorded before. */
export const markTokenUsed = statement<{ id: string; dateFirstUsed: number }>(
  'mark-token-used',
  'UPDATE tokens SET date_first_used = :dateFirstUsed WHERE id = :id AND date_first_used IS NULL',
)
