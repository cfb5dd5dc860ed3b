import type { SqlParams } from '../../statement.ts'
import type { LocationStates } from '../writes/locking.ts'
import { type BufferedStatement, batchStatements } from '../writes/write-batches.ts'
import { type Connection, type Query, type Row, rowsOf } from './connection.ts'
import type { Prepared } from './prepared.ts'

/** Runs a read for one parameter set. */
export async function runOne(
  connection: Connection,
  prepared: Prepared,
  params: SqlParams,
): Promise<{ rows: Row[]; changed: number }> {
  const { forms, places } = connection.layout
  const placed = places?.read(connection, prepared, [params])
  if (placed !== undefined) return { rows: (await placed)[0] ?? [], changed: 0 }
  const result = await connection.query(forms.one(prepared, params))
  return { rows: rowsOf(result), changed: result.changed }
}

/** Runs a statement that may write, for one parameter set. @param states see `StatementForms`. */
export async function runWrite(
  connection: Connection,
  prepared: Prepared,
  params: SqlParams,
  states: LocationStates,
): Promise<{ rows: Row[]; changed: number }> {
  const { forms, places } = connection.layout
  if (places !== undefined) await places.record(connection, [{ prepared, params }])
  const [query] = forms.writes(prepared, [params], states)
  if (query === undefined) return { rows: [], changed: 0 }
  const result = await connection.query(query)
  return { rows: rowsOf(result), changed: result.changed }
}

/**
 * Runs a read for many parameter sets, in one statement where possible. Equal sets are read once: most writes of a
 * group read the same location and the same custom fields.
 * @returns the rows of each set.
 */
export async function readBatch(
  connection: Connection,
  prepared: Prepared,
  sets: readonly SqlParams[],
): Promise<Row[][]> {
  const [first] = sets
  if (first !== undefined && sets.length === 1) return [(await runOne(connection, prepared, first)).rows]
  const keys = sets.map((params) => prepared.keyOf(params))
  const different = new Map(keys.map((key, index) => [key, sets[index] as SqlParams]))
  const found = await readDistinct(connection, prepared, [...different.values()])
  const rows = new Map([...different.keys()].map((key, index) => [key, found[index] as Row[]]))
  return keys.map((key) => rows.get(key) ?? [])
}

async function readDistinct(connection: Connection, prepared: Prepared, sets: SqlParams[]): Promise<Row[][]> {
  const { forms, places } = connection.layout
  const placed = places?.read(connection, prepared, sets)
  if (placed !== undefined) return placed
  if (sets.length > 1) await connection.describe(prepared)
  const found: Row[][] = sets.map(() => [])
  await Promise.all(
    forms.reads(prepared, sets).map(async (query) => {
      const result = await connection.query(query)
      if (!query.isNumbered) {
        found[query.sets[0] as number] = rowsOf(result)
        return
      }
      const rows = rowsOf(result, 1)
      for (const [index, values] of result.rows.entries())
        found[query.sets[Number(values[0]) - 1] as number]?.push(rows[index] as Row)
    }),
  )
  return found
}

/**
 * The queries that run buffered statements, one per batch. All are built before any is sent: an invalid value must
 * not surface between them and their COMMIT.
 * @param states see `StatementForms`.
 * @throws RangeError for a number that its column can't hold.
 */
export async function batchQueries(
  connection: Connection,
  statements: readonly BufferedStatement[],
  states: LocationStates,
): Promise<Query[]> {
  const { forms, places } = connection.layout
  if (places !== undefined) await places.record(connection, statements)
  const batches = batchStatements(statements)
  for (const { prepared, sets } of batches) if (sets.length > 1) await connection.describe(prepared)
  return batches.flatMap(({ prepared, sets }) => forms.writes(prepared, sets, states))
}
