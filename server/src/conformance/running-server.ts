import { pino } from 'pino'
import { createPrivateIntegrationToken } from '../auth/private-integration-token.ts'
import type { Scope } from '../auth/scopes.ts'
import { openSecretBox } from '../auth/secret-key-file.ts'
import { openSearch } from '../contacts/search/index/open-search.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { createLocation } from '../locations/create-location.ts'
import { createUser } from '../locations/create-user.ts'
import { buildServer } from '../server.ts'
import { openStorage } from '../storage/open-storage.ts'

/** The server of this program, on an empty database in memory and a free port of this machine's own. */
export interface RunningServer {
  /** `http://127.0.0.1:49152` */
  url: string
  /** A location that lets contacts share an email: each example of a file can be sent again and again. */
  locationId: string
  /** A user of the location. */
  userId: string
  /** Makes a token of the location. */
  token(scopes: readonly Scope[]): Promise<string>
  close(): Promise<void>
}

/** Starts the server, with a location and a user. */
export async function startServer(): Promise<RunningServer> {
  const database = 'sqlite::memory:'
  const logger = pino({ level: 'silent' })
  const storage = await openStorage({ database, clock })
  const app = await buildServer({
    storage,
    search: openSearch({ storage, database, clock, ids, log: logger }),
    clock,
    ids,
    secrets: await openSecretBox(undefined),
    refreshGraceMs: 0,
    logger,
    host: '127.0.0.1',
    rateLimit: 'off',
  })
  const { location, user } = await storage.write(async (tx) => {
    const spec = { name: 'Conformance', country: 'US', timezone: 'America/Chicago', allowDuplicates: true }
    const made = await createLocation(tx, { clock, ids }, spec)
    const person = { locationId: made.id, name: 'Una User', email: 'una@example.com', owner: false }
    return { location: made, user: await createUser(tx, { clock, ids }, person) }
  })
  const place = { companyId: location.companyId, locationId: location.id }
  return {
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    locationId: location.id,
    userId: user.id,
    async token(carried) {
      const spec = { ...place, name: 'Conformance', scopes: carried }
      return (await storage.write((tx) => createPrivateIntegrationToken(tx, { clock, ids }, spec))).token
    },
    async close() {
      await app.close()
      await storage.close()
    },
  }
}
