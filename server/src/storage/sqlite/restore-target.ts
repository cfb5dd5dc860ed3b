import type { RestoreTargetOptions } from '../copy/target-options.ts'
import { replaceAdvice } from '../copy/unfinished-copy.ts'
import { silentLog } from '../log.ts'
import { migrations } from '../migrations/migrations.ts'
import { SqliteCopyTarget } from './copy-target.ts'
import { lockDatabase, requireEmpty } from './lock-database.ts'
import { openError, openSqlite } from './open-sqlite.ts'

/**
 * A database of this version's schema that is filled in one transaction: in the end it holds the new rows and
 * no others, or it is as it was. Nobody else can open it meanwhile.
 * @param file absolute; made if it is not there.
 * @throws CopyError when it is not empty and nothing may be replaced, or is open elsewhere.
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
