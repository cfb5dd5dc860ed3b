import { existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { CopyError } from '../copy/copy-port.ts'
import type { CopyTargetOptions } from '../copy/target-options.ts'
import type { KeptFile } from '../kept-files.ts'
import { silentLog } from '../log.ts'
import { marks } from '../marks.ts'
import { migrationsUpTo } from '../migrations/migrations.ts'
import { type Filling, SqliteCopyTarget } from './copy-target.ts'
import { syncFile, syncFolder } from './database-file.ts'
import { isBusy } from './errors.ts'
import { openSqlite } from './open-sqlite.ts'

export interface BackupOptions extends Omit<CopyTargetOptions, 'tables' | 'runId'> {
  /** What is kept beside the database, and is put into the backup. */
  files: readonly KeptFile[]
  mayReplace: boolean
}

/**
 * A new backup: a SQLite file of its own (mode 0600), which appears whole, and durable, or not at all. Until it
 * is finished it is called `<file>.part`.
 * @param file absolute.
 * @throws CopyError when the file is there, unless it may be replaced, or its folder is not.
 */
export async function openBackupFile(file: string, options: BackupOptions): Promise<SqliteCopyTarget> {
  const { schema, clock, mayReplace } = options
  if (!mayReplace && existsSync(file)) throw new CopyError(isThereSentence(file))
  if (!existsSync(dirname(file))) throw new CopyError(`There is no folder ${dirname(file)}: make it first.`)
  const part = `${file}.part`
  removePart(part)
  const { storage } = await openSqlite({
    file: part,
    clock,
    log: silentLog,
    migrations: migrationsUpTo(schema),
  })
  await storage.close()
  const database = new Database(part)
  database.pragma('foreign_keys = OFF')
  database.pragma('locking_mode = EXCLUSIVE')
  // One file without a log beside it; what breaks off is thrown away, so nothing need be rolled back.
  database.pragma('journal_mode = DELETE')
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.exec('BEGIN IMMEDIATE')
  return new SqliteCopyTarget(database, asBackup(database, file, options))
}

function asBackup(
  database: Database.Database,
  file: string,
  { files, mayReplace, clock }: BackupOptions,
): Filling {
  const part = database.name
  return {
    batch: (work) => work(),
    finish() {
      addFiles(database, files)
      database
        .prepare('INSERT INTO migrations (number, name, date_applied) VALUES (?, ?, ?)')
        .run(marks.backup, 'backup', clock.now())
      database.exec('COMMIT')
      const verdict = database.pragma('integrity_check(1)', { simple: true })
      if (verdict !== 'ok')
        throw new CopyError(`The disk of ${file} doesn't keep what is written: ${verdict}.`)
      database.close()
      syncFile(part)
      putInPlace(part, file, mayReplace)
      syncFolder(dirname(file))
    },
    close() {
      database.close()
      rmSync(part, { force: true })
    },
  }
}

function addFiles(database: Database.Database, files: readonly KeptFile[]): void {
  database.exec('CREATE TABLE backup_files (name TEXT PRIMARY KEY, content BLOB NOT NULL)')
  const insert = database.prepare('INSERT INTO backup_files (name, content) VALUES (?, ?)')
  for (const { name, content } of files) insert.run(name, content)
}

/** What was kept beside the database of which this is the backup. */
export function filesOfBackup(file: string): KeptFile[] {
  const database = new Database(file, { readonly: true })
  try {
    return database.prepare<[], KeptFile>('SELECT name, content FROM backup_files').all()
  } finally {
    database.close()
  }
}

/** Has a copy of a backup be a database again. */
export function unmarkBackup(file: string): void {
  const database = new Database(file)
  try {
    database.prepare('DELETE FROM migrations WHERE number = ?').run(marks.backup)
    database.exec('DROP TABLE backup_files')
  } finally {
    database.close()
  }
}

/** What an earlier backup left that was broken off. @throws CopyError where it is still being written. */
function removePart(part: string): void {
  if (existsSync(part)) {
    const database = new Database(part, { timeout: 0 })
    try {
      database.exec('BEGIN IMMEDIATE')
    } catch (error) {
      if (isBusy(error)) throw new CopyError(`Another backup is being written to ${part}: wait for it.`)
    } finally {
      database.close()
    }
  }
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${part}${suffix}`, { force: true })
}

function putInPlace(part: string, file: string, mayReplace: boolean): void {
  if (mayReplace) {
    renameSync(part, file)
    return
  }
  try {
    // Unlike a renaming, a link takes no other file's place.
    linkSync(part, file)
    rmSync(part)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(file)) {
      throw new CopyError(isThereSentence(file))
    }
    // Some file systems have no links.
    renameSync(part, file)
  }
}

const isThereSentence = (file: string) =>
  `There is a file ${file} already: name another, or give --force, which replaces it.`
