import { beforeEach, describe, expect, it } from 'vitest'
import { FiredEvents } from '../../../test/support/fired-events.ts'
import { bearer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { scopes as allScopes, type Scope } from '../auth/scopes.ts'
import { statement } from '../storage/statement.ts'
import { countUndelivered } from '../webhooks/deliveries/count-undelivered.ts'
import { deliveriesOf, firstOf } from '../webhooks/deliveries/list-deliveries.ts'
import { redeliverNamed } from '../webhooks/deliveries/redeliver.ts'
import { getWebhook } from '../webhooks/find-webhook.ts'
import { dropOldestEvents } from '../webhooks/retention/drop-events.ts'
import { takenBy } from '../webhooks/taken-by.ts'
import { appIdOf } from './app.ts'
import { installApp, uninstallApp } from './install-app.ts'
import { createApp, deleteApp } from './manage-apps.ts'

const server = useTestServer()

const listWebhooks = statement<
  { locationId: string; clientId: string },
  { id: string; url: string; events: string; clientId: string; lastSequence: number | null; position: number }
>(
  'test-list-webhooks-of-app',
  `SELECT w.id, w.url, w.events, w.client_id AS "clientId", w.last_sequence AS "lastSequence", p.position
   FROM webhooks w JOIN webhook_progress p ON p.location_id = w.location_id AND p.webhook_id = w.id
   WHERE w.location_id = :locationId AND w.client_id = :clientId ORDER BY w.date_added LIMIT 100`,
)
const listEvents = statement<{ locationId: string }, { sequence: number; type: string; document: string }>(
  'test-list-events-of-location',
  `SELECT sequence, type, document FROM webhook_events WHERE location_id = :locationId
   ORDER BY sequence LIMIT 1000`,
)

const webhooksOf = (clientId: string, locationId: string) =>
  server.storage.read((tx) => tx.all(listWebhooks, { clientId, locationId }))

/** What an app gets of a location, or of a company: each event as often as it is delivered. */
async function deliveredTo(clientId: string, locationId: string): Promise<string[]> {
  const events = await server.storage.read((tx) => tx.all(listEvents, { locationId }))
  const webhooks = await webhooksOf(clientId, locationId)
  return webhooks.flatMap((webhook) =>
    events
      .filter((event) => event.sequence > webhook.position && takenBy(webhook)(event))
      .map(({ document }) => document),
  )
}
const typesTo = async (clientId: string, locationId: string) =>
  (await deliveredTo(clientId, locationId)).map((text) => JSON.parse(text).type as string)

const url = 'https://app.example.com/events'
async function newApp(webhookUrl: string | null = url): Promise<string> {
  const spec = { name: 'Sync', redirectUris: ['http://localhost/callback'], scopes: allScopes }
  const webhook = webhookUrl === null ? undefined : { url: webhookUrl, sealedSecret: 'sealed' }
  const app = await server.storage.write((tx) => createApp(tx, server, { ...spec, webhook }), 'database')
  return app.clientId
}

let companyId: string
let locationId: string
let token: string
let userId: string
let clientId: string
beforeEach(async () => {
  const { fixtures } = server
  companyId = await fixtures.company('Acme')
  locationId = await fixtures.location(companyId)
  userId = await fixtures.user(companyId, locationId)
  token = (await fixtures.token({ companyId, locationId })).token
  clientId = await newApp()
})

const everyScope: readonly Scope[] = allScopes
const install = (where: string | undefined, scopes = everyScope, client = clientId) =>
  server.storage.write(
    (tx) =>
      installApp(tx, server, {
        ...{ clientId: client, companyId, locationId: where, userId, scopes },
        redirectUri: 'http://localhost/callback',
      }),
    'database',
  )
const uninstall = (where: string | undefined, client = clientId) =>
  server.storage.write(
    (tx) => uninstallApp(tx, server, { clientId: client, companyId, locationId: where }),
    'database',
  )
const addContact = async (where = locationId) => {
  const { fixtures } = server
  const bearing =
    where === locationId ? token : (await fixtures.token({ companyId, locationId: where })).token
  const body = { locationId: where, firstName: 'A' }
  expect(await server.call('POST', '/contacts/', body, bearer(bearing))).toMatchObject({ status: 201 })
}

describe('BR-708 INSTALL and UNINSTALL', () => {
  it('go to the app from a location, with HighLevel’s properties in HighLevel’s order', async () => {
    await install(locationId)
    await uninstall(locationId)
    const appId = appIdOf(clientId)
    expect(await deliveredTo(clientId, locationId)).toEqual([
      JSON.stringify({ type: 'INSTALL', appId, locationId, companyId, userId, companyName: 'Acme' }),
      JSON.stringify({ type: 'UNINSTALL', appId, locationId }),
    ])
  })

  it('and from a company, once', async () => {
    await install(undefined)
    await uninstall(undefined)
    const appId = appIdOf(clientId)
    expect(await deliveredTo(clientId, companyId)).toEqual([
      JSON.stringify({ type: 'INSTALL', appId, companyId, userId, companyName: 'Acme' }),
      JSON.stringify({ type: 'UNINSTALL', appId, companyId }),
    ])
    expect(await deliveredTo(clientId, locationId)).toEqual([])
  })

  it('not to other apps, but to the webhooks of the location', async () => {
    const other = await newApp()
    const own = await FiredEvents.watch({ ...server, companyId }, locationId)
    await install(locationId, everyScope, other)
    await install(locationId)
    await uninstall(locationId)
    expect(await typesTo(other, locationId)).toEqual(['INSTALL'])
    expect(await typesTo(clientId, locationId)).toEqual(['INSTALL', 'UNINSTALL'])
    expect(await own.types()).toEqual(['INSTALL', 'INSTALL', 'UNINSTALL'])
  })

  it('count for no other app: not as undelivered, nor as pending, nor as dropped', async () => {
    const other = await newApp()
    await install(locationId, everyScope, other)
    await install(locationId)
    const { storage, clock } = server
    const [webhook] = await webhooksOf(other, locationId)
    const id = webhook?.id ?? ''
    const row = await storage.read((tx) => getWebhook(tx, locationId, id))
    expect(await storage.read((tx) => countUndelivered(tx, row))).toBe(1)
    const listed = await firstOf(
      deliveriesOf((fn) => storage.read(fn), row),
      10,
    )
    expect(listed.map(({ view }) => view.event)).toEqual(['INSTALL'])
    const events = await storage.read((tx) => tx.all(listEvents, { locationId }))
    const ofAnother = `${id}-${events.at(-1)?.sequence}`
    await expect(redeliverNamed(server, locationId, [ofAnother])).rejects.toThrow(ofAnother)
    const expired = { through: events.at(-1)?.sequence ?? 0, before: clock.now() + 1 }
    const dropped = await storage.write((tx) => dropOldestEvents(tx, locationId, expired, clock.now()), {
      locationId,
    })
    expect(dropped.get(id)).toBe(1)
  })

  it('not again, if the app is authorized again', async () => {
    await install(locationId)
    await install(locationId)
    expect(await typesTo(clientId, locationId)).toEqual(['INSTALL'])
  })

  it('not without a URL', async () => {
    const silent = await newApp(null)
    await install(locationId, everyScope, silent)
    await install(undefined, everyScope, silent)
    expect(await webhooksOf(silent, locationId)).toEqual([])
    expect(await webhooksOf(silent, companyId)).toEqual([])
  })
})

describe('BR-709 an app gets the events that its scopes allow, where it is installed and while it is', () => {
  it('from its installation on, to its end', async () => {
    await FiredEvents.watch({ ...server, companyId }, locationId)
    await addContact()
    await install(locationId)
    await addContact()
    await uninstall(locationId)
    await addContact()
    await install(locationId)
    await addContact()
    const once = ['INSTALL', 'ContactCreate', 'UNINSTALL']
    expect(await typesTo(clientId, locationId)).toEqual([...once, 'INSTALL', 'ContactCreate'])
  })

  it.each<[Scope[], string, number]>([
    [[], 'INSTALL,UNINSTALL', 1],
    [['contacts.write'], 'INSTALL,UNINSTALL', 1],
    [['contacts.readonly'], 'ContactCreate,ContactUpdate,', 2],
    [['opportunities.readonly'], 'OpportunityCreate,', 1],
  ])('with %j', async (scopes, beginning, events) => {
    await install(locationId, scopes)
    await addContact()
    const [webhook] = await webhooksOf(clientId, locationId)
    expect(webhook).toMatchObject({ url, events: expect.stringMatching(`^${beginning}`) })
    expect(webhook?.events).toMatch(/INSTALL,UNINSTALL$/)
    expect(await deliveredTo(clientId, locationId)).toHaveLength(events)
  })

  it('with other scopes, if it is authorized again', async () => {
    await install(locationId, [])
    await addContact()
    await install(locationId, ['contacts.readonly'])
    await addContact()
    expect((await webhooksOf(clientId, locationId)).map(({ events }) => events.slice(0, 13))).toEqual([
      'ContactCreate',
    ])
    await install(locationId, [])
    expect((await webhooksOf(clientId, locationId)).map(({ events }) => events)).toEqual([
      'INSTALL,UNINSTALL',
    ])
  })

  it('in every location of a company, also in later ones, each once', async () => {
    await install(locationId)
    const second = await server.fixtures.location(companyId)
    await install(undefined)
    const scopes = ['locations.write'] as const
    const agency = await server.fixtures.token({ companyId, scopes: [...scopes] })
    const body = { name: 'Third', companyId }
    const reply = await server.call<{ id: string }>('POST', '/locations/', body, bearer(agency.token))
    expect([reply.status, reply.text]).toEqual([200, reply.text])
    const third = reply.body.id
    for (const place of [locationId, second, third]) await addContact(place)
    expect(await typesTo(clientId, locationId)).toEqual(['INSTALL', 'ContactCreate'])
    expect(await typesTo(clientId, second)).toEqual(['ContactCreate'])
    expect(await typesTo(clientId, third)).toEqual(['ContactCreate'])
    expect(await typesTo(clientId, companyId)).toEqual(['INSTALL', 'LocationCreate'])
    await uninstall(undefined)
    for (const place of [locationId, second, third]) await addContact(place)
    expect(await typesTo(clientId, locationId)).toEqual(['INSTALL', 'ContactCreate', 'ContactCreate'])
    expect(await typesTo(clientId, second)).toEqual(['ContactCreate'])
    expect(await typesTo(clientId, third)).toEqual(['ContactCreate'])
    expect((await webhooksOf(clientId, companyId)).map(({ lastSequence }) => lastSequence)).toEqual([
      expect.any(Number),
    ])
  })

  it('in a location of a company that has it, also when it is uninstalled from the location alone', async () => {
    await install(undefined)
    await install(locationId)
    await uninstall(locationId)
    await addContact()
    expect(await typesTo(clientId, locationId)).toEqual(['INSTALL', 'UNINSTALL', 'ContactCreate'])
  })

  it('no longer, when it is deleted: what was recorded before is still delivered', async () => {
    await FiredEvents.watch({ ...server, companyId }, locationId)
    await install(locationId)
    await addContact()
    await server.storage.write((tx) => deleteApp(tx, server, clientId), 'database')
    await addContact()
    expect(await typesTo(clientId, locationId)).toEqual(['INSTALL', 'ContactCreate'])
  })

  it('not of another company', async () => {
    const otherCompany = await server.fixtures.company('Other')
    const other = await server.fixtures.location(otherCompany)
    await install(undefined)
    expect(await webhooksOf(clientId, other)).toEqual([])
  })
})
