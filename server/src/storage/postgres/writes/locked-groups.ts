import { setTimeout as sleep } from 'node:timers/promises'
import { StorageUnavailableError } from '../../storage.ts'
import type { Connection } from '../connection/connection.ts'
import { isConnectionLost, isSerializationFailure, isTimeout } from '../connection/errors.ts'
import type { Session } from '../connection/session.ts'
import { GroupFailedError, GroupTransaction } from './group-transaction.ts'
import { type GroupLimits, type QueuedWrite, runBatched, runOneByOne, type Settle } from './write-group.ts'

export interface LockedGroupLimits extends GroupLimits {
  /**
   * How often a group is run again after a serialization conflict, or after a connection that was lost before it
   * began.
   */
  attempts: number
}

/**
 * Runs writes as a group that takes its locks first: batched, and one by one if a statement fails.
 * @returns how to settle each write, and the committed transaction.
 * @throws why it was not committed, or StorageUnavailableError if the outcome is unknown.
 */
export async function runLocked(
  session: Session,
  writes: readonly QueuedWrite[],
  limits: LockedGroupLimits,
): Promise<{ settles: Settle[]; transaction: GroupTransaction }> {
  let run = runBatched
  for (let attempt = 1; ; attempt += 1) {
    const connection = await session.connection()
    const transaction = new GroupTransaction(connection)
    try {
      return { settles: await run(transaction, writes, limits), transaction }
    } catch (error) {
      // The transaction may have been committed: it must not run twice.
      if (error instanceof StorageUnavailableError) throw error
      const cause = error instanceof GroupFailedError ? (error.cause ?? error) : error
      if (!isConnectionLost(cause)) await rollBack(session, connection)
      if (attempt >= limits.attempts || isTimeout(cause)) throw cause
      if (isSerializationFailure(cause)) await sleep(attempt * 10)
      else if (isConnectionLost(cause)) continue
      else if (error instanceof GroupFailedError && run === runBatched) run = runOneByOne
      else throw cause
    }
  }
}

/** Ends a failed transaction. If that fails, too, the connection is dropped. */
export async function rollBack(session: Session, connection: Connection): Promise<void> {
  try {
    await connection.control('ROLLBACK')
  } catch {
    session.reset()
  }
}
