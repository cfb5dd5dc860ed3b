import { incrementChangeStamp, invalidatesCaches } from '../change-stamp.ts'
import type { Connection } from '../connection/connection.ts'
import { batchQueries } from '../connection/run-batches.ts'
import { incrementExpectedVersions } from '../location-versions.ts'
import { beginStatement, confirmCommit, type TransactionLimits } from './group-transaction.ts'
import type { BufferedStatement } from './write-batches.ts'

export interface CommitRequest {
  /** The locations that are read or written. */
  locationIds: readonly string[]
  /** The versions that must be unchanged, including the global one. */
  expected: readonly { id: string; version: number }[]
  /** The locations that are written. */
  written: ReadonlySet<string>
  statements: readonly BufferedStatement[]
}

/**
 * Commits buffered statements in one transaction and one round trip: locks, versions, statements and COMMIT are sent
 * together. If any version differs from the expected one, the whole transaction fails.
 * @throws GroupFailedError, or why the database is unavailable; nothing was written then.
 */
export async function commitInOneTrip(
  connection: Connection,
  { locationIds, expected, written, statements }: CommitRequest,
  limits: TransactionLimits,
): Promise<void> {
  const queries = await batchQueries(connection, statements)
  const invalidates = statements.some(({ prepared }) => invalidatesCaches(prepared.accessSet))
  await connection.corked(() => {
    const sent: Promise<unknown>[] = [
      connection.control(
        beginStatement(
          locationIds.map((locationId) => ({ locationId })),
          limits,
        ),
      ),
      connection.query(incrementExpectedVersions(expected, written)),
      ...queries.map((query) => connection.query(query)),
      ...(invalidates ? [connection.control(incrementChangeStamp)] : []),
    ]
    return confirmCommit(sent, connection.control('COMMIT'))
  })
}
