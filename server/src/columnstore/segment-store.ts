import { type Statement, statement } from '../storage/statement.ts'

export interface IndexRow {
  /** Each change of the location's segments raises it. */
  version: number
  /** The segments contain all changes up to this number, and possibly some later ones. */
  ingestedTo: number
}

type Location = { locationId: string }
type SegmentKey = Location & { segmentId: string }
type Tombstones = { tombstones: Buffer }
type SegmentColumns = { segmentId: string; rowCount: number; sizeBytes: number } & Tombstones

/** The statements on the tables of one index. */
export interface SegmentStatements {
  findIndex: Statement<Location, IndexRow>
  insertIndex: Statement<Location, never>
  /** Changes no row if another process has raised the version first. */
  raiseIndexVersion: Statement<Location & { version: number; ingestedTo: number }, never>
  listSegments: Statement<Location, SegmentColumns>
  insertSegment: Statement<Location & SegmentColumns, never>
  setTombstones: Statement<SegmentKey & Tombstones, never>
  deleteSegment: Statement<SegmentKey, never>
  listColumnNames: Statement<SegmentKey, { name: string }>
  findColumn: Statement<SegmentKey & { name: string }, { content: Buffer }>
  insertColumn: Statement<SegmentKey & { name: string; content: Buffer }, never>
  deleteColumns: Statement<SegmentKey, never>
  /** Segments with written columns that were never committed. Younger ones may still be committed. */
  listOrphanedSegments: Statement<Location & { before: string }, { segmentId: string }>
}

/**
 * The statements on the tables of an index.
 * @param prefix of the tables, such as `search` for `search_segments`.
 * @param rowCount the column with the number of rows of a segment.
 */
export function segmentStatements(prefix: string, rowCount = 'row_count'): SegmentStatements {
  const noun = prefix.replaceAll('_', '-')
  const [indexes, segments, columns] = [`${prefix}_indexes`, `${prefix}_segments`, `${prefix}_columns`]
  const ofLocation = 'location_id = :locationId'
  const ofSegment = `${ofLocation} AND segment_id = :segmentId`
  return {
    findIndex: statement(
      `find-${noun}-index`,
      `SELECT version, taken AS "ingestedTo" FROM ${indexes} WHERE ${ofLocation}`,
    ),
    insertIndex: statement(
      `insert-${noun}-index`,
      `INSERT INTO ${indexes} (location_id, version, taken) VALUES (:locationId, 0, 0)
       ON CONFLICT (location_id) DO NOTHING`,
    ),
    raiseIndexVersion: statement(
      `raise-${noun}-index-version`,
      `UPDATE ${indexes} SET version = version + 1, taken = :ingestedTo
       WHERE ${ofLocation} AND version = :version`,
    ),
    listSegments: statement(
      `list-${noun}-segments`,
      `SELECT segment_id AS "segmentId", ${rowCount} AS "rowCount", size_bytes AS "sizeBytes",
         outdated AS "tombstones"
       FROM ${segments} WHERE ${ofLocation} ORDER BY segment_id`,
    ),
    insertSegment: statement(
      `insert-${noun}-segment`,
      `INSERT INTO ${segments} (location_id, segment_id, ${rowCount}, size_bytes, outdated)
       VALUES (:locationId, :segmentId, :rowCount, :sizeBytes, :tombstones)`,
    ),
    setTombstones: statement(
      `set-${noun}-segment-tombstones`,
      `UPDATE ${segments} SET outdated = :tombstones WHERE ${ofSegment}`,
    ),
    deleteSegment: statement(`delete-${noun}-segment`, `DELETE FROM ${segments} WHERE ${ofSegment}`),
    listColumnNames: statement(`list-${noun}-column-names`, `SELECT name FROM ${columns} WHERE ${ofSegment}`),
    findColumn: statement(
      `find-${noun}-column`,
      `SELECT content FROM ${columns} WHERE ${ofSegment} AND name = :name`,
    ),
    insertColumn: statement(
      `insert-${noun}-column`,
      `INSERT INTO ${columns} (location_id, segment_id, name, content)
       VALUES (:locationId, :segmentId, :name, :content)`,
    ),
    deleteColumns: statement(`delete-${noun}-columns`, `DELETE FROM ${columns} WHERE ${ofSegment}`),
    listOrphanedSegments: statement(
      `list-orphaned-${noun}-segments`,
      `SELECT DISTINCT segment_id AS "segmentId" FROM ${columns}
       WHERE ${ofLocation} AND segment_id < :before AND segment_id NOT IN (
         SELECT segment_id FROM ${segments} WHERE ${ofLocation})`,
    ),
  }
}
