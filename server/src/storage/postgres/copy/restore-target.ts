import type { RestoreTargetOptions } from '../../copy/target-options.ts'
import { replaceAdvice } from '../../copy/unfinished-copy.ts'
import { migrate } from '../../migrate.ts'
import { migrations } from '../../migrations/migrations.ts'
import { openError } from '../connection/open-error.ts'
import { migrationTarget } from '../migration-target.ts'
import { beginCopy, openCopySession } from './copy-session.ts'
import { PostgresCopyTarget } from './copy-target.ts'
import { dropForeignKeys, restoreForeignKeys } from './foreign-keys.ts'
import { deriveRows, lockTables, requireEmpty, tellOfChange } from './lock-database.ts'

/**
 * Opens a database of this version's schema that is filled in one transaction: in the end it has exactly the new
 * rows, or is unchanged. Readers and writers wait meanwhile.
 * @throws CopyError if it is not empty and must not be replaced, or a server has it open.
 * @throws DatabaseOpenError
 */
export async function openPostgresRestoreTarget(
  url: string,
  { tables, clock, mayReplace }: RestoreTargetOptions,
): Promise<PostgresCopyTarget> {
  const session = await openCopySession(url)
  const { connection } = session
  try {
    await migrate(migrationTarget(connection, 0), migrations, clock)
    await beginCopy(connection, 'READ WRITE', 'SET LOCAL synchronous_commit = on')
    await lockTables(connection, tables, url)
    if (mayReplace) await connection.control(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`)
    else await requireEmpty(connection, tables, url, replaceAdvice)
    await dropForeignKeys(connection)
    return new PostgresCopyTarget(session, {
      batch: (work) => work(),
      async finish() {
        await deriveRows(connection)
        await restoreForeignKeys(connection)
        await tellOfChange(connection)
        await connection.control('COMMIT')
      },
    })
  } catch (error) {
    await session.close()
    throw openError(error, url)
  }
}
