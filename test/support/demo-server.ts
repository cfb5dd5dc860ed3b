import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createSearch } from '../../server/src/api/search/create-search.ts'
import { SecretBox } from '../../server/src/auth/secret-box.ts'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { type DemoOwner, demoOwner } from '../../server/src/demo/demo-owner.ts'
import { fillDemo } from '../../server/src/demo/fill-demo.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { buildServer } from '../../server/src/server.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import type { Storage } from '../../server/src/storage/storage.ts'
import { Journal } from '../../server/src/traffic/journal.ts'
import { ServedTraffic, servedLimits } from '../../server/src/traffic/served-traffic.ts'
import { Fixtures } from './fixtures.ts'
import { HeldClock } from './held-clock.ts'
import { memoryLogger } from './memory-logger.ts'
import { makeOwner, password } from './visitor.ts'

/**
 * The equivalent of `contactd serve --demo` within this process: listening on loopback, with its database in memory.
 */
export interface DemoServer {
  /** `http://127.0.0.1:<port>` */
  url: string
  token: string
  /** A token of the demo's company with every scope. */
  companyToken: string
  storage: Storage
  /** Sets the owner's password at the first call. */
  owner(): Promise<DemoOwner>
  /** Creates a user of the demo's location who is not an owner. */
  user(): Promise<{ email: string; password: string }>
  close(): Promise<void>
}

export async function startDemoServer(): Promise<DemoServer> {
  const clock = new HeldClock()
  const database = 'sqlite::memory:'
  const storage = await openStorage({ database, clock })
  const { token } = await fillDemo(storage, database, { clock, ids })
  if (token === undefined) throw new Error('An empty database takes the demo.')
  const { token: companyToken } = await new Fixtures({ storage, clock, ids }).token({
    companyId: demoIds.company,
  })
  const { logger } = memoryLogger('warn')
  const host = '127.0.0.1'
  const secrets = new SecretBox(randomBytes(32))
  const journal = new Journal(servedLimits)
  const activity = { count: () => undefined }
  const app = await buildServer({
    storage,
    search: createSearch({ storage, database, clock, ids, log: logger }),
    clock,
    ids,
    secrets,
    refreshGraceMs: 10_000,
    logger,
    host,
    rateLimit: 'off',
    demoToken: token,
    journal,
    traffic: new ServedTraffic({ journal, activity, clock, keepsBodies: false }),
  })
  await app.listen({ host, port: 0 })
  return {
    url: `http://${host}:${(app.server.address() as AddressInfo).port}`,
    token,
    companyToken,
    storage,
    async owner() {
      const owner = await demoOwner(storage, { clock, ids }, secrets)
      if (owner === undefined) throw new Error('The demo has an owner.')
      return owner
    },
    async user() {
      const server = { storage, clock, ids, locationId: demoIds.location }
      const email = 'ulf@example.com'
      await makeOwner(server, { email, name: 'Ulf User', owner: false })
      return { email, password }
    },
    async close() {
      await app.close()
      await storage.close()
    },
  }
}
