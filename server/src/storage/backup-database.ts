import { resolve } from 'node:path'
import type { Clock } from '../lib/clock.ts'
import { type CopiedTable, type CopyWatcher, copyTables } from './copy/copy-tables.ts'
import { migrationsUpTo } from './migrations/migrations.ts'
import { openSnapshot } from './open-copy.ts'
import { openBackupFile } from './sqlite/backup-file.ts'
import { describeTables } from './sqlite/describe-tables.ts'
import { readStoredValues, withoutStoredValues } from './stored-values.ts'

export interface BackupDatabaseOptions {
  file: string
  database: string
  /** Whether an existing file of that name may be replaced. */
  mayReplace: boolean
  clock: Clock
  watcher: CopyWatcher
}

/**
 * Writes the current state of a database, with its sidecar files, to one file.
 * @returns each table as it is on both sides.
 * @throws CopyError, DatabaseUrlError, DatabaseOpenError
 */
export async function backupDatabase(options: BackupDatabaseOptions): Promise<CopiedTable[]> {
  const { database, mayReplace, clock, watcher } = options
  const source = await openSnapshot(database, 'own')
  try {
    const { schema } = source
    const tables = describeTables(migrationsUpTo(schema))
    const files = await readStoredValues(database, source, tables)
    const target = await openBackupFile(resolve(options.file), { schema, clock, files, mayReplace })
    try {
      const copied = await copyTables(source, target, withoutStoredValues(tables), watcher)
      await target.finish()
      return copied
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}
