import type { CopyTargetOptions } from '../../copy/target-options.ts'
import {
  emptyAdvice,
  isUnfinished,
  markName,
  requireOwnMark,
  requireSchema,
} from '../../copy/unfinished-copy.ts'
import { marks } from '../../marks.ts'
import { migrate } from '../../migrate.ts'
import { migrationsUpTo } from '../../migrations/migrations.ts'
import type { Connection } from '../connection/connection.ts'
import { openError } from '../connection/open-error.ts'
import { migrationTarget } from '../migration-target.ts'
import { openCopySession, takeTime } from './copy-session.ts'
import { type Filling, PostgresCopyTarget } from './copy-target.ts'
import { dropForeignKeys, restoreForeignKeys } from './foreign-keys.ts'
import { lockTables, requireEmpty, tellOfChange } from './lock-database.ts'

/**
 * A database that is filled batch by batch, and marked until it is finished, so that nobody uses it and a
 * later run can go on with it.
 * @throws CopyError when it is not empty, has another schema than the source, or a server has it open.
 * @throws DatabaseOpenError
 */
export async function openPostgresCopyTarget(
  url: string,
  options: CopyTargetOptions,
): Promise<PostgresCopyTarget> {
  const session = await openCopySession(url)
  const { connection } = session
  try {
    const { schema, clock } = options
    const target = migrationTarget(connection, 0)
    const found = await target.appliedNumbers()
    requireSchema(found, schema)
    if (!isUnfinished(found)) await migrate(target, migrationsUpTo(schema), clock)
    await inTransaction(connection, () => markUnfinished(connection, url, options))
    return new PostgresCopyTarget(session, inBatches(connection, options))
  } catch (error) {
    await session.close()
    throw openError(error, url)
  }
}

async function markUnfinished(
  connection: Connection,
  url: string,
  { tables, clock, runId }: CopyTargetOptions,
): Promise<void> {
  // The row of the mark comes first here and in each batch, so that two copies wait there and nowhere else.
  const { rows } = await connection.ask({
    text: `INSERT INTO migrations (number, name, date_applied) VALUES ($1, $2, $3)
           ON CONFLICT (number) DO UPDATE SET name = excluded.name RETURNING xmax = 0`,
    name: '',
    values: [marks.unfinishedCopy, markName(runId), clock.now()],
  })
  const isNew = rows[0]?.[0] === true
  await lockTables(connection, tables, url)
  if (!isNew) return
  await requireEmpty(connection, tables, url, emptyAdvice)
  await connection.control(dropForeignKeys)
}

function inBatches(connection: Connection, { runId }: CopyTargetOptions): Filling {
  const findMark = { text: 'SELECT name FROM migrations WHERE number = $1 FOR UPDATE', name: '' }
  const withMark = async (work: () => Promise<unknown>) => {
    const { rows } = await connection.ask({ ...findMark, values: [marks.unfinishedCopy] })
    requireOwnMark(rows[0]?.[0], runId)
    await work()
  }
  return {
    // Not each on disk for itself: the last commit has all of them on disk.
    batch: (work) => inTransaction(connection, () => withMark(work), 'SET LOCAL synchronous_commit = off'),
    finish: () =>
      inTransaction(connection, () =>
        withMark(async () => {
          await connection.control(restoreForeignKeys)
          await tellOfChange(connection)
          await connection.control(`DELETE FROM migrations WHERE number = ${marks.unfinishedCopy}`)
        }),
      ),
  }
}

async function inTransaction(
  connection: Connection,
  work: () => Promise<void>,
  setting = 'SET LOCAL synchronous_commit = on',
): Promise<void> {
  await connection.control(`BEGIN; ${takeTime}; ${setting}`)
  try {
    await work()
    await connection.control('COMMIT')
  } catch (error) {
    // Where the connection is lost, so is the transaction.
    await connection.control('ROLLBACK').catch(() => undefined)
    throw error
  }
}
