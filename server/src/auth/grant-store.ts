import { statement } from '../storage/statement.ts'

/**
 * What an installation permits an app to do: the root of its tokens. A location's grant may be the child of its
 * company's.
 */
export interface GrantRow {
  id: string
  installationId: string
  clientId: string
  companyId: string
  /** Null for a company's grant. */
  locationId: string | null
  userId: string | null
  /** Separated by spaces. */
  scopes: string
}

/** A grant whose app and installation still exist. */
export const findLiveGrant = statement<{ id: string }, GrantRow>(
  'find-live-grant',
  `SELECT g.id, g.installation_id AS "installationId", i.client_id AS "clientId", i.company_id AS "companyId",
     g.location_id AS "locationId", i.user_id AS "userId", g.scopes
   FROM grants g
   JOIN installations i ON i.id = g.installation_id AND i.date_uninstalled IS NULL
   JOIN apps a ON a.client_id = i.client_id AND a.date_deleted IS NULL
   WHERE g.id = :id AND g.date_revoked IS NULL`,
)

/** The child grant of a company's grant for a location. */
export const findChildGrant = statement<{ parentId: string; locationId: string }, { id: string }>(
  'find-child-grant',
  `SELECT id FROM grants
   WHERE parent_id = :parentId AND location_id = :locationId AND date_revoked IS NULL LIMIT 1`,
)

export const insertGrant = statement<{
  id: string
  installationId: string
  parentId: string | null
  locationId: string | null
  scopes: string
  dateAdded: number
}>(
  'insert-grant',
  `INSERT INTO grants (id, installation_id, parent_id, location_id, scopes, date_added)
   VALUES (:id, :installationId, :parentId, :locationId, :scopes, :dateAdded)`,
)

export const revokeGrantsOfLocation = statement<{ locationId: string; dateRevoked: number }>(
  'revoke-grants-of-location',
  `UPDATE grants SET date_revoked = :dateRevoked
   WHERE location_id = :locationId AND date_revoked IS NULL`,
)

/** Revokes a grant and its children: everything issued for a stolen code or token becomes invalid. */
export const revokeGrant = statement<{ id: string; dateRevoked: number }>(
  'revoke-grant',
  `UPDATE grants SET date_revoked = :dateRevoked
   WHERE (id = :id OR parent_id = :id) AND date_revoked IS NULL`,
)
