import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Contact } from '../../server/src/api/contacts/contact.ts'
import {
  deleteContactRow,
  insertContact,
  updateContactRow,
} from '../../server/src/api/contacts/contact-store.ts'
import { blankContact } from '../../server/src/api/contacts/create-contact.ts'
import { contactSource } from '../../server/src/api/search/contact-source.ts'
import { createSearch } from '../../server/src/api/search/create-search.ts'
import type { RowShape } from '../../server/src/api/search/search.ts'
import type { Actor } from '../../server/src/auth/actor.ts'
import { ColumnIndex } from '../../server/src/columnstore/column-index.ts'
import { indexWrites } from '../../server/src/columnstore/index-writes.ts'
import type { Query } from '../../server/src/columnstore/query.ts'
import { ColumnCache } from '../../server/src/columnstore/segments/column-cache.ts'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { silentLog } from '../../server/src/storage/log.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { statement } from '../../server/src/storage/statement.ts'
import type { Storage } from '../../server/src/storage/storage.ts'
import { Fixtures } from '../support/fixtures.ts'
import { naiveSearch } from '../support/naive-search.ts'
import { createDatabase, type TestDatabase } from '../support/postgres/databases.ts'

const locations = 4
const rounds = Number(process.env.CONTACTD_NODE_ROUNDS ?? 60)

let database: TestDatabase
let nodes: Storage[]
let locationIds: string[]

beforeEach(async () => {
  database = await createDatabase()
  nodes = await Promise.all([0, 1].map(() => openStorage({ database: database.url, clock })))
  const fixtures = new Fixtures({ storage: nodeAt(0), clock, ids })
  const companyId = await fixtures.company()
  locationIds = []
  for (let count = 0; count < locations; count += 1) locationIds.push(await fixtures.location(companyId))
})
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await database.drop()
})

const nodeAt = (place: number): Storage => nodes[place % nodes.length] as Storage

const actor: Actor = {
  source: 'INTEGRATION',
  channel: 'OAUTH',
  sourceId: 'x',
  timestamp: '2026-01-02T03:04:05.678Z',
}
const newContact = (locationId: string, city: string): Contact => ({
  ...blankContact(ids.next(), locationId, actor),
  city,
})
const inCity = (locationId: string, city: string): Query => ({
  locationId,
  filter: { op: 'eq', column: 'city', values: [city] },
  sort: [],
  limit: 500,
  offset: 0,
})
const everyone = (locationId: string): Query => ({ locationId, sort: [], limit: 500, offset: 0 })

/** The index of a node, in the test's thread. */
function indexOf(storage: Storage): ColumnIndex<RowShape> {
  const cache = new ColumnCache(10_000_000)
  return new ColumnIndex({
    storage,
    source: contactSource,
    clock,
    ids,
    writes: indexWrites(storage, contactSource),
    cache,
  })
}

const countLeft = statement<Record<string, never>, { count: number }>(
  'test-count-changes-left',
  'SELECT COUNT(*) AS "count" FROM contact_changes',
)

describe('search on several nodes', () => {
  it('BR-298 finds a change that is committed after one with a greater number in another location', async () => {
    const [here = '', there = ''] = locationIds
    const index = indexOf(nodeAt(0))
    const late = newContact(here, 'late')
    const client = new pg.Client(database.url)
    await client.connect()
    await client.query('BEGIN')
    await client.query('INSERT INTO contact_changes (location_id, contact_id) VALUES ($1, $2)', [
      here,
      late.id,
    ])
    await client.query(
      `INSERT INTO contacts (location_id, id, date_added, date_updated, document) VALUES ($1, $2, 1, 1, $3)`,
      [here, late.id, JSON.stringify(late)],
    )
    const early = newContact(there, 'early')
    await nodeAt(1).write((tx) => insertContact(tx, early), { locationId: there })
    expect((await index.find(everyone(there), 'search')).total).toBe(1)
    expect((await index.find(everyone(here), 'search')).total).toBe(0)
    // Ingested changes are also flushed and deleted.
    await index.maintain()
    await index.maintain()
    await client.query('COMMIT')
    await client.end()
    expect((await index.find(everyone(here), 'search')).documents.map(({ place }) => place.id)).toEqual([
      late.id,
    ])
  })

  it('BR-298 finds on one node what another has acknowledged, while both flush their indexes', async () => {
    const indexes = nodes.map(indexOf)
    let isOver = false
    const tidying = indexes.map(async (index) => {
      while (!isOver) {
        await index.maintain()
        await sleep(5)
      }
    })
    const contacts = new Map<string, Contact>()
    let serial = 0
    const work = Array.from({ length: 8 }, async (_, worker) => {
      const mine: Contact[] = []
      for (let round = 0; round < rounds; round += 1) {
        serial += 1
        const city = `City ${serial}`
        const writer = nodeAt(worker)
        const reader = indexes[(worker + 1) % indexes.length] as ColumnIndex<RowShape>
        const locationId = locationIds[(worker + round) % locations] as string
        const dice = Math.random()
        const old = mine[Math.floor(Math.random() * mine.length)]
        if (old === undefined || dice < 0.5) {
          const made = newContact(locationId, city)
          await writer.write((tx) => insertContact(tx, made), { locationId })
          contacts.set(made.id, made)
          mine.push(made)
          const { documents: found } = await reader.find(inCity(locationId, city.toLowerCase()), 'search')
          expect(found.map(({ place }) => place.id)).toEqual([made.id])
        } else if (dice < 0.9) {
          const changed = { ...old, city }
          await writer.write((tx) => updateContactRow(tx, old, changed), { locationId: old.locationId })
          mine.splice(mine.indexOf(old), 1, changed)
          const query = (text: string) => reader.find(inCity(old.locationId, text.toLowerCase()), 'search')
          expect((await query(city)).documents.map(({ place }) => place.id)).toEqual([old.id])
          expect((await query(String(old.city))).total).toBe(0)
        } else {
          await writer.write((tx) => deleteContactRow(tx, old), { locationId: old.locationId })
          mine.splice(mine.indexOf(old), 1)
          contacts.delete(old.id)
          expect(
            (await reader.find(inCity(old.locationId, String(old.city).toLowerCase()), 'search')).total,
          ).toBe(0)
        }
      }
    })
    await Promise.all(work).finally(() => {
      isOver = true
    })
    await Promise.all(tidying)
    for (const locationId of locationIds)
      for (const [place, index] of indexes.entries()) {
        const { total, documents: found } = await index.find(everyone(locationId), 'search')
        const rows = found.map((one) => one.present(one.place))
        const naive = naiveSearch(nodeAt(place))
        expect({ total, rows }).toEqual(await naive.find(everyone(locationId), 'search'))
      }
    for (let round = 0; round < 6; round += 1) for (const index of indexes) await index.maintain()
    expect((await nodeAt(0).read((tx) => tx.get(countLeft, {})))?.count).toBe(0)
    for (const locationId of locationIds)
      expect((await indexOf(nodeAt(1)).find(everyone(locationId), 'search')).total).toBe(
        [...contacts.values()].filter((contact) => contact.locationId === locationId).length,
      )
  })

  it('BR-298 the threads of two nodes find what the other has acknowledged', async () => {
    const searches = nodes.map((storage) =>
      createSearch({ storage, database: database.url, clock, ids, log: silentLog }),
    )
    const [locationId = ''] = locationIds
    try {
      for (let round = 0; round < 20; round += 1) {
        const made = newContact(locationId, `Round ${round}`)
        await nodeAt(round).write((tx) => insertContact(tx, made), { locationId })
        const query = inCity(locationId, `round ${round}`)
        const found = await searches[(round + 1) % 2]?.find('contacts', query, 'search', {
          token: 'one',
          locationId,
        })
        expect(found?.total).toBe(1)
      }
    } finally {
      await Promise.all(searches.map((search) => search.close()))
    }
  })
})
