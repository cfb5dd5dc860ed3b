import { type Engine, testEngine } from './engines.ts'

/** A new database for a test, on an engine, or that of its project: in memory, or one of PostgreSQL's that `drop` removes. */
export async function newTestDatabase(
  engine: Engine = testEngine,
): Promise<{ url: string; drop(): Promise<void> }> {
  if (engine === 'sqlite') return { url: 'sqlite::memory:', drop: async () => undefined }
  // What also runs without a runner of tests, on SQLite then, must not load what asks the runner.
  const { createDatabase } = await import('./postgres/databases.ts')
  return createDatabase()
}
