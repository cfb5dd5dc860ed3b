import { existsSync, realpathSync } from 'node:fs'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { CopyError } from './copy/copy-port.ts'
import { type CopiedTable, type CopyWatcher, copyTables } from './copy/copy-tables.ts'
import { databaseFile } from './database-url.ts'
import { migrationsUpTo } from './migrations/migrations.ts'
import { openCopyTarget, openSnapshot } from './open-copy.ts'
import { migrateDatabase } from './open-storage.ts'
import { describeTables } from './sqlite/describe-tables.ts'
import { finishWithStoredValues, readStoredValues, withoutStoredValues } from './stored-values.ts'

export interface CopyDatabaseOptions {
  from: string
  to: string
  clock: Clock
  ids: Ids
  watcher: CopyWatcher
}

/**
 * Copies the current state of a database to an empty one, or continues an earlier copy that stopped. Then it migrates
 * the target.
 * @returns each table as it is on both sides.
 * @throws CopyError, DatabaseUrlError, DatabaseOpenError
 */
export async function copyDatabase(options: CopyDatabaseOptions): Promise<CopiedTable[]> {
  const { from, to, clock, ids, watcher } = options
  if (isSame(from, to)) throw new CopyError('The source and the target are the same database.')
  const source = await openSnapshot(from, 'foreign')
  try {
    const { schema } = source
    const tables = describeTables(migrationsUpTo(schema))
    const target = await openCopyTarget(to, { tables, schema, clock, runId: ids.next() })
    let copied: CopiedTable[]
    try {
      copied = await copyTables(source, target, withoutStoredValues(tables), watcher)
      const files = await readStoredValues(from, source, tables)
      await finishWithStoredValues(to, target, tables, { files, mayReplace: false })
    } finally {
      await target.close()
    }
    await migrateDatabase({ database: to, clock })
    return copied
  } finally {
    await source.close()
  }
}

/** If one PostgreSQL database is given by two URLs, the target is refused because it is not empty. */
function isSame(from: string, to: string): boolean {
  const [source, target] = [databaseFile(from), databaseFile(to)]
  if (source === undefined || target === undefined) return from === to
  return (
    source === target ||
    ([source, target].every((file) => existsSync(file)) && realpathSync(target) === realpathSync(source))
  )
}
