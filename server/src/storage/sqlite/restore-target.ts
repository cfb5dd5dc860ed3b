import type { RestoreTargetOptions } from '../copy/target-options.ts'
import { replaceAdvice } from '../copy/unfinished-copy.ts'
import { silentLog } from '../log.ts'
import { migrations } from '../migrations/migrations.ts'
import { SqliteCopyTarget } from './copy-target.ts'
import { lockDatabase, requireEmpty } from './lock-database.ts'
import { openError, openSqlite } from './open-sqlite.ts'

/**
 * Opens a database of this version's schema that is filled in one transaction: in the end it has exactly the new
 * rows, or is unchanged. Nobody else can open it meanwhile.
 * @param file absolute; created if it is missing.
 * @throws CopyError if it is not empty and must not be replaced, or is open elsewhere.
 * @throws DatabaseOpenError
 */
export async function openSqliteRestoreTarget(
  file: string,
  { tables, clock, mayReplace }: RestoreTargetOptions,
): Promise<SqliteCopyTarget> {
  const { storage } = await openSqlite({ file, clock, log: silentLog, migrations })
  await storage.close()
  const database = lockDatabase(file)
  try {
    if (mayReplace) for (const { name } of tables) database.exec(`DELETE FROM ${name}`)
    else requireEmpty(database, tables, replaceAdvice)
    return new SqliteCopyTarget(database, {
      batch: (work) => work(),
      finish: () => database.exec('COMMIT'),
      close: () => database.close(),
    })
  } catch (error) {
    database.close()
    throw openError(error, file)
  }
}
