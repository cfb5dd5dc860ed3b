import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Fixtures } from '../../../../../test/support/fixtures.ts'
import type { Actor } from '../../../auth/actor.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import { randomIds as ids } from '../../../lib/ids.ts'
import { silentLog } from '../../../storage/log.ts'
import { openStorage } from '../../../storage/open-storage.ts'
import { type Storage, StorageUnavailableError } from '../../../storage/storage.ts'
import { deleteContactRow, insertContact } from '../../contact-store.ts'
import { blankContact } from '../../create-contact.ts'
import type { ContactSearch, SearchQuery } from '../search-query.ts'
import { listSegments } from './index-store.ts'
import { indexWrites } from './index-writes.ts'
import { openSearch } from './open-search.ts'
import { SearchThread } from './search-thread.ts'

let folder: string
let database: string
let storage: Storage
let locationId: string
let search: ContactSearch
const warnings: unknown[] = []

const open = () => openSearch({ storage, database, clock, ids, log: silentLog })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contactd-search-'))
  database = `sqlite:${join(folder, 'test.db')}`
  storage = await openStorage({ database, clock })
  const fixtures = new Fixtures({ storage, clock, ids })
  locationId = await fixtures.location(await fixtures.company())
  search = open()
  warnings.length = 0
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
  })
  return made.map(({ id }) => id)
}
const everyone = (): SearchQuery => ({ locationId, sort: [], limit: 500, offset: 0 })
const total = async () => (await search.find(everyone(), 'search')).total

describe('the search thread', () => {
  it('finds what the storage has just committed', async () => {
    for (let round = 1; round <= 20; round += 1) {
      await add(3)
      expect(await total()).toBe(3 * round)
    }
    const [first] = (await search.find(everyone(), 'search')).rows.map(
      (row) => JSON.parse(row) as { id: string },
    )
    await storage.write((tx) => deleteContactRow(tx, { locationId, id: first?.id ?? '' }))
    expect(await total()).toBe(59)
  })

  it('answers many searches at once', async () => {
    await add(50)
    expect(await Promise.all(Array.from({ length: 50 }, total))).toEqual(Array(50).fill(50))
  })

  it('refuses more searches than may wait, and goes on', async () => {
    await add(5)
    const answers = await Promise.allSettled(Array.from({ length: 400 }, total))
    const refused = answers.filter((answer) => answer.status === 'rejected')
    expect(refused.length).toBeGreaterThan(100)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(StorageUnavailableError)
    expect(await total()).toBe(5)
  })

  it('has its segments in the database after a while, and finds by them in another process', async () => {
    await add(10)
    await total()
    const segments = () => storage.read((tx) => tx.all(listSegments, { locationId }))
    await expect.poll(async () => (await segments()).length, { timeout: 20_000 }).toBe(1)
    const other = open()
    expect((await other.find(everyone(), 'search')).total).toBe(10)
    await other.close()
  })

  it('that is closed takes no search, and closing waits for the one under way', async () => {
    await add(10)
    const underWay = total()
    await search.close()
    await expect(underWay).resolves.toBe(10)
    await expect(total()).rejects.toThrow(StorageUnavailableError)
  })

  it('is started anew when it has ended by a fault', async () => {
    const writes = indexWrites(storage)
    const thread = new SearchThread({
      database: `sqlite:${join(folder, 'missing.db')}`,
      writes,
      warn: (error) => warnings.push(error),
    })
    await expect(thread.find(everyone(), 'search')).rejects.toThrow(StorageUnavailableError)
    expect(warnings).toHaveLength(1)
    await expect(thread.find(everyone(), 'search')).rejects.toThrow(StorageUnavailableError)
    expect(warnings).toHaveLength(2)
    await thread.close()
  })
})
