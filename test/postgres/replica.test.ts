import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSearch } from '../../server/src/api/search/create-search.ts'
import { SecretBox } from '../../server/src/auth/secret-box.ts'
import type { App } from '../../server/src/http/app.ts'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { buildServer } from '../../server/src/server.ts'
import { migrateDatabase, openStorage } from '../../server/src/storage/open-storage.ts'
import type { Storage } from '../../server/src/storage/storage.ts'
import { Fixtures } from '../support/fixtures.ts'
import { inject } from '../support/inject.ts'
import { memoryLogger } from '../support/memory-logger.ts'
import { PostgresCluster } from '../support/postgres/cluster.ts'
import { runProgram, startProgram } from '../support/program.ts'

const timeout = 120_000

/** A server on the primary and its replica. */
interface Node {
  app: App
  storage: Storage
  close(): Promise<void>
}

interface Reply {
  contact: { id: string; city?: string; firstNameLowerCase?: string }
  contacts?: { city?: string }[]
}

let cluster: PostgresCluster
let replica: PostgresCluster
let onPrimary: pg.Client
let onReplica: pg.Client
const secrets = new SecretBox(randomBytes(32))

beforeAll(async () => {
  cluster = await PostgresCluster.start({ durable: false })
  await migrateDatabase({ database: cluster.url(), clock })
  replica = await cluster.addReplica()
}, timeout)
afterAll(() => cluster.close(), timeout)

let nodes: Node[]
let companyId: string
let locationId: string
let token: string

beforeEach(async () => {
  onPrimary = await connect(cluster)
  onReplica = await connect(replica)
  nodes = await Promise.all([startNode(), startNode()])
  const fixtures = new Fixtures({ storage: nodeAt(0).storage, clock, ids })
  companyId = await fixtures.company()
  ;({ locationId, token } = await newLocation())
}, timeout)
afterEach(async () => {
  await onReplica.query('SELECT pg_wal_replay_resume()').catch(() => undefined)
  await Promise.all(nodes.map((node) => node.close()))
  await onPrimary.end()
  await onReplica.end()
})

async function connect(server: PostgresCluster): Promise<pg.Client> {
  const client = new pg.Client(server.url())
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function startNode(): Promise<Node> {
  const { logger } = memoryLogger('warn')
  const database = cluster.url()
  const databaseReplica = replica.url()
  const storage = await openStorage({ database, databaseReplica, clock })
  const search = createSearch({ storage, database, databaseReplica, clock, ids, log: logger })
  const app = await buildServer({
    storage,
    search,
    clock,
    ids,
    secrets,
    logger,
    host: 'localhost',
    refreshGraceMs: 0,
    rateLimit: 'off',
  })
  return {
    app,
    storage,
    async close() {
      await app.close()
      await storage.close()
    },
  }
}

const nodeAt = (place: number): Node => nodes[place % nodes.length] as Node

async function newLocation(): Promise<{ locationId: string; token: string }> {
  const fixtures = new Fixtures({ storage: nodeAt(0).storage, clock, ids })
  const made = await fixtures.location(companyId)
  return { locationId: made, token: (await fixtures.token({ companyId, locationId: made })).token }
}

async function call(
  node: Node,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  bearer = token,
): Promise<{ status: number; body: Reply }> {
  const headers = { authorization: `Bearer ${bearer}`, version: '2021-07-28' }
  const reply = await inject(node.app, { method, url, headers, ...(payload && { payload }) })
  return { status: reply.statusCode, body: reply.json() }
}

const create = async (node: Node, body: object = {}): Promise<string> =>
  (await call(node, 'POST', '/contacts/', { locationId, firstName: 'Ada', ...body })).body.contact.id
const cityOf = async (node: Node, id: string, bearer?: string): Promise<string | undefined> =>
  (await call(node, 'GET', `/contacts/${id}`, undefined, bearer)).body.contact.city

/** A node that was paused may consider the replica away, and read the primary for a second. */
const readsOnReplica = (node: Node, id: string, city: string) =>
  eventually(async () => (await cityOf(node, id)) === city)
const eventually = (isSo: () => Promise<boolean>) =>
  expect.poll(isSo, { timeout: 60_000, interval: 5 }).toBe(true)

/** Waits until the replica has replayed everything. */
async function caughtUp(): Promise<void> {
  const { rows } = await onPrimary.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')
  await eventually(async () => {
    const { rows: found } = await onReplica.query<{ there: boolean }>(
      'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there',
      [rows[0]?.lsn],
    )
    return found[0]?.there === true
  })
}

const pause = async (): Promise<void> => {
  await onReplica.query('SELECT pg_wal_replay_pause()')
  await eventually(async () => {
    const { rows } = await onReplica.query<{ state: string }>(
      'SELECT pg_get_wal_replay_pause_state() AS state',
    )
    return rows[0]?.state === 'paused'
  })
}
const resume = () => onReplica.query('SELECT pg_wal_replay_resume()')

/**
 * Changes a contact without contactd while the replica is paused: a read of the new city came from the primary, one
 * of the old city from the replica.
 */
const moveSecretly = (id: string, from: string, to: string) =>
  onPrimary.query('UPDATE contacts SET document = replace(document, $2, $3) WHERE id = $1', [id, from, to])

describe('with a replica (BR-332)', { timeout }, () => {
  it('every node reads a location there while it has not changed recently', async () => {
    const id = await create(nodeAt(0), { city: 'Oslo' })
    await caughtUp()
    await pause()
    await moveSecretly(id, 'Oslo', 'Rome')
    for (const node of nodes) await readsOnReplica(node, id, 'Oslo')
  })

  it('after a write, its location is read from the primary until the replica has caught up, on every node', async () => {
    const id = await create(nodeAt(0), { city: 'Oslo' })
    await caughtUp()
    await pause()
    expect((await call(nodeAt(0), 'PUT', `/contacts/${id}`, { city: 'Rome' })).status).toBe(200)
    expect(await Promise.all([0, 1].map((place) => cityOf(nodeAt(place), id)))).toEqual(['Rome', 'Rome'])
    const another = await create(nodeAt(1), { city: 'Bern' })
    expect(await Promise.all([0, 1].map((place) => cityOf(nodeAt(place), another)))).toEqual(['Bern', 'Bern'])

    await resume()
    await caughtUp()
    await pause()
    await moveSecretly(id, 'Rome', 'Bath')
    for (const node of nodes) await readsOnReplica(node, id, 'Rome')
  })

  it('a write in one location does not affect reads of another', async () => {
    const id = await create(nodeAt(0), { city: 'Oslo' })
    const other = await newLocation()
    const write = () =>
      call(nodeAt(0), 'POST', '/contacts/', { locationId: other.locationId, firstName: 'Bo' }, other.token)
    // The first use of a token is recorded globally.
    await write()
    await caughtUp()
    await pause()
    await write()
    await moveSecretly(id, 'Oslo', 'Rome')
    await readsOnReplica(nodeAt(1), id, 'Oslo')
  })

  it('a write outside of locations is visible to all of them at once', async () => {
    const id = await create(nodeAt(0), { city: 'Oslo' })
    await caughtUp()
    await pause()
    await newLocation()
    await moveSecretly(id, 'Oslo', 'Rome')
    expect(await cityOf(nodeAt(1), id)).toBe('Rome')
  })

  it('a search finds recent writes, and reads unchanged contacts of the location from the replica', async () => {
    const cities = async (node: Node) => {
      const body = {
        locationId,
        pageLimit: 20,
        filters: [{ field: 'firstNameLowerCase', operator: 'eq', value: 'ada' }],
      }
      const { body: found } = await call(node, 'POST', '/contacts/search', body)
      return found.contacts?.map(({ city }) => city).sort()
    }
    const id = await create(nodeAt(0), { city: 'Oslo' })
    for (const node of nodes) expect(await cities(node)).toEqual(['Oslo'])
    await caughtUp()
    await pause()
    await moveSecretly(id, 'Oslo', 'Rome')
    for (const node of nodes) await expect.poll(() => cities(node), { timeout: 60_000 }).toEqual(['Oslo'])
    await create(nodeAt(0), { city: 'Bern' })
    for (const node of nodes) expect(await cities(node)).toEqual(['Bern', 'Rome'])
  })

  it('a refusal comes from the primary', async () => {
    await caughtUp()
    await pause()
    const id = 'secretlyThere1234567'
    await onPrimary.query(
      `INSERT INTO contacts (location_id, id, date_added, date_updated, document)
       VALUES ($1, $2, 1, 1, $3)`,
      [locationId, id, JSON.stringify({ id, locationId, city: 'Nome' })],
    )
    expect(await cityOf(nodeAt(0), id)).toBe('Nome')
  })

  it('a company’s token reads from the primary', async () => {
    const id = await create(nodeAt(0), { city: 'Oslo' })
    const fixtures = new Fixtures({ storage: nodeAt(0).storage, clock, ids })
    const { token: ofCompany } = await fixtures.token({ companyId })
    await cityOf(nodeAt(0), id, ofCompany)
    await caughtUp()
    await pause()
    await moveSecretly(id, 'Oslo', 'Rome')
    expect(await cityOf(nodeAt(0), id, ofCompany)).toBe('Rome')
    await readsOnReplica(nodeAt(0), id, 'Oslo')
  })

  it('no response is older than what was acknowledged before the request, despite any lag', async () => {
    const contactIds = await Promise.all(Array.from({ length: 4 }, (_, index) => create(nodeAt(index))))
    const acknowledged = new Map(contactIds.map((id) => [id, 0]))
    let lagging = true
    const lag = (async () => {
      while (lagging) {
        await pause()
        await resume()
        await caughtUp()
      }
    })()
    const write = async (id: string, place: number) => {
      for (let count = 1; count <= 30; count += 1) {
        const { status } = await call(nodeAt(place), 'PUT', `/contacts/${id}`, { city: `City ${count}` })
        expect(status).toBe(200)
        acknowledged.set(id, count)
      }
    }
    const read = async (place: number) => {
      for (let count = 0; count < 60; count += 1) {
        const id = contactIds[count % contactIds.length] ?? ''
        const least = acknowledged.get(id) ?? 0
        const city = await cityOf(nodeAt(place), id)
        expect(Number(city?.slice('City '.length) ?? 0)).toBeGreaterThanOrEqual(least)
      }
    }
    await Promise.all([...contactIds.map(write), read(0), read(1)])
    lagging = false
    await lag
  })
})

describe('serve --database-replica', { timeout }, () => {
  it('reads from it, in the serving process', async () => {
    const id = await create(nodeAt(0), { city: 'Oslo' })
    const args = ['--database', cluster.url(), '--database-replica', replica.url()]
    const program = await startProgram({ args })
    const headers = { authorization: `Bearer ${token}`, version: '2021-07-28' }
    const city = async () => {
      const reply = await fetch(`${program.url}/contacts/${id}`, { headers })
      return ((await reply.json()) as Reply).contact.city
    }
    expect(await city()).toBe('Oslo')
    await caughtUp()
    await pause()
    await moveSecretly(id, 'Oslo', 'Rome')
    await expect.poll(city, { timeout: 60_000 }).toBe('Oslo')
    expect((await program.stop()).code).toBe(0)
  })

  it('fails with a sentence if it is not a replica', async () => {
    const args = ['serve', '--port', '0', '--database', cluster.url(), '--database-replica', cluster.url()]
    const { code, stdout, stderr } = await runProgram(args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /^contactd: postgres:\/\/contactd:\*\*\*@\S+ is not a streaming replica of the database: [^\n]+\n$/,
    )
  })
})

describe('an unavailable replica (BR-333)', { timeout }, () => {
  it('is not required, and is used again when it is back', async () => {
    const id = await create(nodeAt(0), { city: 'Oslo' })
    await caughtUp()
    await replica.stop('immediate')
    for (let count = 0; count < 5; count += 1) {
      expect(await Promise.all([0, 1].map((place) => cityOf(nodeAt(place), id)))).toEqual(['Oslo', 'Oslo'])
    }
    await replica.start()
    onReplica = await connect(replica)
    await caughtUp()
    await pause()
    await moveSecretly(id, 'Oslo', 'Rome')
    for (const node of nodes) await readsOnReplica(node, id, 'Oslo')
  })

  it('does not prevent a start', async () => {
    await replica.stop('immediate')
    const node = await startNode()
    nodes.push(node)
    const id = await create(node, { city: 'Oslo' })
    expect(await cityOf(node, id)).toBe('Oslo')
    await replica.start()
    onReplica = await connect(replica)
  })

  it('is refused if it is not a replica of the database', async () => {
    const database = cluster.url()
    const opening = openStorage({ database, databaseReplica: database, clock })
    await expect(opening).rejects.toThrow(
      'is not a streaming replica of the database: correct the URL or remove it.',
    )
    await expect(
      openStorage({ database: 'sqlite::memory:', databaseReplica: database, clock }),
    ).rejects.toThrow('SQLite supports no partitions and no replicas')
    const file = openStorage({ database, databaseReplica: 'sqlite::memory:', clock })
    await expect(file).rejects.toThrow('The replica URL must name a PostgreSQL database')
  })
})
