import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TokenAnswer } from '../../server/src/oauth/issue-tokens.ts'
import { CommandLine } from '../support/command-line.ts'
import { HttpClient } from '../support/http-client.ts'
import { createDatabase, type TestDatabase } from '../support/postgres/databases.ts'
import { type Program, startProgram } from '../support/program.ts'
import type { Method } from '../support/server.ts'

const dayMs = 24 * 60 * 60 * 1000
/** The daily limit set by the servers' flags: more than any other test sends for its location. */
const limit = 60

let database: TestDatabase
let commands: CommandLine
let nodes: Program[]
let companyId: string
beforeAll(async () => {
  database = await createDatabase()
  commands = new CommandLine(database.url)
  const limits = ['--rate-limit', 'highlevel', '--rate-limit-max', `${limit}`, '--rate-limit-interval-ms']
  const args = ['--database', database.url, ...limits, `${dayMs}`]
  nodes = await Promise.all([1, 2].map(() => startProgram({ args })))
  companyId = (await commands.location()).companyId
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await database.drop()
})

const scopes = [
  ...['contacts.readonly', 'contacts.write', 'locations.readonly', 'locations.write'],
  ...['locations.internal-access-only', 'locations/customFields.write'],
].join()
const newToken = (...place: string[]) =>
  commands.json<{ id: string; token: string }>('token', 'create', ...place, '--scopes', scopes)

/** A new location with a token. */
async function newPlace() {
  const { id } = await commands.location()
  return { locationId: id, token: await newToken('--location', id) }
}

/** A connection to each node. */
function connect(token: string) {
  const clients = nodes.map(({ url }) => new HttpClient({ url, token }))
  const onAll = <Body>(method: Method, path: string) =>
    Promise.all(clients.map((client) => client.call<Body>(method, path)))
  return {
    clients,
    onAll,
    /** 400 means that the caller was accepted: the contact does not exist. */
    statuses: async () => (await onAll('GET', '/contacts/unknown')).map(({ status }) => status),
    close: () => {
      for (const client of clients) client.close()
    },
  }
}

describe('two nodes on one PostgreSQL', () => {
  it('refuse a private token from the first request after its revocation (BR-344)', async () => {
    const { token } = await newPlace()
    const caller = connect(token.token)
    for (let round = 0; round < 5; round += 1) expect(await caller.statuses()).toEqual([400, 400])
    await commands.json('token', 'revoke', token.id)
    expect(await caller.statuses()).toEqual([401, 401])
    caller.close()
  })

  it('refuse an app from the first request after its uninstallation (BR-344)', async () => {
    const { id } = await commands.location()
    const redirect = ['--redirect-uri', 'https://app.example.com/callback']
    const app = await commands.json<{ clientId: string; clientSecret: string }>(
      ...['app', 'create', '--name', 'App', ...redirect, '--scopes', 'contacts.readonly'],
    )
    const place = ['--location', id]
    const { code } = await commands.json<{ code: string }>('app', 'install', app.clientId, ...place)
    const answer = await fetch(`${nodes[0]?.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: app.clientId,
        client_secret: app.clientSecret,
        grant_type: 'authorization_code',
        code,
      }),
    })
    const caller = connect(((await answer.json()) as TokenAnswer).access_token)
    for (let round = 0; round < 5; round += 1) expect(await caller.statuses()).toEqual([400, 400])
    await commands.json('app', 'uninstall', app.clientId, ...place)
    expect(await caller.statuses()).toEqual([401, 401])
    caller.close()
  })

  it('refuse the tokens of a location after one of them has deleted it (BR-344)', async () => {
    const { locationId, token } = await newPlace()
    const owner = connect((await newToken('--company', companyId)).token)
    const caller = connect(token.token)
    expect(await caller.statuses()).toEqual([400, 400])
    const deleted = await owner.clients[0]?.call(
      'DELETE',
      `/locations/${locationId}?deleteTwilioAccount=false`,
    )
    expect(deleted?.status).toBe(200)
    expect(await caller.statuses()).toEqual([401, 401])
    owner.close()
    caller.close()
  })

  it('know at the next request what the other has changed: custom fields and the location (BR-344)', async () => {
    const { locationId, token } = await newPlace()
    const owner = connect((await newToken('--company', companyId)).token)
    const caller = connect(token.token)
    const [one, other] = caller.clients
    const created = await one?.call('POST', '/contacts/', { locationId, firstName: 'Ada' })
    const path = `/contacts/${created?.body.contact.id}`
    // Fills every cache for the location.
    await other?.call('PUT', path, { customFields: [{ key: 'unknown', field_value: 'x' }] })

    const field = await one?.call<{ customField: { id: string } }>(
      'POST',
      `/locations/${locationId}/customFields`,
      { name: 'Shoe size', dataType: 'TEXT', model: 'contact' },
    )
    const id = field?.body.customField.id
    expect(id).toBeDefined()
    const updated = await other?.call('PUT', path, { customFields: [{ id, field_value: '44' }] })
    expect(updated?.body.contact.customFields).toEqual([{ id, value: '44' }])

    const [first, second] = owner.clients
    const patched = await first?.call('PUT', `/locations/${locationId}`, { companyId, name: 'Renamed' })
    expect(patched?.status).toBe(200)
    const seen = await second?.call<{ location: { name: string } }>('GET', `/locations/${locationId}`)
    expect(seen?.body.location.name).toBe('Renamed')
    owner.close()
    caller.close()
  })

  it('together admit as many requests as one node, and return the shared count (BR-343)', async () => {
    const { token } = await newPlace()
    const callers = Array.from({ length: 4 }, () => connect(token.token))
    const replies = await Promise.all(
      callers.flatMap(({ onAll }) => Array.from({ length: 10 }, () => onAll('GET', '/contacts/unknown'))),
    )
    const all = replies.flat()
    const admitted = all.filter(({ status }) => status === 400)
    expect(admitted).toHaveLength(limit)
    expect(all.filter(({ status }) => status === 429)).toHaveLength(80 - limit)
    const remaining = admitted.map(({ headers }) => Number(headers['x-ratelimit-remaining']))
    expect(remaining.toSorted((a, b) => a - b)).toEqual(Array.from({ length: limit }, (_, n) => n))
    for (const caller of callers) caller.close()
  })
})
