import type { SqlParams } from '../../statement.ts'
import type { Row } from '../connection/connection.ts'
import type { Prepared } from '../connection/prepared.ts'
import type { GroupTransaction } from './group-transaction.ts'
import type { OptimisticRead } from './grouped-write-tx.ts'
import type { OptimisticWrite } from './optimistic-write.ts'

/**
 * Repeats all reads of optimistic writes under the locks, one statement for each kind.
 * @returns whether a read set is unchanged.
 */
export async function revalidateReads(
  transaction: GroupTransaction,
  writes: readonly OptimisticWrite[],
): Promise<(readSet: readonly OptimisticRead[]) => boolean> {
  const requested = new Map<Prepared, Map<string, SqlParams>>()
  for (const { prepared, params } of writes.flatMap(({ readSet }) => readSet)) {
    const sets = requested.get(prepared) ?? new Map<string, SqlParams>()
    requested.set(prepared, sets.set(prepared.keyOf(params), params))
  }
  const found = new Map<Prepared, Map<string, Row[]>>()
  await Promise.all(
    [...requested].map(async ([prepared, sets]) => {
      const rows = await transaction.readBatch(prepared, [...sets.values()])
      found.set(prepared, new Map([...sets.keys()].map((key, index) => [key, rows[index] ?? []])))
    }),
  )
  return (readSet) =>
    readSet.every(({ prepared, params, rows }) => {
      const now = found.get(prepared)?.get(prepared.keyOf(params))
      return rows !== undefined && now !== undefined && areSame(rows, now)
    })
}

const areSame = (before: readonly Row[], now: readonly Row[]): boolean =>
  before.length === now.length && before.every((row, index) => isSame(row, now[index] as Row))

const isSame = (before: Row, now: Row): boolean =>
  Object.entries(before).every(([column, value]) => {
    const other = now[column]
    return value === other || (Buffer.isBuffer(value) && Buffer.isBuffer(other) && value.equals(other))
  })
