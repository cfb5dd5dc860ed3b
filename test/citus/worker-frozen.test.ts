import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CitusNode, clusterNodes } from '../support/citus/databases.ts'
import { CommandLine } from '../support/command-line.ts'
import { HttpClient } from '../support/http-client.ts'
import { CuttingProxy } from '../support/postgres/cutting-proxy.ts'
import { createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'
import { type Program, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'

const scopes = 'contacts.readonly,contacts.write'
const frozenMs = 20_000
/** Each worker gets two of them before, with near certainty. */
const maxLocations = 24

interface Place {
  locationId: string
  client: HttpClient
  contactId: string
}

let database: TestDatabase
let server: Program
let proxy: CuttingProxy
/** A client of the company of all locations. */
let company: HttpClient
/** The locations of the worker that freezes, and those of the others. */
const frozen: Place[] = []
const healthy: Place[] = []
beforeAll(async () => {
  database = await createDatabase()
  const worker = (await clusterNodes()).at(-1) as CitusNode
  proxy = await CuttingProxy.open(worker.url)
  const { hostname, port } = new URL(proxy.url)
  await execute(
    database.url,
    `SELECT citus_update_node(nodeid, '${hostname}', ${port}) FROM pg_dist_node WHERE nodeport = ${worker.port}`,
  )
  const commands = new CommandLine(database.url)
  server = await startProgram({ args: ['--database', database.url] })
  for (let count = 0; count < maxLocations && !(frozen.length >= 2 && healthy.length >= 2); count += 1) {
    const { id: locationId, companyId } = await commands.location()
    company ??= await clientOf(commands, ['--company', companyId])
    const client = await clientOf(commands, ['--location', locationId])
    const made = await client.call('POST', '/contacts/', { locationId, firstName: 'First' })
    const [row] = await execute<{ port: number }>(
      database.url,
      `SELECT nodeport AS port FROM pg_dist_placement JOIN pg_dist_node USING (groupid)
       WHERE shardid = get_shard_id_for_distribution_column('location_marks', '${locationId}')`,
    )
    const isFrozen = row?.port === Number(port)
    ;(isFrozen ? frozen : healthy).push({ locationId, client, contactId: made.body.contact.id })
  }
})
afterAll(async () => {
  proxy.goOn()
  company.close()
  for (const { client } of [...frozen, ...healthy]) client.close()
  await server.stop()
  await proxy.close()
  await database.drop()
})

async function clientOf(commands: CommandLine, owner: readonly string[]): Promise<HttpClient> {
  const { token } = await commands.json<{ token: string }>('token', 'create', ...owner, '--scopes', scopes)
  return new HttpClient({ url: server.url, token })
}

const search = (locationId: string) => ({ locationId, page: 1, pageLimit: 5, query: 'First' })

/** Every kind of request to a location. */
const requests: ((place: Place, turn: number) => Promise<{ status: number }>)[] = [
  ({ client, contactId }) => client.call('GET', `/contacts/${contactId}`),
  ({ client, contactId }, turn) => client.call('PUT', `/contacts/${contactId}`, { lastName: `${turn}` }),
  ({ client, locationId }, turn) => client.call('POST', '/contacts/', { locationId, firstName: `${turn}` }),
  ({ client, locationId }) => client.call('POST', '/contacts/search', search(locationId)),
  ({ contactId }) => company.call('GET', `/contacts/${contactId}`),
]

it('a worker that accepts connections and does not answer holds up no location of another worker', async () => {
  expect(frozen.length).toBeGreaterThan(0)
  expect(healthy.length).toBeGreaterThan(0)
  // Until the search has started, and each worker is connected to directly.
  await until(async () => {
    const all = await Promise.all(healthy.flatMap((place) => requests.map((request) => request(place, 0))))
    return all.every(({ status }) => status < 300)
  })
  proxy.hold()
  const end = performance.now() + frozenMs
  const statuses = new Map<number, number>()
  /** Requests to the frozen worker, and reads over all shards, are there all the time. */
  const others = [...frozen, ...frozen].map(async (place, index) => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      await requests[(index + turn) % requests.length]?.(place, turn).catch(() => undefined)
      await company.call('GET', `/contacts/${'x'.repeat(20)}`).catch(() => undefined)
    }
  })
  const own = healthy.flatMap((place) =>
    requests.map(async (request) => {
      for (let turn = 1; performance.now() < end; turn += 1) {
        const { status } = await request(place, turn)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        await sleep(50)
      }
    }),
  )
  await Promise.all(own)
  proxy.goOn()
  await Promise.all(others)
  expect([...statuses.keys()].sort(), server.stderr()).toEqual([200, 201])
  await until(async () => {
    const [place] = frozen
    return place !== undefined && (await requests[1]?.(place, 0))?.status === 200
  })
})
