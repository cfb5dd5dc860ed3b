import { resolve } from 'node:path'

/** The location of a database, parsed from its URL. */
type DatabasePlace =
  /** The file is absolute; undefined for a database in memory. */
  | { engine: 'sqlite'; file: string | undefined }
  /** With the URL of each server, separated by commas, if a distributed database was given by several. */
  | { engine: 'postgres'; url: string }

/** The URL names no database that this version can open. The message is one sentence for people. */
export class DatabaseUrlError extends Error {
  override name = 'DatabaseUrlError'
}

/**
 * Parses a database URL: `sqlite:./path.db`, `sqlite:/absolute/path.db`, `sqlite::memory:` or
 * `postgres://user@host/database`; of the latter several, separated by commas.
 * @throws DatabaseUrlError
 */
export function parseDatabaseUrl(url: string): DatabasePlace {
  if (/^postgres(ql)?:/.test(url)) return postgresPlace(url)
  const path = /^sqlite:(.+)$/s.exec(url)?.[1]
  if (path === undefined || /^\/\/(?!\/)/.test(path)) {
    throw new DatabaseUrlError(
      `The database URL "${withoutPassword(url)}" is not one of sqlite:./path.db, sqlite::memory: and postgres://user@host/database.`,
    )
  }
  return { engine: 'sqlite', file: path === ':memory:' ? undefined : resolve(path) }
}

function postgresPlace(url: string): DatabasePlace {
  if (!serverUrls(url).every(isOfPostgres)) {
    throw new DatabaseUrlError(
      `The database URL "${withoutPassword(url)}" names no PostgreSQL database: write postgres://user@host/database.`,
    )
  }
  return { engine: 'postgres', url }
}

const isOfPostgres = (url: string): boolean =>
  URL.canParse(url) && /^postgres(ql)?:\/\/[^/]*\/[^/?]+/.test(url)

/** The URLs of a PostgreSQL database on each of the servers that are named, at least one. */
export const serverUrls = (url: string): string[] => url.split(/,(?=postgres(?:ql)?:\/\/)/)

/**
 * The absolute path of the SQLite file, for its sidecar files; undefined for a database without a file.
 * @throws DatabaseUrlError
 */
export function databaseFile(url: string): string | undefined {
  const place = parseDatabaseUrl(url)
  return place.engine === 'sqlite' ? place.file : undefined
}

/** Whether the database disappears with its process. @throws DatabaseUrlError. */
export function isInMemory(url: string): boolean {
  const place = parseDatabaseUrl(url)
  return place.engine === 'sqlite' && place.file === undefined
}

/** A URL without its password, safe to display even if the password has characters that should have been escaped. */
export function withoutPassword(url: string): string {
  const urls = serverUrls(url)
  return (urls.every(isOfPostgres) ? urls : [url]).map(hidePassword).join()
}

const hidePassword = (url: string): string =>
  url.replace(/(\/\/[^/:@]*):.*@/s, '$1:***@').replace(/([?&]password=)[^&]*/g, '$1***')
