import { pino } from 'pino'
import { createSearch } from '../api/search/create-search.ts'
import type { App } from '../http/app.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { openSecrets } from './open-secret-key.ts'
import { openDatabase } from './with-storage.ts'

/**
 * Runs a function with a server that does not listen and has no data, such as for its documents, which are generated
 * from the routes. Closes the server at the end.
 */
export async function withEmptyServer<Result>(use: (app: App) => Promise<Result>): Promise<Result> {
  // Imported here, because loading it takes longer than everything that the other commands do.
  const { buildServer } = await import('../server.ts')
  const database = 'sqlite::memory:'
  const storage = await openDatabase({ database })
  try {
    const logger = pino({ level: 'silent' })
    const app = await buildServer({
      storage,
      search: createSearch({ storage, database, clock, ids, log: logger }),
      clock,
      ids,
      secrets: await openSecrets(database, storage),
      refreshGraceMs: 0,
      logger,
      host: 'localhost',
      rateLimit: 'off',
    })
    await app.ready()
    const result = await use(app)
    await app.close()
    return result
  } finally {
    await storage.close()
  }
}
