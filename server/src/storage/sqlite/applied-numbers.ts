import type Database from 'better-sqlite3'
import { DatabaseOpenError } from '../open-error.ts'

/**
 * The numbers in the table of migrations, in order; empty for a new database.
 * @throws DatabaseOpenError if the database belongs to another program.
 */
export function appliedNumbers(database: Database.Database): number[] {
  const tables = database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck()
  const names = tables.all()
  if (names.length === 0) return []
  const columns = database.prepare<[], string>("SELECT name FROM pragma_table_info('migrations')").pluck()
  if (!names.includes('migrations') || columns.all().join() !== 'number,name,date_applied') {
    throw new DatabaseOpenError(`The file ${database.name} is a SQLite database of another program.`)
  }
  return database.prepare<[], number>('SELECT number FROM migrations ORDER BY number').pluck().all()
}
