import type { Connection, Query } from '../../../server/src/storage/postgres/connection/connection.ts'
import { prepare } from '../../../server/src/storage/postgres/connection/prepared.ts'
import { formInLocation } from '../../../server/src/storage/postgres/shards/id-places.ts'
import { shardForms } from '../../../server/src/storage/postgres/shards/shard-forms.ts'
import type { SqlParams, SqlValue, Statement } from '../../../server/src/storage/statement.ts'

/** What is sent to shards for a statement: alone, and for two sets of one location. */
export async function shardQueries(
  connection: Connection,
  statement: Statement<SqlParams, unknown>,
): Promise<Query[]> {
  const declared = prepare(statement)
  const prepared = formInLocation(declared) ?? declared
  await connection.describe(prepared)
  const [one, other] = ['x', 'y'].map((text) =>
    Object.fromEntries(
      prepared.names.map((name, place) => [name, valueFor(name, prepared.types[place] ?? 0, text)]),
    ),
  ) as [SqlParams, SqlParams]
  const states = new Map(
    [one, other].flatMap(Object.values).map((value) => [String(value), { version: 0, lastNumber: 0 }]),
  )
  const queriesFor = (sets: readonly SqlParams[]): Query[] =>
    prepared.accessSet.isRead ? shardForms.reads(prepared, sets) : shardForms.writes(prepared, sets, states)
  return [...queriesFor([one]), ...(prepared.names.length > 0 ? queriesFor([one, other]) : [])]
}

const bytes = 17
const integers = new Set([20, 21, 23])

function valueFor(name: string, type: number, text: string): SqlValue {
  if (type === bytes) return Buffer.from(text)
  if (integers.has(type)) return text.charCodeAt(0)
  return /location|placedIn/i.test(name) ? 'l1' : text
}
