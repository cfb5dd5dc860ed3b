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
import type { Storage } from '../storage/storage.ts'

/** A location, and who is in it. */
interface Place {
  locationId: string
  userId: string
  /** Makes a token of the location. */
  token(scopes: readonly Scope[]): Promise<string>
}

/** The server of this program, on an empty database in memory and a free port of this machine's own. */
export interface RunningServer {
  /** `http://127.0.0.1:49152` */
  url: string
  /** Makes a location that lets contacts share an email: each example of a file can be sent again and again. */
  newPlace(): Promise<Place>
  close(): Promise<void>
}

/** Starts the server. */
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
  return {
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    newPlace: () => makePlace(storage),
    async close() {
      await app.close()
      await storage.close()
    },
  }
}

async function makePlace(storage: Storage): Promise<Place> {
  const spec = { name: 'Conformance', country: 'US', timezone: 'America/Chicago', allowDuplicates: true }
  const { location, user } = await storage.write(async (tx) => {
    const made = await createLocation(tx, { clock, ids }, spec)
    const email = `${made.id}@example.com`
    const person = { locationId: made.id, name: 'Una User', email, owner: false }
    return { location: made, user: await createUser(tx, { clock, ids }, person) }
  })
  return {
    locationId: location.id,
    userId: user.id,
    async token(scopes) {
      const { id: locationId, companyId } = location
      const token = { companyId, locationId, name: 'Conformance', scopes }
      return (await storage.write((tx) => createPrivateIntegrationToken(tx, { clock, ids }, token))).token
    },
  }
}
