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
  /** To the hour. */
  dateLastUsed: number | null
}

const columns = `id, name, company_id AS "companyId", location_id AS "locationId", scopes,
  date_added AS "dateAdded", date_revoked AS "dateRevoked", date_first_used AS "dateFirstUsed",
  date_last_used AS "dateLastUsed"`

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

/** Does nothing if a use at or after `before` is recorded. */
export const markTokenUsed = statement<{ id: string; now: number; before: number }>(
  'mark-token-used',
  `UPDATE tokens SET date_first_used = COALESCE(date_first_used, :now), date_last_used = :now
   WHERE id = :id AND (date_last_used IS NULL OR date_last_used < :before)`,
)

/** The tokens that are valid in a location, with those of its company; newest first. */
export const listLiveTokensOfLocation = statement<
  { companyId: string; locationId: string; limit: number },
  TokenRow
>(
  'list-live-tokens-of-location',
  `SELECT ${columns} FROM tokens
   WHERE company_id = :companyId AND (location_id = :locationId OR location_id IS NULL) AND date_revoked IS NULL
   ORDER BY date_added DESC, id DESC LIMIT :limit`,
)

/** The valid tokens of a company and of its locations, newest first. */
export const listLiveTokensOfCompany = statement<{ companyId: string; limit: number }, TokenRow>(
  'list-live-tokens-of-company',
  `SELECT ${columns} FROM tokens WHERE company_id = :companyId AND date_revoked IS NULL
   ORDER BY date_added DESC, id DESC LIMIT :limit`,
)
