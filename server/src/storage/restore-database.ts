import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Clock } from '../lib/clock.ts'
import type { Snapshot } from './copy/copy-port.ts'
import { type CopiedTable, type CopyWatcher, copyTables } from './copy/copy-tables.ts'
import { migrations, newestMigration } from './migrations/migrations.ts'
import { openRestoreTarget } from './open-copy.ts'
import { migrateDatabase } from './open-storage.ts'
import { filesOfBackup, unmarkBackup } from './sqlite/backup-file.ts'
import { describeTables } from './sqlite/describe-tables.ts'
import { openSqliteSnapshot } from './sqlite/snapshot.ts'
import { finishWithStoredValues, withoutStoredValues } from './stored-values.ts'

export interface RestoreDatabaseOptions {
  file: string
  database: string
  /** Whether existing data may be replaced. */
  mayReplace: boolean
  clock: Clock
  watcher: CopyWatcher
}

/**
 * Restores a backup to a database, completely or not at all.
 * @returns each table as it is on both sides.
 * @throws CopyError, DatabaseUrlError, DatabaseOpenError
 */
export async function restoreDatabase(options: RestoreDatabaseOptions): Promise<CopiedTable[]> {
  const { database, mayReplace, clock, watcher } = options
  const file = resolve(options.file)
  const { source, discard } = await openBackup(file, clock)
  try {
    const tables = describeTables(migrations)
    const target = await openRestoreTarget(database, { tables, clock, mayReplace })
    try {
      const copied = await copyTables(source, target, withoutStoredValues(tables), watcher)
      await finishWithStoredValues(database, target, tables, { files: filesOfBackup(file), mayReplace })
      return copied
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
    await discard()
  }
}

/** A backup of an older contactd is migrated in a copy; the backup itself is not changed. */
async function openBackup(
  file: string,
  clock: Clock,
): Promise<{ source: Snapshot; discard: () => Promise<void> }> {
  const backup = openSqliteSnapshot(file, 'backup', 'foreign')
  if (backup.schema === newestMigration) return { source: backup, discard: async () => undefined }
  await backup.close()
  const folder = await mkdtemp(join(tmpdir(), 'contactd-restore-'))
  const discard = () => rm(folder, { recursive: true })
  try {
    const copy = join(folder, 'backup.db')
    await copyFile(file, copy)
    unmarkBackup(copy)
    await migrateDatabase({ database: `sqlite:${copy}`, clock })
    return { source: openSqliteSnapshot(copy, 'database', 'own'), discard }
  } catch (error) {
    await discard()
    throw error
  }
}
