import Database from 'better-sqlite3'
import { CopyError } from '../copy/copy-port.ts'
import type { Table } from '../copy/table.ts'
import { notEmptySentence } from '../copy/unfinished-copy.ts'
import { isBusy } from './errors.ts'

/** Long enough for a command that opens the database briefly; a server does not end in this time. */
const waitMs = 1_000

/**
 * A connection with exclusive access to a database until it is closed, in an open transaction, without foreign keys.
 * @throws CopyError if another process has the database open.
 */
export function lockDatabase(file: string): Database.Database {
  const database = new Database(file, { timeout: waitMs })
  try {
    database.pragma('foreign_keys = OFF')
    database.pragma('synchronous = FULL')
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if (!isBusy(error)) throw error
    throw new CopyError(`Another process has the database ${file} open: stop it and run the command again.`)
  }
}

/** @throws CopyError if any table has a row. */
export function requireEmpty(database: Database.Database, tables: readonly Table[], advice: string): void {
  const full = tables.find(
    ({ name }) => database.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get() !== undefined,
  )
  if (full === undefined) return
  throw new CopyError(notEmptySentence(database.name, full.name, advice))
}
