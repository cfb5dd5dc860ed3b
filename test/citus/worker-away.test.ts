import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CitusNode, clusterNodes } from '../support/citus/databases.ts'
import { CommandLine } from '../support/command-line.ts'
import { HttpClient } from '../support/http-client.ts'
import { closeDatabase, createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'
import { type Program, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'
import { startReceiver } from '../support/webhook-receiver.ts'

const scopes = 'contacts.readonly,contacts.write'

/** A contact of a location that is updated again and again. */
interface Updated {
  locationId: string
  client: HttpClient
  contactId: string
  /** The last value whose update was acknowledged. */
  acknowledged: number
  /** The last value that was sent. */
  sent: number
  /** The number of responses with each status. */
  statuses: Map<number, number>
  /** Reads that did not show the last acknowledged update, or a later one. */
  staleReads: number
}

let database: TestDatabase
let server: Program
let contacts: Updated[]
/** The last worker of the cluster. */
let worker: CitusNode
let isOfWorker: Map<string, boolean>
/** A client of the company of all locations. */
let company: HttpClient
beforeAll(async () => {
  database = await createDatabase()
  const commands = new CommandLine(database.url)
  server = await startProgram({ args: ['--database', database.url, '--webhook-allow-private'] })
  contacts = []
  for (let index = 0; index < 12; index += 1) {
    const { id: locationId, companyId } = await commands.location()
    company ??= await companyClient(commands, companyId)
    const place = ['--location', locationId, '--scopes', scopes]
    const { token } = await commands.json<{ token: string }>('token', 'create', ...place)
    const client = new HttpClient({ url: server.url, token })
    const made = await client.call('POST', '/contacts/', { locationId, firstName: '0' })
    const contactId = made.body.contact.id
    contacts.push({
      ...{ locationId, client, contactId, acknowledged: 0, sent: 0 },
      ...{ statuses: new Map(), staleReads: 0 },
    })
  }
  worker = (await clusterNodes()).at(-1) as CitusNode
  const rows = await execute<{ id: string; port: number }>(
    database.url,
    `SELECT id, nodeport AS port FROM locations
     JOIN pg_dist_placement ON shardid = get_shard_id_for_distribution_column('location_marks', id)
     JOIN pg_dist_node USING (groupid)`,
  )
  isOfWorker = new Map(rows.map(({ id, port }) => [id, port === worker.port]))
})
afterAll(async () => {
  company.close()
  for (const { client } of contacts) client.close()
  await server.stop()
  await database.drop()
})

async function companyClient(commands: CommandLine, companyId: string): Promise<HttpClient> {
  const args = ['--company', companyId, '--scopes', scopes]
  const { token } = await commands.json<{ token: string }>('token', 'create', ...args)
  return new HttpClient({ url: server.url, token })
}

const databaseName = () => new URL(database.url).pathname.slice(1)

const takeWorkerAway = () => closeDatabase(worker.url, databaseName())

const bringWorkerBack = () => execute(worker.url, `ALTER DATABASE ${databaseName()} ALLOW_CONNECTIONS true`)

async function update(contact: Updated): Promise<void> {
  contact.sent += 1
  const value = contact.sent
  const path = `/contacts/${contact.contactId}`
  const { status } = await contact.client.call('PUT', path, { firstName: `${value}` })
  contact.statuses.set(status, (contact.statuses.get(status) ?? 0) + 1)
  if (status === 200) contact.acknowledged = value
  const read = await contact.client.call('GET', path)
  contact.statuses.set(read.status, (contact.statuses.get(read.status) ?? 0) + 1)
  const shown = read.status === 200 ? Number(read.body.contact.firstName) : value
  if (shown < contact.acknowledged || shown > contact.sent) contact.staleReads += 1
}

it('while a worker is away, under load, only its locations are refused, and no acknowledged update is lost', async () => {
  let isOver = false
  const load = contacts.map(async (contact) => {
    while (!isOver) await update(contact)
  })
  await until(() => contacts.every(({ acknowledged }) => acknowledged > 5))
  await takeWorkerAway()
  await sleep(3_000)
  const ofOthers = contacts.filter(({ locationId }) => !isOfWorker.get(locationId))
  const then = new Map(ofOthers.map((contact) => [contact, contact.acknowledged]))
  await until(() => ofOthers.every((contact) => contact.acknowledged > (then.get(contact) ?? 0) + 5))
  await bringWorkerBack()
  const back = new Map(contacts.map((contact) => [contact, contact.acknowledged]))
  await until(() => contacts.every((contact) => contact.acknowledged > (back.get(contact) ?? 0) + 5))
  isOver = true
  await Promise.all(load)
  expect(contacts.map(({ staleReads }) => staleReads)).toEqual(contacts.map(() => 0))
  expect(ofOthers.length).toBeGreaterThan(0)
  for (const { statuses, locationId } of contacts)
    expect([...statuses.keys()].sort(), server.stderr()).toEqual(
      isOfWorker.get(locationId) ? [200, 503] : [200],
    )
  expect(ofOthers.length).toBeLessThan(contacts.length)
})

it('while a worker is away, every contact of other locations is created, and is found by its id when it is back', async () => {
  const ofOthers = contacts.filter(({ locationId }) => !isOfWorker.get(locationId))
  await takeWorkerAway()
  const created = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const { client, locationId } = ofOthers[index % ofOthers.length] as Updated
      const body = { locationId, firstName: `Created ${index}` }
      return client.call<{ contact: { id: string } }>('POST', '/contacts/', body)
    }),
  )
  await bringWorkerBack()
  expect(created.map(({ status }) => status)).toEqual(created.map(() => 201))
  const ids = created.map(({ body }) => body.contact.id)
  const places = await execute<{ id: string }>(database.url, 'SELECT id FROM id_places')
  const placed = new Set(places.map(({ id }) => id))
  const unplaced = ids.filter((id) => !placed.has(id))
  expect(unplaced.length).toBeGreaterThan(50)
  expect(unplaced.length).toBeLessThan(150)
  const found = await Promise.all(ids.map((id) => company.call('GET', `/contacts/${id}`)))
  expect(found.map(({ status }) => status)).toEqual(ids.map(() => 200))
  expect(server.stderr().split('takes no places of new ids').length - 1).toBeLessThanOrEqual(2)
})

it('while a worker is away, events of other locations are delivered and tried again, and its own when it is back', async () => {
  const receiver = await startReceiver({ answer: ({ attempt }) => (attempt === 1 ? 500 : 200) })
  const commands = new CommandLine(database.url)
  const isAway = ({ locationId }: Updated) => isOfWorker.get(locationId) === true
  const [away, other] = [contacts.find(isAway), contacts.find((contact) => !isAway(contact))] as [
    Updated,
    Updated,
  ]
  for (const { locationId } of [away, other]) {
    const target = ['--location', locationId, '--url', receiver.url, '--events', 'ContactUpdate']
    await commands.json('webhook', 'create', ...target)
  }
  const taken = ({ contactId }: Updated) =>
    receiver.arrivals.filter(({ id, status }) => id === contactId && status === 200).length
  const arrived = ({ contactId }: Updated) => receiver.arrivals.filter(({ id }) => id === contactId).length
  await update(away)
  await until(() => arrived(away) === 1)
  await takeWorkerAway()
  await update(other)
  await until(() => taken(other) === 1)
  expect(taken(away)).toBe(0)
  await bringWorkerBack()
  await until(() => taken(away) === 1)
  await receiver.close()
})
