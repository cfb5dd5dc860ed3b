import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onEachServer } from '../support/citus/databases.ts'
import { CommandLine } from '../support/command-line.ts'
import { HttpClient } from '../support/http-client.ts'
import { createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'
import { type Program, startProgram } from '../support/program.ts'
import type { Method } from '../support/server.ts'
import { until } from '../support/until.ts'
import { startReceiver } from '../support/webhook-receiver.ts'

let database: TestDatabase
let commands: CommandLine
/** One on each server of the cluster. */
let nodes: Program[]
let companyId: string
let companyToken: string
beforeAll(async () => {
  database = await createDatabase()
  commands = new CommandLine(database.url)
  nodes = await Promise.all(
    (await onEachServer(database)).map((url) =>
      startProgram({ args: ['--database', url, '--webhook-allow-private'] }),
    ),
  )
  companyId = (await commands.location()).companyId
  companyToken = (await newToken('--company', companyId)).token
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await database.drop()
})

const scopes = [
  ...['contacts.readonly', 'contacts.write', 'locations.readonly', 'locations.write'],
  ...['businesses.readonly', 'businesses.write', 'locations.internal-access-only'],
].join()
const newToken = (...place: string[]) =>
  commands.json<{ id: string; token: string }>('token', 'create', ...place, '--scopes', scopes)

/** Sends a request to a node. */
async function call<Body = { contact: { id: string } }>(
  node: number,
  token: string,
  method: Method,
  path: string,
  body?: unknown,
) {
  const client = new HttpClient({ url: nodes[node]?.url ?? '', token })
  try {
    return await client.call<Body>(method, path, body)
  } finally {
    client.close()
  }
}
const onEach = (token: string, method: Method, path: string) =>
  Promise.all(nodes.map((_, node) => call(node, token, method, path)))
const statuses = async (token: string, path: string) =>
  (await onEach(token, 'GET', path)).map(({ status }) => status)

describe('a company finds by its id alone, on each server,', () => {
  let locations: string[]
  let token: string
  beforeAll(async () => {
    locations = (await Promise.all(Array.from({ length: 4 }, () => commands.location()))).map(({ id }) => id)
    token = companyToken
  })

  it('a contact that was created on another, also without its place', async () => {
    const ids: string[] = []
    for (const [index, locationId] of locations.entries()) {
      const created = await call(index % 3, token, 'POST', '/contacts/', { locationId, firstName: 'Ada' })
      expect(created.status).toBe(201)
      ids.push(created.body.contact.id)
    }
    for (const id of ids) expect(await statuses(token, `/contacts/${id}`)).toEqual([200, 200, 200])
    const places = await execute<{ location_id: string }>(
      database.url,
      `SELECT location_id FROM id_places WHERE id IN (${ids.map((id) => `'${id}'`).join()})`,
    )
    expect(places.map(({ location_id }) => location_id).sort()).toEqual([...locations].sort())
    await execute(database.url, `DELETE FROM id_places WHERE id = '${ids[0]}'`)
    expect(await statuses(token, `/contacts/${ids[0]}`)).toEqual([200, 200, 200])
    expect(await statuses(token, '/contacts/unknown')).toEqual([400, 400, 400])
  })

  it('one that an upsert created, also after further upserts', async () => {
    const body = { locationId: locations[0], email: 'upserted@example.com' }
    const made = await call(0, token, 'POST', '/contacts/upsert', body)
    const again = await call(1, token, 'POST', '/contacts/upsert', { ...body, firstName: 'Again' })
    expect(again.body.contact.id).toBe(made.body.contact.id)
    expect(await statuses(token, `/contacts/${made.body.contact.id}`)).toEqual([200, 200, 200])
  })

  it('each of many that were imported at once', async () => {
    const file = join(commands.folder, 'people.csv')
    const rows = Array.from({ length: 300 }, (_, index) => `Ada${index},ada${index}@example.com`)
    writeFileSync(file, ['First name,Email', ...rows].join('\n'))
    await commands.json('contact', 'import', file, '--location', locations[1] ?? '')
    const [missing] = await execute<{ number: string }>(
      database.url,
      `SELECT COUNT(*) AS number FROM contacts LEFT JOIN (SELECT * FROM id_places OFFSET 0) AS places
       ON places.id = contacts.id AND places.location_id = contacts.location_id
       WHERE contacts.location_id = '${locations[1]}' AND places.id IS NULL`,
    )
    const [one] = await execute<{ id: string }>(
      database.url,
      `SELECT id FROM contacts WHERE location_id = '${locations[1]}' AND email_lower_case = 'ada299@example.com'`,
    )
    expect(Number(missing?.number)).toBe(0)
    expect(await statuses(token, `/contacts/${one?.id}`)).toEqual([200, 200, 200])
  })

  it('a business, and nothing of a location that was deleted', async () => {
    const locationId = locations[2] ?? ''
    const business = await call<{ buiseness: { id: string } }>(2, token, 'POST', '/businesses/', {
      locationId,
      name: 'Shop',
    })
    const contact = await call(1, token, 'POST', '/contacts/', { locationId, firstName: 'Ada' })
    const paths = [`/businesses/${business.body.buiseness.id}`, `/contacts/${contact.body.contact.id}`]
    for (const path of paths) expect(await statuses(token, path)).toEqual([200, 200, 200])
    const path = `/locations/${locationId}?deleteTwilioAccount=false`
    expect((await call(0, token, 'DELETE', path)).status).toBe(200)
    for (const path of paths)
      for (const status of await statuses(token, path)) expect([400, 404]).toContain(status)
    await until(async () => {
      const left = await execute(database.url, `SELECT 1 FROM locations WHERE id = '${locationId}'`)
      return left.length === 0
    })
  })
})

describe('what holds on each server from the next request on', () => {
  it('is the revocation of a token', async () => {
    const { id: locationId } = await commands.location()
    const { id, token } = await newToken('--location', locationId)
    for (let round = 0; round < 3; round += 1)
      expect(await statuses(token, '/contacts/unknown')).toEqual([400, 400, 400])
    await commands.json('token', 'revoke', id)
    expect(await statuses(token, '/contacts/unknown')).toEqual([401, 401, 401])
  })

  it('is the end of a location and its tokens', async () => {
    const { id: locationId } = await commands.location()
    const { token } = await newToken('--location', locationId)
    expect(await statuses(token, '/contacts/unknown')).toEqual([400, 400, 400])
    const path = `/locations/${locationId}?deleteTwilioAccount=false`
    expect((await call(2, companyToken, 'DELETE', path)).status).toBe(200)
    expect(await statuses(token, '/contacts/unknown')).toEqual([401, 401, 401])
  })
})

it('a webhook gets the events that each server recorded', async () => {
  const receiver = await startReceiver()
  const { id: locationId } = await commands.location()
  const { token } = await newToken('--location', locationId)
  const events = ['--events', 'ContactCreate']
  await commands.json('webhook', 'create', '--location', locationId, '--url', receiver.url, ...events)
  const ids: string[] = []
  for (const node of [0, 1, 2, 1, 2, 0]) {
    const created = await call(node, token, 'POST', '/contacts/', { locationId, firstName: `From ${node}` })
    ids.push(created.body.contact.id)
  }
  await until(() => receiver.arrivals.length === ids.length)
  expect(receiver.arrivals.map(({ id }) => id)).toEqual(ids)
  await receiver.close()
})
