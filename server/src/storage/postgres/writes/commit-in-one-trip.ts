import { incrementChangeStamp, invalidatesCaches } from '../change-stamp.ts'
import type { Connection } from '../connection/connection.ts'
import { batchQueries } from '../connection/run-batches.ts'
import { confirmCommit, failGroup } from './group-transaction.ts'
import type { LocationStates, TransactionLimits } from './locking.ts'
import type { BufferedStatement } from './write-batches.ts'

export interface CommitRequest {
  /** The states that must be unchanged, those of all locations that are read or written and the global one. */
  states: LocationStates
  /** The locations that are written. */
  written: ReadonlySet<string>
  statements: readonly BufferedStatement[]
}

/**
 * Commits buffered statements in one transaction and one round trip: locks, versions, statements and COMMIT are sent
 * together. The states receive the numbers of new rows. If any version differs from the expected one, the whole transaction fails.
 * @throws GroupFailedError, or why the database is unavailable; nothing was written then.
 */
export async function commitInOneTrip(
  connection: Connection,
  { states, written, statements }: CommitRequest,
  limits: TransactionLimits,
): Promise<void> {
  // Nothing has been sent yet. If the place of a new row is refused, the others need not fail with it.
  const queries = await batchQueries(connection, statements, states).catch(failGroup)
  const invalidates = statements.some(({ prepared }) => invalidatesCaches(prepared.accessSet))
  await connection.corked(() => {
    const sent: Promise<unknown>[] = [
      ...connection.layout.locking.beginExpected(connection, { states, written }, limits),
      ...queries.map((query) => connection.query(query)),
      ...(invalidates ? [connection.control(incrementChangeStamp)] : []),
    ]
    return confirmCommit(sent, connection.control('COMMIT'))
  })
}
