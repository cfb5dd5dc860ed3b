import { statement } from '../../storage/statement.ts'

export interface BusinessRow {
  /** JSON of a Business. */
  document: string
}

export const findBusinessRow = statement<{ locationId: string; id: string }, BusinessRow>(
  'find-business',
  `SELECT document FROM businesses
   WHERE location_id = :locationId AND id = :id AND date_deleted IS NULL`,
)

/** The location of a business of a company. Never searches other companies. */
export const findBusinessHome = statement<{ companyId: string; id: string }, { locationId: string }>(
  'find-business-home',
  `SELECT b.location_id AS "locationId" FROM businesses b JOIN locations l ON l.id = b.location_id
   WHERE b.id = :id AND l.company_id = :companyId AND b.date_deleted IS NULL AND l.date_deleted IS NULL
   LIMIT 1`,
  { placedBy: 'id' },
)

/** The ids, oldest first, with the length of each in UTF-8. */
export const listBusinesses = statement<
  { locationId: string; limit: number; skip: number },
  { id: string; size: number }
>(
  'list-businesses',
  `SELECT id, octet_length(document) AS "size" FROM businesses WHERE location_id = :locationId AND date_deleted IS NULL
   ORDER BY date_added, id LIMIT :limit OFFSET :skip`,
)

/** Includes rows whose deletion has not finished. */
export const countBusinesses = statement<{ locationId: string }, { count: number }>(
  'count-businesses',
  'SELECT COUNT(*) AS "count" FROM businesses WHERE location_id = :locationId',
)

export const insertBusiness = statement<{
  locationId: string
  id: string
  document: string
  dateAdded: number
}>(
  'insert-business',
  `INSERT INTO businesses (location_id, id, document, date_added)
   VALUES (:locationId, :id, :document, :dateAdded)`,
)

export const updateBusinessRow = statement<{ locationId: string; id: string; document: string }>(
  'update-business',
  'UPDATE businesses SET document = :document WHERE location_id = :locationId AND id = :id',
)

/** Hides the business from everything but the rest of its deletion. */
export const markBusinessDeleted = statement<{ locationId: string; id: string; dateDeleted: number }>(
  'mark-business-deleted',
  `UPDATE businesses SET date_deleted = :dateDeleted
   WHERE location_id = :locationId AND id = :id AND date_deleted IS NULL`,
)

export const listDeletedBusinesses = statement<{ limit: number }, { locationId: string; id: string }>(
  'list-deleted-businesses',
  `SELECT location_id AS "locationId", id FROM businesses WHERE date_deleted IS NOT NULL
   ORDER BY date_deleted, id LIMIT :limit`,
)

export const deleteBusinessRow = statement<{ locationId: string; id: string }>(
  'delete-business',
  'DELETE FROM businesses WHERE location_id = :locationId AND id = :id',
)
