import { beforeAll, describe, expect, it } from 'vitest'
import { newApp, newGrant } from '../../../test/access/world.ts'
import { testEngine } from '../../../test/support/engines.ts'
import { type Column, readSchema } from '../../../test/support/schema.ts'
import { bearer, type TestServer } from '../../../test/support/server.ts'
import { startTestDispatcher } from '../../../test/support/test-dispatcher.ts'
import { until } from '../../../test/support/until.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { insertContact } from '../api/contacts/contact-store.ts'
import { blankContact } from '../api/contacts/create-contact.ts'
import { recordEvents } from '../api/events/record-events.ts'
import type { LocationRow } from '../api/locations/location-store.ts'
import { contactSource } from '../api/search/contact-source.ts'
import { indexWrites } from '../columnstore/index-writes.ts'
import { addWebhook } from '../webhooks/add-webhook.ts'
import { maxConnections } from '../webhooks/delivery-worker.ts'
import { openListener } from '../webhooks/listeners/listeners.ts'
import { endLocation, finishLocationDeletion } from './delete-location.ts'
import { resumeBackgroundWork } from './resume-background-work.ts'

const server = useTestServer()
let agency: { authorization: string }
beforeAll(async () => {
  agency = bearer((await server.fixtures.token({ companyId: server.companyId })).token)
})

const never = new AbortController().signal

const rowsOf = <Row>(name: string, sql: string, params: Record<string, string> = {}) =>
  server.storage.read((tx) => tx.all<Record<string, string>, Row>({ name, sql }, params))

/** Every table with rows of locations, from the schema itself, with its columns. */
async function tablesOfLocations(): Promise<[table: string, columns: Column[]][]> {
  const columns = await readSchema(server.storage)
  const tables = columns.filter(({ name }) => name === 'location_id').map(({ table }) => table)
  return tables.map((table) => [table, columns.filter((column) => column.table === table)])
}

/** Tables that the search index and the background work write to at any time. */
const isQueue = (table: string) =>
  /^(contact_changes|opportunity_changes|(opportunity_)?search_.*|tag_changes|contact_deletions)$/.test(table)

/** The rows of a location that only requests write. */
const restOf = async (locationId: string) =>
  Object.entries(await rowsOfLocation(locationId)).filter(([table]) => !isQueue(table))

async function rowsOfLocation(locationId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [table] of await tablesOfLocations()) {
    const sql = `SELECT COUNT(*) AS n FROM ${table} WHERE location_id = :locationId`
    const [row] = await rowsOf<{ n: number }>(`count-${table}`, sql, { locationId })
    counts[table] = row?.n ?? 0
  }
  return counts
}

let serial = 1_000_000

/** A value for a column, different each time. */
function anyValue(type: string): string | number | Buffer {
  serial += 1000
  if (type === 'BLOB' || type === 'BYTEA') return Buffer.from('x')
  return type === 'TEXT' ? server.ids.next() : serial
}

/** Inserts rows of a location into every table that has a location column. */
async function fillEveryTable(locationId: string): Promise<void> {
  const { storage, companyId, clock, ids, fixtures } = server
  const app = await newApp(server)
  await newGrant(server, app, { companyId, locationId })
  await fixtures.token({ companyId, locationId })
  await fixtures.user(companyId, locationId)
  const actor = { source: 'INTEGRATION', channel: 'OAUTH', sourceId: 'x', timestamp: '' } as const
  await storage.write(async (tx) => {
    for (let count = 0; count < 450; count += 1)
      await insertContact(
        tx,
        blankContact(ids.next(), locationId, { ...actor, timestamp: new Date(clock.now()).toISOString() }),
      )
  }, 'database')
  // A webhook whose row is gone is being deleted.
  const webhookId = ids.next()
  const valueFor = (table: string, { name, type }: { name: string; type: string }) => {
    if (name === 'webhook_id' || (table === 'webhooks' && name === 'id')) return webhookId
    // The server removes rows that were deleted long ago.
    return name === 'date_deleted' ? clock.now() : anyValue(type)
  }
  const filled = new Set(['installations', 'grants', 'tokens', 'location_users'])
  for (const [table, columns] of await tablesOfLocations()) {
    if (filled.has(table)) continue
    const needed = columns.filter(({ name, isNeeded }) => isNeeded > 0 && name !== 'location_id')
    const names = needed.map(({ name }) => name)
    const sql = `INSERT INTO ${table} (location_id${names.map((name) => `, ${name}`).join('')})
      VALUES (:locationId${names.map((name) => `, :${name}`).join('')})`
    const values = Object.fromEntries(needed.map((column) => [column.name, valueFor(table, column)]))
    await storage.write((tx) => tx.run({ name: `fill-${table}`, sql }, { locationId, ...values }), 'database')
  }
}

const remove = (locationId: string) =>
  server.call('DELETE', `/locations/${locationId}?deleteTwilioAccount=false`, undefined, agency)

describe('Delete Location', () => {
  it('BR-238 deletes its rows from all tables, and no rows of another location', async () => {
    const { fixtures, companyId } = server
    const [going, staying] = [await fixtures.location(companyId), await fixtures.location(companyId)]
    await fillEveryTable(going)
    await fillEveryTable(staying)
    const before = await restOf(staying)
    expect(before.find(([table]) => table === 'contacts')?.[1]).toBeGreaterThan(450)
    expect(before.filter(([, count]) => count === 0)).toEqual([])
    expect(await restOf(going)).toEqual(before)

    const { status, body } = await remove(going)
    const message = `Deleted location with id: ${going}`
    expect({ status, body }).toEqual({ status: 200, body: { success: true, message } })
    await resumeBackgroundWork(server, never)
    const after = await rowsOfLocation(going)
    expect(Object.entries(after).filter(([, count]) => count > 0)).toEqual([])
    expect(await restOf(staying)).toEqual(before)
    // PostgreSQL prevents orphans.
    const orphans = testEngine === 'sqlite' ? await rowsOf('orphans', 'PRAGMA foreign_key_check') : []
    expect(orphans).toEqual([])
  })

  it('BR-238 ends its tokens and apps at once, and hides it and its contacts', async () => {
    const { fixtures, companyId, clock } = server
    const locationId = await fixtures.location(companyId)
    const app = await newApp(server)
    const company = bearer((await newGrant(server, app, { companyId })).access_token)
    const child = await server.call<{ access_token: string }>(
      'POST',
      '/oauth/locationToken',
      { companyId, locationId },
      company,
    )
    const mine = [
      (await fixtures.token({ companyId, locationId })).token,
      (await newGrant(server, app, { companyId, locationId })).access_token,
      child.body.access_token,
    ].map(bearer)
    const made = await server.call('POST', '/contacts/', { locationId, firstName: 'Gone' }, mine[0])
    const contact = `/contacts/${made.body.contact.id}`
    for (const headers of mine)
      expect((await server.call('GET', contact, undefined, headers)).status).toBe(200)

    clock.advance(1)
    expect((await remove(locationId)).status).toBe(200)
    for (const headers of mine)
      expect((await server.call('GET', contact, undefined, headers)).status).toBe(401)
    const statusOf = async (...request: Parameters<TestServer['call']>) =>
      (await server.call(...request)).status
    for (const headers of [agency, company]) {
      expect(await statusOf('GET', contact, undefined, headers)).toBe(400)
      expect(await statusOf('PUT', contact, { city: 'X' }, headers)).toBe(400)
      expect(await statusOf('POST', '/contacts/', { locationId }, headers)).toBe(403)
      expect(await statusOf('GET', `/locations/${locationId}`, undefined, headers)).toBe(401)
      expect(
        (await server.call('GET', '/locations/search?limit=500', undefined, headers)).text,
      ).not.toContain(locationId)
    }
    expect(await statusOf('POST', '/oauth/locationToken', { companyId, locationId }, company)).toBe(401)
    expect((await remove(locationId)).status).toBe(401)
    await resumeBackgroundWork(server, never)
  })

  it('BR-238 stays deleted if the search index is about to write to it', async () => {
    const { fixtures, companyId, storage } = server
    const locationId = await fixtures.location(companyId)
    const { commitVersion } = indexWrites(storage, contactSource)
    const added = { segmentId: 'a', rowCount: 1, sizeBytes: 1, tombstones: Buffer.from('x') }
    const change = { locationId, version: 0, ingestedTo: 0, added, removed: [], tombstones: [] }
    expect((await remove(locationId)).status).toBe(200)
    await resumeBackgroundWork(server, never)
    expect(await commitVersion(change)).toBe(false)
    expect(Object.values(await rowsOfLocation(locationId)).every((count) => count === 0)).toBe(true)
  })

  it('BR-239 continues after an interruption', async () => {
    const { fixtures, companyId, storage, clock } = server
    const locationId = await fixtures.location(companyId)
    await fillEveryTable(locationId)
    await storage.write(
      (tx) =>
        tx.run(
          { name: 'mark', sql: 'UPDATE locations SET date_deleted = :now WHERE id = :locationId' },
          { locationId, now: clock.now() },
        ),
      'database',
    )
    const before = (await rowsOfLocation(locationId)).contacts ?? 0
    const stopping = new AbortController()
    let writes = 0
    const cut = {
      ...storage,
      read: storage.read.bind(storage),
      write: ((fn, scope) => {
        writes += 1
        if (writes === 20) stopping.abort()
        return storage.write(fn, scope)
      }) as typeof storage.write,
    }
    await finishLocationDeletion(cut, locationId, stopping.signal)
    const left = (await rowsOfLocation(locationId)).contacts ?? 0
    expect(left).toBeLessThanOrEqual(before)
    expect(Object.values(await rowsOfLocation(locationId)).some((count) => count > 0)).toBe(true)

    await resumeBackgroundWork(server, never)
    expect(Object.values(await rowsOfLocation(locationId)).every((count) => count === 0)).toBe(true)
  })

  it('BR-716 ends its deliveries that are underway, and leaves nothing of its webhooks', async () => {
    const { fixtures, companyId, storage, clock, ids } = server
    const locationId = await fixtures.location(companyId)
    const webhook = { locationId, companyId, id: ids.next(), clientId: null, url: 'http://127.0.0.1:9/' }
    await storage.write(
      async (tx) => {
        await addWebhook(tx, { ...webhook, events: '*', sealedSecret: '', dateAdded: clock.now() })
        const events = Array.from({ length: 300 }, (_, n) => ({
          ...({ type: 'ContactUpdate', contactId: `contact${n}`, payload: {} } as const),
        }))
        await recordEvents(tx, { locationId, ids, at: clock.now() }, { has: () => true }, events)
      },
      { locationId },
    )
    const answers: (() => void)[] = []
    let givenUp = 0
    const problems: string[] = []
    const dispatcher = startTestDispatcher(
      server,
      () => new Promise((resolve) => answers.push(() => resolve({ status: 200, durationMs: 1 }))),
      {
        giveUp: () => {
          givenUp += 1
        },
        problems,
      },
    )
    await until(() => answers.length > 0)
    const location = { id: locationId, companyId, name: 'Gone' } as LocationRow
    await storage.write((tx) => endLocation(tx, server, location), 'database')
    answers[0]?.()
    await until(() => givenUp === 1)
    for (const answer of answers) answer()
    await finishLocationDeletion(storage, locationId, never)
    await dispatcher.catchUp()
    await dispatcher.stop()
    const stream = { locationId, companyId, name: 'a', after: undefined, streamId: 'a', sealedSecret: '' }
    const listening = storage.write((tx) => openListener(tx, server, stream), { locationId })
    await expect(listening).rejects.toThrow('This location is not accessible')
    expect(problems).toEqual([])
    // An answer before the end was noticed lets some more be sent.
    expect(answers.length).toBeLessThan(2 * maxConnections)
    expect(Object.entries(await rowsOfLocation(locationId)).filter(([, count]) => count > 0)).toEqual([])
  })

  it('BR-238 requires the parameter for the Twilio account, and does nothing without it', async () => {
    const url = `/locations/${server.locationId}`
    expect((await server.call('DELETE', url, undefined, agency)).status).toBe(422)
    expect((await server.call('DELETE', `${url}?deleteTwilioAccount=maybe`, undefined, agency)).status).toBe(
      422,
    )
    expect((await server.call('GET', url)).status).toBe(200)
  })
})
