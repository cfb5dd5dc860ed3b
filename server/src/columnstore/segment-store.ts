import { statement } from '../storage/statement.ts'

export interface IndexRow {
  /** Each change of the location's segments raises it. */
  version: number
  /** The segments contain all changes up to this number, and possibly some later ones. */
  ingestedTo: number
}

export const findIndex = statement<{ locationId: string }, IndexRow>(
  'find-search-index',
  'SELECT version, taken AS "ingestedTo" FROM search_indexes WHERE location_id = :locationId',
)

export const insertIndex = statement<{ locationId: string }>(
  'insert-search-index',
  `INSERT INTO search_indexes (location_id, version, taken) VALUES (:locationId, 0, 0)
   ON CONFLICT (location_id) DO NOTHING`,
)

/** Changes no row if another process has raised the version first. */
export const raiseIndexVersion = statement<{ locationId: string; version: number; ingestedTo: number }>(
  'raise-search-index-version',
  `UPDATE search_indexes SET version = version + 1, taken = :ingestedTo
   WHERE location_id = :locationId AND version = :version`,
)

export const listSegments = statement<
  { locationId: string },
  { segmentId: string; rowCount: number; sizeBytes: number; tombstones: Buffer }
>(
  'list-search-segments',
  `SELECT segment_id AS "segmentId", contacts AS "rowCount", size_bytes AS "sizeBytes", outdated AS "tombstones"
   FROM search_segments WHERE location_id = :locationId ORDER BY segment_id`,
)

export const insertSegment = statement<{
  locationId: string
  segmentId: string
  rowCount: number
  sizeBytes: number
  tombstones: Buffer
}>(
  'insert-search-segment',
  `INSERT INTO search_segments (location_id, segment_id, contacts, size_bytes, outdated)
   VALUES (:locationId, :segmentId, :rowCount, :sizeBytes, :tombstones)`,
)

export const setTombstones = statement<{ locationId: string; segmentId: string; tombstones: Buffer }>(
  'set-search-segment-tombstones',
  `UPDATE search_segments SET outdated = :tombstones
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

/** Segments with written columns that were never committed. Younger ones may still be committed. */
export const listOrphanedSegments = statement<{ locationId: string; before: string }, { segmentId: string }>(
  'list-orphaned-search-segments',
  `SELECT DISTINCT segment_id AS "segmentId" FROM search_columns
   WHERE location_id = :locationId AND segment_id < :before AND segment_id NOT IN (
     SELECT segment_id FROM search_segments WHERE location_id = :locationId)`,
)
