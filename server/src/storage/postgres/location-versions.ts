import { engineStatement } from '../statement.ts'

// The version of a location counts its writes. It is incremented in the transaction of the write, under the
// location's lock, so a replica has both or neither. A position in the write-ahead log would not do: the position of
// a commit is known only after it, and only to the node that wrote. Every node increments versions, because it can't
// know whether another node reads from a replica. That costs PostgreSQL about 50 µs of CPU per transaction. The table
// and its column keep their old name, `mark`. In a distributed database the column is `version`: a server that opened it
// before then fails with each write, which it would not keep apart from those of servers that opened it later.

/** The id under which writes without a location count their version. */
export const globalScope = ''

/** Counts one more write without a location. */
export const incrementGlobalVersion = `INSERT INTO location_marks (location_id, mark) VALUES ('${globalScope}', 1)
  ON CONFLICT (location_id) DO UPDATE SET mark = location_marks.mark + 1`

export const locationVersionsSchema = [
  // Leaves room for many row versions on a page, so that updates need no index entry.
  `CREATE TABLE IF NOT EXISTS location_marks (location_id TEXT COLLATE "C" PRIMARY KEY, mark BIGINT NOT NULL)
   WITH (fillfactor = 20)`,
]

/** The sum of a location's version and the global one. A later state of the database has a higher sum. */
export const readVersion = engineStatement<{ locationId: string }, { version: number }>(
  'read-location-version',
  `SELECT CAST(COALESCE(SUM(mark), 0) AS BIGINT) AS "version" FROM location_marks
   WHERE location_id IN (:locationId, '${globalScope}')`,
)

/** The same on a replica; -1 if the server is no longer one. */
export const readReplayedVersion = engineStatement<{ locationId: string }, { version: number }>(
  'read-replayed-location-version',
  `SELECT CAST(CASE WHEN pg_is_in_recovery() THEN COALESCE(SUM(mark), 0) ELSE -1 END AS BIGINT) AS "version"
   FROM location_marks WHERE location_id IN (:locationId, '${globalScope}')`,
)

/** Increments the versions of the locations that a transaction has written. */
export const incrementVersions = (ids: readonly string[]) => ({
  name: 'increment-location-versions',
  text: `INSERT INTO location_marks (location_id, mark) SELECT id, 1 FROM unnest($1::text[]) AS incremented (id)
         ON CONFLICT (location_id) DO UPDATE SET mark = location_marks.mark + 1`,
  values: [[...new Set(ids)].sort()],
})

/** The current versions of those locations that have one. */
export const readVersions = (ids: readonly string[]) => ({
  name: 'read-location-versions',
  text: 'SELECT location_id, mark FROM location_marks WHERE location_id = ANY ($1::text[])',
  values: [ids],
})

/**
 * Increments the versions of written locations. If any version differs from the expected one, the statement fails by
 * a division by zero, and everything sent after it in the transaction fails, too.
 */
export const incrementExpectedVersions = (
  expected: readonly { id: string; version: number }[],
  written: ReadonlySet<string>,
) => ({
  name: 'increment-expected-location-versions',
  text: `WITH expected AS (SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS each (id, mark, is_written)),
         incremented AS (
           UPDATE location_marks SET mark = location_marks.mark + 1 FROM expected
           WHERE location_id = expected.id AND location_marks.mark = expected.mark AND is_written = 1 RETURNING 1),
         same AS (
           SELECT 1 FROM expected JOIN location_marks
           ON location_id = expected.id AND location_marks.mark = expected.mark WHERE is_written = 0)
         SELECT 1 / CASE WHEN (SELECT COUNT(*) FROM incremented) + (SELECT COUNT(*) FROM same)
                           = (SELECT COUNT(*) FROM expected) THEN 1 ELSE 0 END AS "asExpected"`,
  values: [
    expected.map(({ id }) => id),
    expected.map(({ version }) => version),
    expected.map(({ id }) => (written.has(id) ? 1 : 0)),
  ],
})
