import { type Engine, testEngine } from './engines.ts'

/**
 * A new database for a test, on the given engine or that of its project: in memory, or a PostgreSQL one that `drop`
 * removes.
 */
export async function newTestDatabase(
  engine: Engine = testEngine,
): Promise<{ url: string; drop(): Promise<void> }> {
  if (engine === 'sqlite') return { url: 'sqlite::memory:', drop: async () => undefined }
  // Code that also runs without a test runner, then on SQLite, must not load what needs the runner.
  const { createDatabase } = await import('./postgres/databases.ts')
  return createDatabase()
}
