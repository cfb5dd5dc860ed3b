import { CopyError, type CopyTarget, type Snapshot } from './copy/copy-port.ts'
import { databaseFile } from './database-url.ts'
import { type CopyTargetOptions, openSqliteCopyTarget } from './sqlite/open-copy-target.ts'
import { openSqliteRestoreTarget, type RestoreTargetOptions } from './sqlite/restore-target.ts'
import { openSqliteSnapshot } from './sqlite/snapshot.ts'

/**
 * Opens a database as it is now, to read all of it while others write. It is neither made nor brought up to
 * date.
 * @throws DatabaseUrlError
 * @throws DatabaseOpenError
 * @throws CopyError for a database in memory.
 */
export async function openSnapshot(url: string): Promise<Snapshot> {
  return openSqliteSnapshot(fileOf(url), 'database')
}

/**
 * Opens a database to be filled batch by batch. It is made if it is not there.
 * @throws DatabaseUrlError
 * @throws DatabaseOpenError
 * @throws CopyError when it is not empty, has another schema than the source, is open elsewhere or in memory.
 */
export async function openCopyTarget(url: string, options: CopyTargetOptions): Promise<CopyTarget> {
  return openSqliteCopyTarget(fileOf(url), options)
}

/**
 * Opens a database to be filled all at once. It is made if it is not there.
 * @throws DatabaseUrlError
 * @throws DatabaseOpenError
 * @throws CopyError when it is not empty and nothing may be replaced, is open elsewhere or in memory.
 */
export async function openRestoreTarget(url: string, options: RestoreTargetOptions): Promise<CopyTarget> {
  return openSqliteRestoreTarget(fileOf(url), options)
}

function fileOf(url: string): string {
  const file = databaseFile(url)
  if (file === undefined) {
    throw new CopyError('A database in memory is its own process’s alone: name a file, sqlite:./path.db.')
  }
  return file
}
