import { existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { CopyError } from '../copy/copy-port.ts'
import type { CopyTargetOptions } from '../copy/target-options.ts'
import { marks } from '../database-markers.ts'
import { silentLog } from '../log.ts'
import { migrationsUpTo } from '../migrations/migrations.ts'
import type { SidecarFile } from '../sidecar-files.ts'
import { type Filling, SqliteCopyTarget } from './copy-target.ts'
import { syncFile, syncFolder } from './database-file.ts'
import { createBackupFiles, distrust } from './declared-schema.ts'
import { isBusy } from './errors.ts'
import { openSqlite } from './open-sqlite.ts'

export interface BackupOptions extends Omit<CopyTargetOptions, 'tables' | 'runId'> {
  /** The sidecar files of the database, to be stored in the backup. */
  files: readonly SidecarFile[]
  mayReplace: boolean
}

/**
 * A new backup: its own SQLite file (mode 0600), which appears complete and durable, or not at all. Until it is
 * finished, it is called `<file>.part`.
 * @param file absolute.
 * @throws CopyError if the file exists and may not be replaced, or its folder does not exist.
 */
export async function openBackupFile(file: string, options: BackupOptions): Promise<SqliteCopyTarget> {
  const { schema, clock, mayReplace } = options
  if (!mayReplace && existsSync(file)) throw new CopyError(isThereSentence(file))
  if (!existsSync(dirname(file)))
    throw new CopyError(`The folder ${dirname(file)} does not exist: create it first.`)
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
  // One file without a log: an interrupted backup is deleted, so nothing needs a rollback.
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
      if (verdict !== 'ok') throw new CopyError(`The disk of ${file} corrupts what is written: ${verdict}.`)
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

function addFiles(database: Database.Database, files: readonly SidecarFile[]): void {
  database.exec(createBackupFiles)
  const insert = database.prepare('INSERT INTO backup_files (name, content) VALUES (?, ?)')
  for (const { name, content } of files) insert.run(name, content)
}

/** A database has only a few sidecar files. */
const maxSidecarFiles = 100

/** The sidecar files in a backup. @param file whose schema has been checked. */
export function filesOfBackup(file: string): SidecarFile[] {
  const database = new Database(file, { readonly: true })
  try {
    distrust(database)
    return database
      .prepare<[number], SidecarFile>('SELECT name, content FROM backup_files LIMIT ?')
      .all(maxSidecarFiles)
  } finally {
    database.close()
  }
}

/** Turns a copy of a backup into a database. */
export function unmarkBackup(file: string): void {
  const database = new Database(file)
  try {
    database.prepare('DELETE FROM migrations WHERE number = ?').run(marks.backup)
    database.exec('DROP TABLE backup_files')
  } finally {
    database.close()
  }
}

/** Removes the part of an interrupted backup. @throws CopyError if it is still being written. */
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
    // Unlike a rename, a link never replaces another file.
    linkSync(part, file)
    rmSync(part)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(file)) {
      throw new CopyError(isThereSentence(file))
    }
    // Some file systems don't support links.
    renameSync(part, file)
  }
}

const isThereSentence = (file: string) =>
  `The file ${file} already exists: choose another name, or use --force to replace it.`
