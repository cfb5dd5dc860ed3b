import { statSync } from 'node:fs'
import { parseDatabaseUrl } from './database-url.ts'
import { inspectSchema } from './postgres/inspect-server.ts'
import { existingNumbers } from './sqlite/open-existing.ts'

/**
 * Whether the database exists and has tables of contactd. It is neither created nor changed.
 * @throws DatabaseUrlError
 * @throws DatabaseOpenError if it can't be read, or belongs to another program.
 */
export async function hasContent(url: string): Promise<boolean> {
  const place = parseDatabaseUrl(url)
  if (place.engine === 'postgres') return (await inspectSchema(place.url)).length > 0
  if (place.file === undefined || !statSync(place.file, { throwIfNoEntry: false })) return false
  return (await existingNumbers(place.file)).length > 0
}
