import { raiseChangeStamp, tellsOfChange } from '../change-stamp.ts'
import type { Connection } from '../connection/connection.ts'
import { writesOf } from '../connection/run-sets.ts'
import { raiseExpectedMarks } from '../location-marks.ts'
import { beginStatement, confirmCommit, type TransactionLimits } from './group-transaction.ts'
import type { PutOff } from './write-batches.ts'

export interface CommitOrder {
  /** The locations that are looked at or written. */
  locationIds: readonly string[]
  /** The marks, with that of what belongs to no location, that must be as they are known. */
  expected: readonly { id: string; mark: number }[]
  /** The locations that are written. */
  written: ReadonlySet<string>
  writes: readonly PutOff[]
}

/**
 * Writes what was made ready, in one transaction and one round trip: the locks, the marks, the writes and the COMMIT
 * are sent together. A mark that is another than it was known fails all of it.
 * @throws GroupFailedError, or why the database can't take it now; nothing was done then.
 */
export async function commitAtOnce(
  connection: Connection,
  { locationIds, expected, written, writes }: CommitOrder,
  limits: TransactionLimits,
): Promise<void> {
  const asks = await writesOf(connection, writes)
  const isTold = writes.some(({ prepared }) => tellsOfChange(prepared.footprint))
  await connection.together(() => {
    const sent: Promise<unknown>[] = [
      connection.control(beginStatement(locationIds, limits)),
      connection.ask(raiseExpectedMarks(expected, written)),
      ...asks.map((ask) => connection.ask(ask)),
      ...(isTold ? [connection.control(raiseChangeStamp)] : []),
    ]
    return confirmCommit(sent, connection.control('COMMIT'))
  })
}
