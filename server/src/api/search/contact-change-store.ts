import { statement } from '../../storage/statement.ts'

/** The changes of a location's contacts after one of them, in the order in which they were committed. */
export const listChanges = statement<
  { locationId: string; after: number; limit: number },
  { sequence: number; documentId: string }
>(
  'list-contact-changes',
  `SELECT sequence, contact_id AS "documentId" FROM contact_changes
   WHERE location_id = :locationId AND sequence > :after ORDER BY sequence LIMIT :limit`,
)

/**
 * The locations that have changes, by id, with the numbers of their first and last change. The query takes one step
 * per location, regardless of the number of changes. All locations share one sequence of numbers.
 */
export const listChangedLocations = statement<
  { after: string; limit: number },
  { locationId: string; first: number; last: number }
>(
  'list-changed-locations',
  `WITH RECURSIVE changed (location_id, place) AS (
     SELECT MIN(location_id), 1 FROM contact_changes WHERE location_id > :after
     UNION ALL
     SELECT (SELECT MIN(c.location_id) FROM contact_changes c WHERE c.location_id > changed.location_id),
       place + 1
     FROM changed WHERE location_id IS NOT NULL AND place < :limit
   )
   SELECT location_id AS "locationId",
     (SELECT MIN(c.sequence) FROM contact_changes c WHERE c.location_id = changed.location_id) AS "first",
     (SELECT MAX(c.sequence) FROM contact_changes c WHERE c.location_id = changed.location_id) AS "last"
   FROM changed WHERE location_id IS NOT NULL ORDER BY place`,
)

/** The number of changes, counted up to a limit. */
export const countChanges = statement<{ limit: number }, { count: number }>(
  'count-contact-changes',
  'SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM contact_changes LIMIT :limit) AS counted',
)

/** The count and the last of a location's first changes: at most `limit`, and none after `to`. */
export const findFirstChanges = statement<
  { locationId: string; to: number; limit: number },
  { count: number; last: number | null }
>(
  'find-first-contact-changes',
  `SELECT COUNT(*) AS "count", MAX(sequence) AS "last" FROM (
     SELECT sequence FROM contact_changes WHERE location_id = :locationId AND sequence <= :to
     ORDER BY sequence LIMIT :limit) AS counted`,
)

export const deleteChanges = statement<{ locationId: string; to: number }>(
  'delete-contact-changes',
  'DELETE FROM contact_changes WHERE location_id = :locationId AND sequence <= :to',
)
