import { setTimeout as sleep } from 'node:timers/promises'
import { StorageUnavailableError } from '../../storage.ts'
import type { Connection } from '../connection/connection.ts'
import { isConnectionLost, isOverdue, isOvertaken } from '../connection/errors.ts'
import type { Session } from '../connection/session.ts'
import { GroupFailedError, GroupTransaction } from './group-transaction.ts'
import { type GroupLimits, type Job, runOneByOne, runTogether, type Settle } from './write-group.ts'

export interface LockedGroupLimits extends GroupLimits {
  /** How often a group is run again that fell behind another, or whose connection was gone before it began. */
  attempts: number
}

/**
 * Runs jobs as a group that holds its locks from its beginning: together, and where a statement fails, one by one.
 * @returns how to settle each job, and the transaction that was committed.
 * @throws why it was not done, or, as StorageUnavailableError, that nobody knows.
 */
export async function runLocked(
  session: Session,
  jobs: readonly Job[],
  limits: LockedGroupLimits,
): Promise<{ settles: Settle[]; transaction: GroupTransaction }> {
  let run = runTogether
  for (let attempt = 1; ; attempt += 1) {
    const connection = await session.connection()
    const transaction = new GroupTransaction(connection)
    try {
      return { settles: await run(transaction, jobs, limits), transaction }
    } catch (error) {
      // Nobody knows whether it was committed: it must not be done twice.
      if (error instanceof StorageUnavailableError) throw error
      const cause = error instanceof GroupFailedError ? (error.cause ?? error) : error
      if (!isConnectionLost(cause)) await rollBack(session, connection)
      if (attempt >= limits.attempts || isOverdue(cause)) throw cause
      if (isOvertaken(cause)) await sleep(attempt * 10)
      else if (isConnectionLost(cause)) continue
      else if (error instanceof GroupFailedError && run === runTogether) run = runOneByOne
      else throw cause
    }
  }
}

/** Ends a transaction that failed. Where that fails too, the connection is of no use any more. */
export async function rollBack(session: Session, connection: Connection): Promise<void> {
  try {
    await connection.control('ROLLBACK')
  } catch {
    session.reset()
  }
}
