import { setTimeout as sleep } from 'node:timers/promises'
import { engineStatement } from '../statement.ts'
import { type ReadTx, StorageUnavailableError } from '../storage.ts'
import { distributedSince } from './connection/errors.ts'
import { oneServer } from './connection/layout.ts'
import type { Session } from './connection/session.ts'

/** A lock that is gone at the next check belonged to a migration or to autovacuum and blocks nobody. */
const maxChecks = 5
const pauseMs = 200

/** Locks that prevent writing or reading rows of a table, or of a partition of the schema. */
const readBlockers = engineStatement<
  Record<string, never>,
  { standby: boolean; marked: boolean; locked: string | null }
>(
  'read-blockers',
  `SELECT pg_is_in_recovery() AS "standby", EXISTS (
     SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('location_marks') AND attname = 'mark'
   ) AS "marked", (
     SELECT CAST(MIN(c.relname) AS TEXT) FROM pg_locks AS l
     JOIN pg_class AS c ON c.oid = l.relation
     WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_backend_pid()
       AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND c.relkind IN ('r', 'p') AND c.relnamespace = CAST(quote_ident(current_schema()) AS regnamespace)
   ) AS "locked"`,
)

/**
 * Checks that every connection responds and that the server would accept a write: it is not a standby, no table is
 * locked against writes, and the database was not distributed after this process opened it. Takes as long as the slowest connection, so the caller sets a time limit.
 * @param writer is connected if it is not yet.
 * @param others are checked only if they are connected.
 * @throws StorageUnavailableError that names the cause.
 */
export async function checkWritable(
  writer: Session,
  others: readonly Session[],
  reads: ReadTx,
): Promise<void> {
  const connected = others.filter(({ isConnected }) => isConnected)
  const pings = Promise.all([writer, ...connected].map((session) => session.ping()))
  const [isMarked] = await Promise.all([requireNoHindrance(reads), pings])
  const { layout } = await writer.connection()
  if (layout === oneServer && !isMarked) throw new StorageUnavailableError(distributedSince)
}

/** @returns whether locations have the versions of a database on one server: see `location-versions.ts`. */
async function requireNoHindrance(reads: ReadTx): Promise<boolean> {
  for (let check = 1; ; check += 1) {
    const found = await reads.get(readBlockers, {})
    if (found?.standby) throw new StorageUnavailableError('The database is a standby and accepts no writes.')
    if (found?.locked == null) return found?.marked !== false
    if (check === maxChecks) throw new StorageUnavailableError(`The table ${found.locked} is locked.`)
    await sleep(pauseMs)
  }
}
