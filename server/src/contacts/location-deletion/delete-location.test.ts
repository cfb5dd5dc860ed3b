import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newApp, newGrant } from '../../../../test/access/world.ts'
import { testEngine } from '../../../../test/support/engines.ts'
import { type Column, readSchema } from '../../../../test/support/schema.ts'
import { bearer, startTestServer, type TestServer } from '../../../../test/support/server.ts'
import { insertContact } from '../contact-store.ts'
import { blankContact } from '../create-contact.ts'
import { finishDeletions } from '../finish-deletions.ts'
import { indexWrites } from '../search/index/index-writes.ts'
import { finishLocationDeletion } from './delete-location.ts'

let server: TestServer
let agency: { authorization: string }
beforeAll(async () => {
  server = await startTestServer()
  agency = bearer((await server.fixtures.token({ companyId: server.companyId })).token)
})
afterAll(() => server.close())

const never = new AbortController().signal

const rowsOf = <Row>(name: string, sql: string, params: Record<string, string> = {}) =>
  server.storage.read((tx) => tx.all<Record<string, string>, Row>({ name, sql }, params))

/** Every table that has rows of locations, found in the schema itself, with its columns. */
async function tablesOfLocations(): Promise<[table: string, columns: Column[]][]> {
  const columns = await readSchema(server.storage)
  const tables = columns.filter(({ name }) => name === 'location_id').map(({ table }) => table)
  return tables.map((table) => [table, columns.filter((column) => column.table === table)])
}

/** Those that the search index, and the end of changes of tags, write at times of their own. */
const isQueue = (table: string) => /^(contact_changes|search_.*|tag_changes)$/.test(table)

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

/** Some value of a column, another one each time. */
function anyValue(type: string): string | number | Buffer {
  serial += 1000
  if (type === 'BLOB' || type === 'BYTEA') return Buffer.from('x')
  return type === 'TEXT' ? server.ids.next() : serial
}

/** Puts rows of a location into every table that has such, whatever its other columns are. */
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
  })
  const filled = new Set(['installations', 'grants', 'tokens', 'location_users'])
  for (const [table, columns] of await tablesOfLocations()) {
    if (filled.has(table)) continue
    const needed = columns.filter(({ name, isNeeded }) => isNeeded > 0 && name !== 'location_id')
    const names = needed.map(({ name }) => name)
    const sql = `INSERT INTO ${table} (location_id${names.map((name) => `, ${name}`).join('')})
      VALUES (:locationId${names.map((name) => `, :${name}`).join('')})`
    const values = Object.fromEntries(needed.map(({ name, type }) => [name, anyValue(type)]))
    await storage.write((tx) => tx.run({ name: `fill-${table}`, sql }, { locationId, ...values }))
  }
}

const remove = (locationId: string) =>
  server.call('DELETE', `/locations/${locationId}?deleteTwilioAccount=false`, undefined, agency)

describe('Delete Location', () => {
  it('BR-238 leaves no row of it in any table, and all of another', async () => {
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
    await finishDeletions(server, never)
    const after = await rowsOfLocation(going)
    expect(Object.entries(after).filter(([, count]) => count > 0)).toEqual([])
    expect(await restOf(staying)).toEqual(before)
    // PostgreSQL lets none come about.
    const orphans = testEngine === 'sqlite' ? await rowsOf('orphans', 'PRAGMA foreign_key_check') : []
    expect(orphans).toEqual([])
  })

  it('BR-238 ends its tokens and apps at once, and nobody finds it or its contacts', async () => {
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
    await finishDeletions(server, never)
  })

  it('BR-238 stays gone where the search index was about to write of it', async () => {
    const { fixtures, companyId, storage } = server
    const locationId = await fixtures.location(companyId)
    const { changeIndex } = indexWrites(storage)
    const added = { segmentId: 'a', contacts: 1, sizeBytes: 1, outdated: Buffer.from('x') }
    const change = { locationId, version: 0, taken: 0, added, removed: [], outdated: [] }
    expect((await remove(locationId)).status).toBe(200)
    await finishDeletions(server, never)
    expect(await changeIndex(change)).toBe(false)
    expect(Object.values(await rowsOfLocation(locationId)).every((count) => count === 0)).toBe(true)
  })

  it('BR-239 is taken up again where it was cut short', async () => {
    const { fixtures, companyId, storage, clock } = server
    const locationId = await fixtures.location(companyId)
    await fillEveryTable(locationId)
    await storage.write((tx) =>
      tx.run(
        { name: 'mark', sql: 'UPDATE locations SET date_deleted = :now WHERE id = :locationId' },
        { locationId, now: clock.now() },
      ),
    )
    const before = (await rowsOfLocation(locationId)).contacts ?? 0
    const stopping = new AbortController()
    let writes = 0
    const cut = {
      ...storage,
      read: storage.read.bind(storage),
      write: ((fn) => {
        writes += 1
        if (writes === 20) stopping.abort()
        return storage.write(fn)
      }) as typeof storage.write,
    }
    await finishLocationDeletion(cut, locationId, stopping.signal)
    const left = (await rowsOfLocation(locationId)).contacts ?? 0
    expect(left).toBeLessThanOrEqual(before)
    expect(Object.values(await rowsOfLocation(locationId)).some((count) => count > 0)).toBe(true)

    await finishDeletions(server, never)
    expect(Object.values(await rowsOfLocation(locationId)).every((count) => count === 0)).toBe(true)
  })

  it('BR-238 wants to be told of the Twilio account, and does nothing otherwise', async () => {
    const url = `/locations/${server.locationId}`
    expect((await server.call('DELETE', url, undefined, agency)).status).toBe(422)
    expect((await server.call('DELETE', `${url}?deleteTwilioAccount=maybe`, undefined, agency)).status).toBe(
      422,
    )
    expect((await server.call('GET', url)).status).toBe(200)
  })
})
