import { statSync } from 'node:fs'
import { parseDatabaseUrl } from './database-url.ts'

/**
 * An identifier that is unique to a database, different for its copies and independent of its URL: the file of a
 * SQLite database, or the server and OID of a PostgreSQL one.
 * @returns undefined for a missing file or a database in memory.
 * @throws DatabaseUrlError, DatabaseOpenError
 */
export async function databaseIdentity(url: string): Promise<string | undefined> {
  const place = parseDatabaseUrl(url)
  if (place.engine === 'postgres') {
    const { inspectIdentity } = await import('./postgres/inspect-server.ts')
    return `postgres:${await inspectIdentity(place.url)}`
  }
  const found =
    place.file === undefined ? undefined : statSync(place.file, { bigint: true, throwIfNoEntry: false })
  return found && `sqlite:${found.dev}:${found.ino}`
}
