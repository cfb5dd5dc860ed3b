import { parseDatabaseUrl } from './database-url.ts'
import { vacuumTables } from './postgres/vacuum-tables.ts'
import { scrubFile } from './sqlite/scrub-file.ts'

/**
 * Removes deleted content from the files of a database, as far as the engine can: SQLite's file and its log are
 * without it afterwards; PostgreSQL frees its space, and overwrites it in time.
 * @param url of the database itself, without a pooler.
 * @returns the engine.
 */
export async function scrubDatabase(url: string): Promise<'sqlite' | 'postgres'> {
  const place = parseDatabaseUrl(url)
  if (place.engine === 'postgres') await vacuumTables(place.url)
  else if (place.file !== undefined) await scrubFile(place.file)
  return place.engine
}
