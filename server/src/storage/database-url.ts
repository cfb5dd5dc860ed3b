import { resolve } from 'node:path'

/** Where a database stands, as its URL says. */
interface DatabaseLocation {
  /** Absolute; undefined for a database in memory. */
  file: string | undefined
}

/** The URL names no database that this version can open. The message is one sentence for people. */
export class DatabaseUrlError extends Error {
  override name = 'DatabaseUrlError'
}

/**
 * Reads a database URL: `sqlite:./path.db`, `sqlite:/absolute/path.db` or `sqlite::memory:`.
 * @throws DatabaseUrlError
 */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  if (/^postgres(ql)?:/.test(url)) {
    throw new DatabaseUrlError('PostgreSQL is not supported by this version yet: name a SQLite database.')
  }
  const path = /^sqlite:(.+)$/s.exec(url)?.[1]
  if (path === undefined || /^\/\/(?!\/)/.test(path)) {
    throw new DatabaseUrlError(
      `The database URL "${withoutPassword(url)}" is not one of sqlite:./path.db, sqlite:/absolute/path.db and sqlite::memory:.`,
    )
  }
  return { file: path === ':memory:' ? undefined : resolve(path) }
}

/**
 * The absolute path of the SQLite file, for what is kept beside it; undefined for a database in memory.
 * @throws DatabaseUrlError
 */
export function databaseFile(url: string): string | undefined {
  return parseDatabaseUrl(url).file
}

/** A URL as it may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/(\/\/[^/:@]*):[^/@]*@/, '$1:***@')
}
