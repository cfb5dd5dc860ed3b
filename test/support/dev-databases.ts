import { join } from 'node:path'
import { testEngine } from './engines.ts'
import { temporaryFolder } from './program.ts'
import { newTestDatabase } from './test-database.ts'

/** Where a development server keeps its database, on the engine of the project. */
export const devPlaces =
  testEngine === 'postgres' ? (['on PostgreSQL'] as const) : (['in memory', 'on disk'] as const)

/** A new database for a development server. */
export async function newDevDatabase(
  place: (typeof devPlaces)[number],
): Promise<{ url: string; drop(): Promise<void> }> {
  if (place !== 'on disk') return newTestDatabase()
  return { url: `sqlite:${join(temporaryFolder(), 'dev.db')}`, drop: async () => undefined }
}
