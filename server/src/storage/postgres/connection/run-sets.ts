import type { SqlParams } from '../../statement.ts'
import { batchWrites, type PutOff } from '../writes/write-batches.ts'
import { type Ask, type Connection, type Row, rowsOf } from './connection.ts'
import type { Prepared } from './prepared.ts'

/** Runs a statement for one set of parameters. */
export async function runOne(
  connection: Connection,
  prepared: Prepared,
  params: SqlParams,
): Promise<{ rows: Row[]; changed: number }> {
  const { text, name } = prepared
  const answer = await connection.ask({ text, name, values: prepared.values(params) })
  return { rows: rowsOf(answer), changed: answer.changed }
}

/**
 * Runs a read for many sets of parameters, all of them in one statement where that can be. Equal sets are asked
 * once: most writes of a group want the same location and the same custom fields.
 * @returns the rows of each set.
 */
export async function readSets(
  connection: Connection,
  prepared: Prepared,
  sets: readonly SqlParams[],
): Promise<Row[][]> {
  const [first] = sets
  if (first !== undefined && sets.length === 1) return [(await runOne(connection, prepared, first)).rows]
  const keys = sets.map((params) => prepared.keyOf(params))
  const different = new Map(keys.map((key, index) => [key, sets[index] as SqlParams]))
  const found = await readDifferent(connection, prepared, [...different.values()])
  const rows = new Map([...different.keys()].map((key, index) => [key, found[index] as Row[]]))
  return keys.map((key) => rows.get(key) ?? [])
}

async function readDifferent(
  connection: Connection,
  prepared: Prepared,
  sets: SqlParams[],
): Promise<Row[][]> {
  if (sets.length > 1) await connection.describe(prepared)
  const { batch } = prepared
  if (sets.length === 1 || batch === undefined) {
    const answers = await Promise.all(sets.map((params) => runOne(connection, prepared, params)))
    return answers.map(({ rows }) => rows)
  }
  const answer = await connection.ask({
    text: batch.text,
    name: `${prepared.name}-sets`,
    values: prepared.arrays(sets),
  })
  const rows = rowsOf(answer, 1)
  const found: Row[][] = sets.map(() => [])
  answer.rows.forEach((values, index) => {
    found[Number(values[0]) - 1]?.push(rows[index] as Row)
  })
  return found
}

/**
 * The statements that do writes, few of each kind. All are made before any is sent: a value that can't be written
 * must not come up between them and their COMMIT.
 * @throws RangeError for a number that its column can't hold.
 */
export async function writesOf(connection: Connection, writes: readonly PutOff[]): Promise<Ask[]> {
  const batches = batchWrites(writes)
  for (const { prepared, sets } of batches) if (sets.length > 1) await connection.describe(prepared)
  return batches.flatMap(({ prepared, sets }): Ask[] => {
    const { batch, name, text } = prepared
    if (sets.length > 1 && batch !== undefined)
      return [{ name: `${name}-sets`, text: batch.text, values: prepared.arrays(sets) }]
    return sets.map((params) => ({ name, text, values: prepared.values(params) }))
  })
}
