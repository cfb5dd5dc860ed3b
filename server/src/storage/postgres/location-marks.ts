import { statement } from '../statement.ts'

// A mark counts the writes of a location: it is raised in the same transaction as what was written, under the
// location's lock, and a replica has the one when it has the other. Positions in the write-ahead log would do
// less: that of a commit is known only after it, and to the node that wrote alone.

/**
 * The mark of what belongs to no location, which counts the writes that keep to none. Marks are kept once it is
 * there: raising one costs a lone update a fifth of PostgreSQL's CPU, and without a replica nobody asks.
 */
const everywhere = ''

export const locationMarksSchema = [
  // Room for many versions of a row on its page, so that none of them needs an entry in the index.
  `CREATE TABLE IF NOT EXISTS location_marks (location_id TEXT COLLATE "C" PRIMARY KEY, mark BIGINT NOT NULL)
   WITH (fillfactor = 20)`,
  // Migrations write everywhere.
  `UPDATE location_marks SET mark = mark + 1 WHERE location_id = '${everywhere}'`,
]

/**
 * Has marks kept from now on, by every node, and all that was written before counted as one write. To be run
 * while nobody writes.
 */
export const keepMarks = `INSERT INTO location_marks (location_id, mark) VALUES ('${everywhere}', 1)
  ON CONFLICT (location_id) DO UPDATE SET mark = location_marks.mark + 1`

/** The marks of a location and of what belongs to none, summed up: a later state of the database has more. */
export const readMark = statement<{ locationId: string }, { mark: number }>(
  'read-location-mark',
  `SELECT CAST(COALESCE(SUM(mark), 0) AS BIGINT) AS "mark" FROM location_marks
   WHERE location_id IN (:locationId, '${everywhere}')`,
)

/** The same of a replica, so long as it is one. */
export const readReplayedMark = statement<{ locationId: string }, { mark: number }>(
  'read-replayed-location-mark',
  `SELECT CAST(CASE WHEN pg_is_in_recovery() THEN COALESCE(SUM(mark), 0) ELSE -1 END AS BIGINT) AS "mark"
   FROM location_marks WHERE location_id IN (:locationId, '${everywhere}')`,
)

/**
 * Raises the marks of the locations that a transaction has written, or that of what belongs to none, where marks
 * are kept.
 */
export const raiseMarks = (locationIds: readonly string[] = [everywhere]) => ({
  name: 'raise-location-marks',
  text: `INSERT INTO location_marks (location_id, mark) SELECT id, 1 FROM unnest($1::text[]) AS raised (id)
         WHERE EXISTS (SELECT 1 FROM location_marks WHERE location_id = '${everywhere}')
         ON CONFLICT (location_id) DO UPDATE SET mark = location_marks.mark + 1`,
  values: [[...new Set(locationIds)].sort()],
})
