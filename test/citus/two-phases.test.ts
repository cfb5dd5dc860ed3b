import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runCheck } from '../../server/src/cli/doctor/check.ts'
import { clusterChecks } from '../../server/src/cli/doctor/cluster-checks.ts'
import {
  type CitusNode,
  clusterNodes,
  createClusterDatabase,
  onEachServer,
} from '../support/citus/databases.ts'
import { placesOf } from '../support/citus/tables.ts'
import { type Death, WorkerProxy } from '../support/citus/worker-proxy.ts'
import { CommandLine, runHere } from '../support/command-line.ts'
import { HttpClient } from '../support/http-client.ts'
import {
  connected,
  createDatabase,
  execute,
  type TestDatabase,
  withDatabase,
} from '../support/postgres/databases.ts'
import { type Program, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'

/** When the worker dies in a transaction that spans workers, and what becomes of the transaction. */
const deaths: [command: string, death: Death, outcome: 'nothing' | 'all'][] = [
  ['PREPARE TRANSACTION', 'before', 'nothing'],
  ['PREPARE TRANSACTION', 'after', 'nothing'],
  ['COMMIT PREPARED', 'before', 'all'],
  ['COMMIT PREPARED', 'after', 'all'],
]
const isPrepared = (command: string, death: Death) =>
  (command === 'PREPARE TRANSACTION') === (death === 'after')

const scopes = 'contacts.readonly,contacts.write,locations.internal-access-only'
const minuteMs = 60_000
/** Locations are spread by a hash of their random ids. */
const maxAttempts = 30

let worker: CitusNode
beforeAll(async () => {
  worker = (await clusterNodes()).at(-1) as CitusNode
})

const workerUrl = (database: TestDatabase) =>
  withDatabase(worker.url, new URL(database.url).pathname.slice(1))
const preparedAt = async (url: string) =>
  (await execute(url, 'SELECT 1 FROM pg_prepared_xacts WHERE database = current_database()')).length

/** Runs `fn` while Citus can't finish transactions: it does so once a minute, and whenever a server starts. */
const withoutRecovery = <T>(database: TestDatabase, fn: () => Promise<T>): Promise<T> =>
  connected(database.url, async (client) => {
    await client.query('BEGIN; LOCK TABLE pg_dist_transaction IN SHARE MODE')
    return fn()
  })

async function recover(database: TestDatabase): Promise<void> {
  await until(async () => {
    await execute(database.url, 'SELECT recover_prepared_transactions()')
    return (await preparedAt(workerUrl(database))) === 0
  })
}

describe('a worker dies in a change that spans workers', () => {
  let database: TestDatabase
  let proxy: WorkerProxy
  let commands: CommandLine
  let server: Program
  let company: HttpClient
  const clients: HttpClient[] = []
  /** A location of the worker that dies, and one of the other worker. */
  let ofWorker: Place
  let ofOther: Place
  beforeAll(async () => {
    database = await createDatabase()
    proxy = await WorkerProxy.before(worker, database)
    commands = new CommandLine(database.url)
    server = await startProgram({ args: ['--database', database.url] })
    ofWorker = await newPlace(true)
    ofOther = await newPlace(false)
  })
  afterEach(async () => {
    proxy.revive()
    await recover(database)
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await server.stop()
    await proxy.close()
    await database.drop()
  })

  /** A location with a contact and a token. */
  interface Place {
    locationId: string
    contactId: string
    tokenId: string
    client: HttpClient
  }

  const newClient = (token: string) => {
    const client = new HttpClient({ url: server.url, token })
    clients.push(client)
    return client
  }

  async function newToken(...place: string[]): Promise<{ id: string; client: HttpClient }> {
    const made = ['token', 'create', ...place, '--scopes', scopes]
    const { id, token } = await commands.json<{ id: string; token: string }>(...made)
    return { id, client: newClient(token) }
  }

  async function newPlace(isOfWorker: boolean): Promise<Place> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const { id: locationId, companyId } = await commands.location()
      company ??= (await newToken('--company', companyId)).client
      if ((await isPlacedAtWorker(locationId)) !== isOfWorker) continue
      const { id: tokenId, client } = await newToken('--location', locationId)
      const { body } = await client.call('POST', '/contacts/', { locationId, firstName: 'Ada' })
      return { locationId, contactId: body.contact.id, tokenId, client }
    }
    throw new Error(`None of ${maxAttempts} locations was placed as wanted.`)
  }

  const isPlacedAtWorker = async (locationId: string) =>
    (
      await execute(
        database.url,
        `SELECT 1 FROM pg_dist_placement JOIN pg_dist_node USING (groupid)
         WHERE shardid = get_shard_id_for_distribution_column('location_marks', '${locationId}')
           AND nodeport = ${proxy.port}`,
      )
    ).length === 1

  const read = async ({ client, contactId }: Place) =>
    (await client.call('GET', `/contacts/${contactId}`)).status
  const update = async ({ client, contactId }: Place) =>
    (await client.call('PUT', `/contacts/${contactId}`, { firstName: 'Grace' })).status

  const remove = (locationId: string) =>
    company.call('DELETE', `/locations/${locationId}?deleteTwilioAccount=false`)

  const countOnServers = async (sql: string) =>
    Promise.all((await onEachServer(database)).map(async (url) => (await execute(url, sql)).length))

  it.each(deaths)('of a token: %s, %s it was executed: %s is done', async (command, death, outcome) => {
    const { locationId, contactId } = ofOther
    const revoked = await newToken('--location', locationId)
    const status = async () => (await revoked.client.call('GET', `/contacts/${contactId}`)).status
    expect(await status()).toBe(200)
    proxy.dieAt(command, death)
    const { code, stderr } = await commands.run(['token', 'revoke', revoked.id])
    expect({ code, stderr }).toEqual(
      outcome === 'all'
        ? { code: 0, stderr: '' }
        : { code: 1, stderr: expect.stringMatching(/^contactd: [^\n]+\n$/) },
    )
    expect(proxy.isDead).toBe(true)
    const expected = outcome === 'all' ? 401 : 200
    expect([await status(), await update(ofOther), await update(ofWorker)]).toEqual([expected, 200, 503])
    await withoutRecovery(database, async () => {
      proxy.revive()
      expect(await preparedAt(workerUrl(database))).toBe(isPrepared(command, death) ? 1 : 0)
      await until(async () => (await read(ofWorker)) === 200)
      expect([await status(), await update(ofOther), await update(ofWorker)]).toEqual([expected, 200, 200])
    })
    await recover(database)
    const isRevoked = `SELECT 1 FROM tokens WHERE id = '${revoked.id}' AND date_revoked IS NOT NULL`
    expect(await countOnServers(isRevoked)).toEqual(Array(3).fill(outcome === 'all' ? 1 : 0))
    expect(await status()).toBe(expected)
    if (outcome === 'nothing') {
      expect(await commands.run(['token', 'revoke', revoked.id])).toMatchObject({ code: 0 })
      expect(await status()).toBe(401)
    }
  })

  it.each(deaths)(
    'the deletion of a location: %s, %s it was executed: %s is done',
    async (command, death, outcome) => {
      const deleted = await newPlace(true)
      proxy.dieAt(command, death)
      const { status } = await remove(deleted.locationId)
      expect(status).toBe(outcome === 'all' ? 200 : 503)
      expect(proxy.isDead).toBe(true)
      const ended = outcome === 'all' ? 401 : 503
      expect([await read(deleted), await update(ofOther), await update(ofWorker)]).toEqual([ended, 200, 503])
      await withoutRecovery(database, async () => {
        proxy.revive()
        expect(await preparedAt(workerUrl(database))).toBe(isPrepared(command, death) ? 1 : 0)
        await until(async () => (await read(ofWorker)) === 200)
        expect(await read(deleted)).toBe(outcome === 'all' ? 401 : 200)
        expect(await update(ofOther)).toBe(200)
        // A connection to the worker itself waits for the lock of the transaction, one through the coordinator does not.
        expect(isPrepared(command, death) ? [200, 503] : [200]).toContain(await update(ofWorker))
      })
      await recover(database)
      await until(async () => (await update(ofWorker)) === 200)
      if (outcome === 'nothing') {
        expect(await read(deleted)).toBe(200)
        expect(await remove(deleted.locationId)).toMatchObject({ status: 200 })
      }
      // The next deletion continues those that failed.
      const { locationId } = deleted
      const { id: another } = await commands.location()
      expect(await remove(another)).toMatchObject({ status: 200 })
      await until(async () => {
        const left = await countOnServers(`SELECT 1 FROM locations WHERE id = '${locationId}'`)
        return left.every((count) => count === 0)
      })
      const contacts = `SELECT 1 FROM contacts WHERE location_id = '${locationId}'`
      expect(await execute(database.url, contacts)).toEqual([])
      expect(await read(deleted)).toBe(401)
    },
  )

  it('doctor names a transaction that has waited for a minute', async () => {
    const { id } = await newToken('--location', ofOther.locationId)
    proxy.dieAt('COMMIT PREPARED', 'before')
    expect(await commands.run(['token', 'revoke', id])).toMatchObject({ code: 0 })
    await withoutRecovery(database, async () => {
      proxy.revive()
      await sleep(minuteMs)
      const checks = await Promise.all((await clusterChecks(database.url)).map((check) => runCheck(check)))
      expect(checks.find(({ name }) => name === 'two-phase commits')).toMatchObject({
        status: 'warn',
        found: `1 on 127.0.0.1:${proxy.port} for more than a minute`,
      })
    })
  })
})

it.each(deaths)(
  'a worker dies in a distribution: %s, %s it was executed: %s is done',
  async (command, death, outcome) => {
    const database = await createClusterDatabase()
    const proxy = await WorkerProxy.before(worker, database)
    const distribute = () => runHere(['migrate', '--database', database.url, '--distribute', '4'])
    expect(await runHere(['migrate', '--database', database.url])).toMatchObject({ code: 0 })
    proxy.dieAt(command, death)
    const { code, stderr } = await distribute()
    expect({ code, stderr }).toMatchObject({
      code: outcome === 'all' ? 0 : 1,
      stderr: expect.not.stringContaining('    at '),
    })
    expect(proxy.isDead).toBe(true)
    proxy.revive()
    await recover(database)
    const places = outcome === 'all' ? { contacts: 'location_id', tokens: 'reference' } : {}
    expect(await placesOf(database.url)).toEqual(outcome === 'all' ? expect.objectContaining(places) : places)
    expect(await distribute()).toMatchObject({ code: 0 })
    const commands = new CommandLine(database.url)
    for (let created = 0; created < 4; created += 1) await commands.location()
    await proxy.close()
    await database.drop()
  },
)
