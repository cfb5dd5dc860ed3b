import type { CopyTargetOptions } from '../../copy/target-options.ts'
import {
  emptyAdvice,
  isUnfinished,
  markName,
  requireOwnMark,
  requireSchema,
} from '../../copy/unfinished-copy.ts'
import { marks } from '../../database-markers.ts'
import { migrate } from '../../migrate.ts'
import { migrationsUpTo } from '../../migrations/migrations.ts'
import type { Connection } from '../connection/connection.ts'
import { openError } from '../connection/open-error.ts'
import { migrationTarget } from '../migration-target.ts'
import { beginCopy, openCopySession } from './copy-session.ts'
import { type Filling, PostgresCopyTarget } from './copy-target.ts'
import { dropForeignKeys, restoreForeignKeys } from './foreign-keys.ts'
import { deriveRows, lockTables, requireEmpty, tellOfChange } from './lock-database.ts'

/**
 * Opens a database that is filled in batches. A marker row prevents its use until the copy is finished and lets a
 * later run continue.
 * @throws CopyError if it is not empty, has another schema than the source, or a server has it open.
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
  // Every batch locks the marker row first, so two copies wait for each other there and nowhere else.
  const { rows } = await connection.query({
    text: `INSERT INTO migrations (number, name, date_applied) VALUES ($1, $2, $3)
           ON CONFLICT (number) DO UPDATE SET name = excluded.name RETURNING xmax = 0`,
    name: '',
    values: [marks.unfinishedCopy, markName(runId), clock.now()],
  })
  const isNew = rows[0]?.[0] === true
  await lockTables(connection, tables, url)
  if (!isNew) return
  await requireEmpty(connection, tables, url, emptyAdvice)
  await dropForeignKeys(connection)
}

function inBatches(connection: Connection, { runId }: CopyTargetOptions): Filling {
  const findMark = { text: 'SELECT name FROM migrations WHERE number = $1 FOR UPDATE', name: '' }
  const withMark = async (work: () => Promise<unknown>) => {
    const { rows } = await connection.query({ ...findMark, values: [marks.unfinishedCopy] })
    requireOwnMark(rows[0]?.[0], runId)
    await work()
  }
  return {
    // Batches are not synced one by one: the last commit writes all of them to disk.
    batch: (work) => inTransaction(connection, () => withMark(work), 'SET LOCAL synchronous_commit = off'),
    finish: () =>
      inTransaction(connection, () =>
        withMark(async () => {
          await deriveRows(connection)
          await restoreForeignKeys(connection)
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
  await beginCopy(connection, 'READ WRITE', setting)
  try {
    await work()
    await connection.control('COMMIT')
  } catch (error) {
    // A lost connection has rolled the transaction back.
    await connection.control('ROLLBACK').catch(() => undefined)
    throw error
  }
}
