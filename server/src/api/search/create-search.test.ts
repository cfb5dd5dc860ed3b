import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Fixtures } from '../../../../test/support/fixtures.ts'
import type { Actor } from '../../auth/actor.ts'
import type { Query } from '../../columnstore/query.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { silentLog } from '../../storage/log.ts'
import { openStorage } from '../../storage/open-storage.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Contact } from '../contacts/contact.ts'
import { deleteContactRow, insertContact } from '../contacts/contact-store.ts'
import { blankContact } from '../contacts/create-contact.ts'
import { newOpportunity } from '../opportunities/opportunity.ts'
import { insertOpportunity } from '../opportunities/opportunity-store.ts'
import { contactSource } from './contact-source.ts'
import { createSearch } from './create-search.ts'
import type { Search } from './search.ts'
import { searchSources } from './search-sources.ts'

let folder: string
let database: string
let storage: Storage
let locationId: string
let search: Search

const open = () => createSearch({ storage, database, clock, ids, log: silentLog })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contactd-search-'))
  database = `sqlite:${join(folder, 'test.db')}`
  storage = await openStorage({ database, clock })
  const fixtures = new Fixtures({ storage, clock, ids })
  locationId = await fixtures.location(await fixtures.company())
  search = open()
})
afterEach(async () => {
  await search.close()
  await storage.close()
  rmSync(folder, { recursive: true })
})

const actor: Actor = {
  source: 'INTEGRATION',
  channel: 'OAUTH',
  sourceId: 'x',
  timestamp: '2026-01-02T03:04:05.678Z',
}
const add = async (count: number) => {
  const made = Array.from({ length: count }, () => blankContact(ids.next(), locationId, actor))
  await storage.write(async (tx) => {
    for (const contact of made) await insertContact(tx, contact)
  }, 'database')
  return made.map(({ id }) => id)
}
const caller = () => ({ token: 'one', locationId })
const everyone = (): Query => ({ locationId, sort: [], limit: 500, offset: 0 })
const total = async () => (await search.find('contacts', everyone(), 'search', caller())).total

describe('the search thread', () => {
  it('finds what the storage has just committed', async () => {
    for (let round = 1; round <= 20; round += 1) {
      await add(3)
      expect(await total()).toBe(3 * round)
    }
    const { rows } = await search.find('contacts', everyone(), 'search', caller())
    const [first] = JSON.parse(`[${Buffer.concat(rows)}]`) as { id: string }[]
    await storage.write((tx) => deleteContactRow(tx, { locationId, id: first?.id ?? '' }), 'database')
    expect(await total()).toBe(59)
  })

  it('finds opportunities by their contacts, too', async () => {
    const [contactId = ''] = await add(1)
    const query = { ...everyone(), filter: { op: 'eq' as const, column: 'contactId', values: [contactId] } }
    const shape = { isVersion3: false, notes: true, tasks: false }
    const find = () => search.find('opportunities', query, shape, caller())
    expect((await find()).total).toBe(0)
    const place = {
      id: ids.next(),
      locationId,
      contactId,
      name: 'Roof',
      pipelineId: 'p',
      pipelineStageId: 's',
    }
    const opportunity = newOpportunity(place, new Date(clock.now()).toISOString())
    await storage.write((tx) => insertOpportunity(tx, opportunity), { locationId })
    const { rows } = await find()
    expect(JSON.parse(String(Buffer.concat(rows)))).toMatchObject({ id: opportunity.id, notes: [] })
    await storage.write((tx) => deleteContactRow(tx, { locationId, id: contactId }), { locationId })
    expect((await find()).total).toBe(0)
    await expect
      .poll(() => storage.read((tx) => tx.get(searchSources.opportunities.changes.count, { limit: 1 })), {
        timeout: 20_000,
      })
      .toEqual({ count: 0 })
  })

  it('transfers rows in UTF-8, in pieces that are sent unchanged', async () => {
    const large = Array.from({ length: 8 }, () => ({
      ...blankContact(ids.next(), locationId, actor),
      source: '€'.repeat(100_000),
    }))
    await storage.write(async (tx) => {
      for (const one of large) await insertContact(tx, one)
    }, 'database')
    const { rows } = await search.find('contacts', everyone(), 'search', caller())
    expect(rows.length).toBeGreaterThan(2)
    for (const piece of rows) expect(piece.buffer.byteLength).toBe(piece.byteLength)
    const found = JSON.parse(`[${Buffer.concat(rows)}]`) as Contact[]
    expect(found.map(({ source }) => source === large[0]?.source)).toEqual(Array(8).fill(true))
  })

  it('answers many searches at once', async () => {
    await add(50)
    expect(await Promise.all(Array.from({ length: 50 }, total))).toEqual(Array(50).fill(50))
  })

  it('refuses more searches than may wait, and continues', async () => {
    await add(5)
    const answers = await Promise.allSettled(Array.from({ length: 400 }, total))
    const refused = answers.filter((answer) => answer.status === 'rejected')
    expect(refused).toHaveLength(400 - 64 - 2)
    for (const { reason } of refused) expect(reason).toMatchObject({ statusCode: 429 })
    expect(await total()).toBe(5)
  })

  it('flushes its segments after a while, and another process uses them', async () => {
    await add(10)
    await total()
    const segments = () => storage.read((tx) => tx.all(contactSource.segments.listSegments, { locationId }))
    await expect.poll(async () => (await segments()).length, { timeout: 20_000 }).toBe(1)
    const other = open()
    expect((await other.find('contacts', everyone(), 'search', caller())).total).toBe(10)
    await other.close()
  })

  it('accepts no search once closed, and close waits for the running one', async () => {
    await add(10)
    const underWay = total()
    await search.close()
    await expect(underWay).resolves.toBe(10)
    await expect(total()).rejects.toMatchObject({ statusCode: 503 })
  })
})
