import type { SqlParams } from '../../statement.ts'
import type { Row } from '../connection/connection.ts'
import type { Prepared } from '../connection/prepared.ts'
import type { GroupTransaction } from './group-transaction.ts'
import type { JobAhead } from './job-ahead.ts'
import type { Looked } from './job-tx.ts'

/**
 * Asks all that jobs have looked at once more, under the locks, a statement of each kind.
 * @returns whether a job would see the same again.
 */
export async function lookAtAll(
  transaction: GroupTransaction,
  jobs: readonly JobAhead[],
): Promise<(looked: readonly Looked[]) => boolean> {
  const asked = new Map<Prepared, Map<string, SqlParams>>()
  for (const { prepared, params } of jobs.flatMap(({ looked }) => looked)) {
    const sets = asked.get(prepared) ?? new Map<string, SqlParams>()
    asked.set(prepared, sets.set(prepared.keyOf(params), params))
  }
  const found = new Map<Prepared, Map<string, Row[]>>()
  await Promise.all(
    [...asked].map(async ([prepared, sets]) => {
      const rows = await transaction.look(prepared, [...sets.values()])
      found.set(prepared, new Map([...sets.keys()].map((key, index) => [key, rows[index] ?? []])))
    }),
  )
  return (looked) =>
    looked.every(({ prepared, params, rows }) => {
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
