import Database from 'better-sqlite3'
import { CopyError } from '../copy/copy-port.ts'
import type { Table } from '../copy/table.ts'
import { notEmptySentence } from '../copy/unfinished-copy.ts'
import { isBusy } from './errors.ts'

/** A command that opens the database for a moment is waited for so long; a server is not. */
const waitMs = 1_000

/**
 * A connection that has a database for itself until it is closed, in an open transaction, and asks for no
 * references.
 * @throws CopyError when another process has it open.
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
    throw new CopyError(`Another process has the database ${file} open: stop it, and give the command again.`)
  }
}

/** @throws CopyError when there is a row in any table. */
export function requireEmpty(database: Database.Database, tables: readonly Table[], advice: string): void {
  const full = tables.find(
    ({ name }) => database.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get() !== undefined,
  )
  if (full === undefined) return
  throw new CopyError(notEmptySentence(database.name, full.name, advice))
}
