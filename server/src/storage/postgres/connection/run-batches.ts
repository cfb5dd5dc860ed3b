import type { SqlParams } from '../../statement.ts'
import { type BufferedStatement, batchStatements } from '../writes/write-batches.ts'
import { type Connection, type Query, type Row, rowsOf } from './connection.ts'
import type { Prepared } from './prepared.ts'

/** Runs a statement for one parameter set. */
export async function runOne(
  connection: Connection,
  prepared: Prepared,
  params: SqlParams,
): Promise<{ rows: Row[]; changed: number }> {
  const { text, name } = prepared
  const result = await connection.query({ text, name, values: prepared.values(params) })
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
  if (sets.length > 1) await connection.describe(prepared)
  const { batch } = prepared
  if (sets.length === 1 || batch === undefined) {
    const results = await Promise.all(sets.map((params) => runOne(connection, prepared, params)))
    return results.map(({ rows }) => rows)
  }
  const result = await connection.query({
    text: batch.text,
    name: `${prepared.name}-sets`,
    values: prepared.arrays(sets),
  })
  const rows = rowsOf(result, 1)
  const found: Row[][] = sets.map(() => [])
  result.rows.forEach((values, index) => {
    found[Number(values[0]) - 1]?.push(rows[index] as Row)
  })
  return found
}

/**
 * The queries that run buffered statements, one per batch. All are built before any is sent: an invalid value must
 * not surface between them and their COMMIT.
 * @throws RangeError for a number that its column can't hold.
 */
export async function batchQueries(
  connection: Connection,
  statements: readonly BufferedStatement[],
): Promise<Query[]> {
  const batches = batchStatements(statements)
  for (const { prepared, sets } of batches) if (sets.length > 1) await connection.describe(prepared)
  return batches.flatMap(({ prepared, sets }): Query[] => {
    const { batch, name, text } = prepared
    if (sets.length > 1 && batch !== undefined)
      return [{ name: `${name}-sets`, text: batch.text, values: prepared.arrays(sets) }]
    return sets.map((params) => ({ name, text, values: prepared.values(params) }))
  })
}
