/**
 * `npm run count:files`: prints the files of `server/src` that one `PUT /contacts/:contactId` enters, on each engine.
 * V8 counts the functions that run while a warm server handles it.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createSearch } from '../server/src/api/search/create-search.ts'
import { SecretBox } from '../server/src/auth/secret-box.ts'
import { systemClock } from '../server/src/lib/clock.ts'
import { randomIds } from '../server/src/lib/ids.ts'
import { buildServer } from '../server/src/server.ts'
import { openStorage } from '../server/src/storage/open-storage.ts'
import { Fixtures } from '../test/support/fixtures.ts'
import { inject } from '../test/support/inject.ts'
import { memoryLogger } from '../test/support/memory-logger.ts'
import { PostgresCluster } from '../test/support/postgres/cluster.ts'

const sourceFolder = fileURLToPath(new URL('../server/src', import.meta.url))
const warmUpRequests = 50
/** After this time, the work of the last request is finished. */
const quietMs = 200

const folder = mkdtempSync(join(tmpdir(), 'contactd-count-'))
await report('SQLite', `sqlite:${join(folder, 'contactd.db')}`)
rmSync(folder, { recursive: true })
const cluster = await PostgresCluster.start({ durable: false })
await report('PostgreSQL', cluster.url())
await cluster.close()

async function report(engine: string, database: string): Promise<void> {
  const files = await filesOfUpdate(database)
  console.log(`${engine}: ${files.length} files`)
  for (const file of files) console.log(`  ${file}`)
}

/** @returns the files' paths in `server/src`, sorted. */
async function filesOfUpdate(database: string): Promise<string[]> {
  const sources = { clock: systemClock, ids: randomIds }
  const storage = await openStorage({ database, ...sources })
  const { logger } = memoryLogger()
  const app = await buildServer({
    ...{ ...sources, storage, logger, host: 'localhost', rateLimit: 'off', refreshGraceMs: 0 },
    search: createSearch({ ...sources, storage, database, log: logger }),
    secrets: new SecretBox(randomBytes(32)),
  })
  const fixtures = new Fixtures({ ...sources, storage })
  const companyId = await fixtures.company()
  const locationId = await fixtures.location(companyId)
  const { token } = await fixtures.token({ companyId, locationId })
  const headers = { authorization: `Bearer ${token}`, version: '2021-07-28' }
  const send = async (method: 'POST' | 'PUT', url: string, payload: object) => {
    const reply = await inject(app, { method, url, headers, payload })
    if (reply.statusCode >= 300) throw new Error(`${method} ${url}: ${reply.body}`)
    return reply
  }
  const { contact } = (await send('POST', '/contacts/', { locationId, firstName: 'Ada' })).json()
  const update = (city: string) => send('PUT', `/contacts/${contact.id}`, { city })
  for (let index = 0; index < warmUpRequests; index += 1) await update(`City ${index}`)
  await sleep(quietMs)
  const files = await filesEntered(() => update('Paris'))
  await app.close()
  await storage.close()
  return files
}

/** @returns the files of `server/src` with a function that runs during `run`, sorted. */
async function filesEntered(run: () => Promise<unknown>): Promise<string[]> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  // Resets the counts.
  await session.post('Profiler.takePreciseCoverage')
  await run()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  session.disconnect()
  return result
    .filter(({ url }) => url.startsWith('file:'))
    .filter(({ functions }) => functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)))
    .map(({ url }) => relative(sourceFolder, fileURLToPath(url)))
    .filter((path) => !path.startsWith('..'))
    .sort()
}
