import { engineStatement } from '../statement.ts'

// A mark counts the writes of a location: it is raised in the same transaction as what was written, under the
// location's lock, and a replica has the one when it has the other. Positions in the write-ahead log would do
// less: that of a commit is known only after it, and to the node that wrote alone. Every node raises them,
// since it can't know whether another has a replica. That costs PostgreSQL some 50 µs of CPU a transaction.

/** The mark of what belongs to no location. It counts the writes that keep to none. */
export const everywhere = ''

/** Counts one more write that keeps to no location. */
export const raiseEverywhere = `INSERT INTO location_marks (location_id, mark) VALUES ('${everywhere}', 1)
  ON CONFLICT (location_id) DO UPDATE SET mark = location_marks.mark + 1`

export const locationMarksSchema = [
  // Room for many versions of a row on its page, so that none of them needs an entry in the index.
  `CREATE TABLE IF NOT EXISTS location_marks (location_id TEXT COLLATE "C" PRIMARY KEY, mark BIGINT NOT NULL)
   WITH (fillfactor = 20)`,
]

/** The marks of a location and of what belongs to none, summed up: a later state of the database has more. */
export const readMark = engineStatement<{ locationId: string }, { mark: number }>(
  'read-location-mark',
  `SELECT CAST(COALESCE(SUM(mark), 0) AS BIGINT) AS "mark" FROM location_marks
   WHERE location_id IN (:locationId, '${everywhere}')`,
)

/** The same of a replica, so long as it is one. */
export const readReplayedMark = engineStatement<{ locationId: string }, { mark: number }>(
  'read-replayed-location-mark',
  `SELECT CAST(CASE WHEN pg_is_in_recovery() THEN COALESCE(SUM(mark), 0) ELSE -1 END AS BIGINT) AS "mark"
   FROM location_marks WHERE location_id IN (:locationId, '${everywhere}')`,
)

/**
 * Raises the marks of what a transaction has written.
 * @param locationIds the locations that it keeps to, or undefined.
 */
export const raiseMarks = (locationIds: readonly string[] = [everywhere]) => ({
  name: 'raise-location-marks',
  text: `INSERT INTO location_marks (location_id, mark) SELECT id, 1 FROM unnest($1::text[]) AS raised (id)
         ON CONFLICT (location_id) DO UPDATE SET mark = location_marks.mark + 1`,
  values: [[...new Set(locationIds)].sort()],
})

/** The marks of locations as they are now, as far as there are any. */
export const readMarks = (ids: readonly string[]) => ({
  name: 'read-location-marks',
  text: 'SELECT location_id, mark FROM location_marks WHERE location_id = ANY ($1::text[])',
  values: [ids],
})

/**
 * Raises the marks of the locations that are written, and fails, by a division by zero, where any mark is another
 * than is expected: what was sent behind it fails too then.
 */
export const raiseExpectedMarks = (
  expected: readonly { id: string; mark: number }[],
  written: ReadonlySet<string>,
) => ({
  name: 'raise-expected-location-marks',
  text: `WITH expected AS (SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS each (id, mark, is_written)),
         raised AS (
           UPDATE location_marks SET mark = location_marks.mark + 1 FROM expected
           WHERE location_id = expected.id AND location_marks.mark = expected.mark AND is_written = 1 RETURNING 1),
         same AS (
           SELECT 1 FROM expected JOIN location_marks
           ON location_id = expected.id AND location_marks.mark = expected.mark WHERE is_written = 0)
         SELECT 1 / CASE WHEN (SELECT COUNT(*) FROM raised) + (SELECT COUNT(*) FROM same)
                           = (SELECT COUNT(*) FROM expected) THEN 1 ELSE 0 END AS "asExpected"`,
  values: [
    expected.map(({ id }) => id),
    expected.map(({ mark }) => mark),
    expected.map(({ id }) => (written.has(id) ? 1 : 0)),
  ],
})
