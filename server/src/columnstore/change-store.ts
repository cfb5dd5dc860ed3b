import { type Statement, statement } from '../storage/statement.ts'

/** The statements on a log of changed documents. All locations share its sequence of numbers. */
export interface ChangeStatements {
  /** The changes of a location after one of them, in the order in which they were committed. */
  list: Statement<
    { locationId: string; after: number; limit: number },
    { sequence: number; documentId: string }
  >
  /**
   * The locations that have changes, by id, with the numbers of their first and last change. The query takes one step
   * per location, regardless of the number of changes.
   */
  listLocations: Statement<
    { after: string; limit: number },
    { locationId: string; first: number; last: number }
  >
  /** The number of a location's last change. */
  findLast: Statement<{ locationId: string }, { last: number | null }>
  /** The number of changes, counted up to a limit. */
  count: Statement<{ limit: number }, { count: number }>
  /** The count and the last of a location's first changes: at most `limit`, and none after `to`. */
  findFirst: Statement<
    { locationId: string; to: number; limit: number },
    { count: number; last: number | null }
  >
  /** Deletes the changes of a location up to and including `to`. */
  remove: Statement<{ locationId: string; to: number }, never>
}

/**
 * The statements on a table of changes.
 * @param noun of the documents, such as `contact` for the table `contact_changes` with the column `contact_id`.
 */
export function changeStatements(noun: string): ChangeStatements {
  const table = `${noun}_changes`
  return {
    list: statement(
      `list-${noun}-changes`,
      `SELECT sequence, ${noun}_id AS "documentId" FROM ${table}
       WHERE location_id = :locationId AND sequence > :after ORDER BY sequence LIMIT :limit`,
    ),
    listLocations: statement(
      `list-locations-with-${noun}-changes`,
      `WITH RECURSIVE changed (location_id, place) AS (
         SELECT MIN(location_id), 1 FROM ${table} WHERE location_id > :after
         UNION ALL
         SELECT (SELECT MIN(c.location_id) FROM ${table} c WHERE c.location_id > changed.location_id),
           place + 1
         FROM changed WHERE location_id IS NOT NULL AND place < :limit
       )
       SELECT location_id AS "locationId",
         (SELECT MIN(c.sequence) FROM ${table} c WHERE c.location_id = changed.location_id) AS "first",
         (SELECT MAX(c.sequence) FROM ${table} c WHERE c.location_id = changed.location_id) AS "last"
       FROM changed WHERE location_id IS NOT NULL ORDER BY place`,
      // Citus refuses the recursion. This reads all changes of these locations, so it takes longer on one server.
      {
        onShards: `SELECT location_id AS "locationId", MIN(sequence) AS "first", MAX(sequence) AS "last" FROM ${table}
                   WHERE location_id > :after GROUP BY location_id ORDER BY location_id LIMIT :limit`,
      },
    ),
    findLast: statement(
      `find-last-${noun}-change`,
      `SELECT MAX(sequence) AS "last" FROM ${table} WHERE location_id = :locationId`,
    ),
    count: statement(
      `count-${noun}-changes`,
      `SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM ${table} LIMIT :limit) AS counted`,
    ),
    findFirst: statement(
      `find-first-${noun}-changes`,
      `SELECT COUNT(*) AS "count", MAX(sequence) AS "last" FROM (
         SELECT sequence FROM ${table} WHERE location_id = :locationId AND sequence <= :to
         ORDER BY sequence LIMIT :limit) AS counted`,
    ),
    remove: statement(
      `delete-${noun}-changes`,
      `DELETE FROM ${table} WHERE location_id = :locationId AND sequence <= :to`,
    ),
  }
}
