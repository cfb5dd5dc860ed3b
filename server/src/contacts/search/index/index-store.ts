import { statement } from '../../../storage/statement.ts'

/** The changes of a location's contacts after one of them, in the order in which they were committed. */
export const listChanges = statement<
  { locationId: string; after: number; limit: number },
  { sequence: number; contactId: string }
>(
  'list-contact-changes',
  `SELECT sequence, contact_id AS "contactId" FROM contact_changes
   WHERE location_id = :locationId AND sequence > :after ORDER BY sequence LIMIT :limit`,
)

/**
 * The locations that have changes, in the order of their ids, with the numbers of their first and last. A step
 * for each of them, however many changes they have. Numbers are given to all locations together.
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

/** How many changes there are, counted no further than asked. */
export const countChanges = statement<{ limit: number }, { count: number }>(
  'count-contact-changes',
  'SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM contact_changes LIMIT :limit) AS counted',
)

/** Of the first so many changes of a location, up to one of them: how many there are, and the last. */
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

export interface IndexRow {
  version: number
  /** The number of the last change that the segments have; of those after it they may have some. */
  taken: number
}

export const findIndex = statement<{ locationId: string }, IndexRow>(
  'find-search-index',
  'SELECT version, taken FROM search_indexes WHERE location_id = :locationId',
)

export const insertIndex = statement<{ locationId: string }>(
  'insert-search-index',
  `INSERT INTO search_indexes (location_id, version, taken) VALUES (:locationId, 0, 0)
   ON CONFLICT (location_id) DO NOTHING`,
)

/** Changes no row where another process was there first. */
export const raiseIndexVersion = statement<{ locationId: string; version: number; taken: number }>(
  'raise-search-index-version',
  `UPDATE search_indexes SET version = version + 1, taken = :taken
   WHERE location_id = :locationId AND version = :version`,
)

export const listSegments = statement<
  { locationId: string },
  { segmentId: string; contacts: number; sizeBytes: number; outdated: Buffer }
>(
  'list-search-segments',
  `SELECT segment_id AS "segmentId", contacts, size_bytes AS "sizeBytes", outdated
   FROM search_segments WHERE location_id = :locationId ORDER BY segment_id`,
)

export const insertSegment = statement<{
  locationId: string
  segmentId: string
  contacts: number
  sizeBytes: number
  outdated: Buffer
}>(
  'insert-search-segment',
  `INSERT INTO search_segments (location_id, segment_id, contacts, size_bytes, outdated)
   VALUES (:locationId, :segmentId, :contacts, :sizeBytes, :outdated)`,
)

export const setOutdated = statement<{ locationId: string; segmentId: string; outdated: Buffer }>(
  'set-search-segment-outdated',
  `UPDATE search_segments SET outdated = :outdated
   WHERE location_id = :locationId AND segment_id = :segmentId`,
)

export const deleteSegment = statement<{ locationId: string; segmentId: string }>(
  'delete-search-segment',
  'DELETE FROM search_segments WHERE location_id = :locationId AND segment_id = :segmentId',
)

export const listColumnNames = statement<{ locationId: string; segmentId: string }, { name: string }>(
  'list-search-column-names',
  'SELECT name FROM search_columns WHERE location_id = :locationId AND segment_id = :segmentId',
)

export const findColumn = statement<
  { locationId: string; segmentId: string; name: string },
  { content: Buffer }
>(
  'find-search-column',
  `SELECT content FROM search_columns
   WHERE location_id = :locationId AND segment_id = :segmentId AND name = :name`,
)

export const insertColumn = statement<{
  locationId: string
  segmentId: string
  name: string
  content: Buffer
}>(
  'insert-search-column',
  `INSERT INTO search_columns (location_id, segment_id, name, content)
   VALUES (:locationId, :segmentId, :name, :content)`,
)

export const deleteColumns = statement<{ locationId: string; segmentId: string }>(
  'delete-search-columns',
  'DELETE FROM search_columns WHERE location_id = :locationId AND segment_id = :segmentId',
)

/** Segments that have columns and never came to be, since their process ended first. Younger ones may yet come. */
export const listStraySegments = statement<{ locationId: string; before: string }, { segmentId: string }>(
  'list-stray-search-segments',
  `SELECT DISTINCT segment_id AS "segmentId" FROM search_columns
   WHERE location_id = :locationId AND segment_id < :before AND segment_id NOT IN (
     SELECT segment_id FROM search_segments WHERE location_id = :locationId)`,
)
