import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeContact } from '../../../../test/support/contacts.ts'
import { naiveSearch } from '../../../../test/support/naive-search.ts'
import { plantOpportunity } from '../../../../test/support/opportunities.ts'
import { anyContactBody, anySearchQuery } from '../../../../test/support/search-arbitraries.ts'
import { type SearchWorld, searchWorld } from '../../../../test/support/search-world.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { ColumnIndex } from '../../columnstore/column-index.ts'
import { IndexBehindError } from '../../columnstore/index-behind-error.ts'
import { indexWrites } from '../../columnstore/index-writes.ts'
import type { Query, RowPlace } from '../../columnstore/query.ts'
import { ColumnCache } from '../../columnstore/segments/column-cache.ts'
import { statement } from '../../storage/statement.ts'
import type { Storage } from '../../storage/storage.ts'
import { contactSource } from './contact-source.ts'
import type { RowShape } from './search.ts'

const listColumnSizes = statement<{ locationId: string }, { name: string; bytes: number }>(
  'test-list-column-sizes',
  'SELECT name, LENGTH(content) AS "bytes" FROM search_columns WHERE location_id = :locationId',
)

const findDocument = statement<{ locationId: string }, { document: string }>(
  'test-find-document',
  'SELECT document FROM contacts WHERE location_id = :locationId',
)

const server = useTestServer()

const countRows = statement<{ locationId: string }, { changes: number; segments: number; columns: number }>(
  'test-count-index-rows',
  `SELECT (SELECT COUNT(*) FROM contact_changes WHERE location_id = :locationId) AS "changes",
     (SELECT COUNT(*) FROM search_segments WHERE location_id = :locationId) AS "segments",
     (SELECT COUNT(DISTINCT segment_id) FROM search_columns WHERE location_id = :locationId) AS "columns"`,
)

const newIndex = (
  bounds: ConstructorParameters<typeof ColumnIndex>[1] = {},
  storage: Pick<Storage, 'read'> = server.storage,
) => {
  const { clock, ids } = server
  const cache = new ColumnCache(100_000)
  return new ColumnIndex(
    { storage, source: contactSource, clock, ids, writes: indexWrites(server.storage, contactSource), cache },
    bounds,
  )
}

/** The server's storage for one index. It reports only the reads of this index, not those of the server. */
const observed = (onRead: () => Promise<void> | void): Pick<Storage, 'read'> => ({
  read: async (fn) => {
    await onRead()
    return server.storage.read(fn)
  },
})

/** Runs background rounds until two in a row have nothing to do: the first one only sees new changes. */
const maintainAll = async (index: ColumnIndex<RowShape>) => {
  for (let round = 0; round < 6; round += 1) await index.maintain()
}

const rowsOf = async (index: ColumnIndex<RowShape>, query: Query) => {
  const { total, documents } = await index.find(query, 'search')
  return { total, rows: documents.map(({ present, place }) => present(place)) }
}

type Step =
  | { kind: 'create' | 'update'; contact: number; body: Record<string, unknown> }
  | { kind: 'delete' | 'opportunity'; contact: number; isWon?: boolean }
  | { kind: 'tidy' }
  | { kind: 'restart' }
  | { kind: 'find'; query: Query }

const anySteps = ({ fields, locationId }: SearchWorld): fc.Arbitrary<Step[]> => {
  const contact = fc.nat(20)
  const body = anyContactBody(fields)
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('create' as const), contact, body }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('update' as const), contact, body }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), contact }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('opportunity' as const), contact, isWon: fc.boolean() }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('tidy' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
      {
        weight: 10,
        arbitrary: fc.record({
          kind: fc.constant('find' as const),
          query: anySearchQuery(locationId, fields),
        }),
      },
    ),
    { minLength: 10, maxLength: 60 },
  )
}

describe('the search index', () => {
  it('BR-300 finds the same as reading every contact, after any sequence of changes', async () => {
    const { fields } = await searchWorld(server)
    await fc.assert(
      fc.asyncProperty(anySteps({ fields, locationId: '' } as SearchWorld), async (steps) => {
        const world = await searchWorld(server)
        const naive = naiveSearch(server.storage)
        const contactIds: string[] = []
        let index = newIndex()
        const renamed = (value: unknown) =>
          JSON.parse(renameFields(JSON.stringify(value), fields, world.fields))
        for (const step of steps) {
          server.clock.advance(1)
          const contactId = 'contact' in step ? contactIds[step.contact % Math.max(1, contactIds.length)] : ''
          switch (step.kind) {
            case 'create': {
              const sent = { ...renamed(step.body), locationId: world.locationId }
              const { status, body } = await writeContact(
                server.call,
                'POST',
                '/contacts/',
                sent,
                world.headers,
              )
              expect(status).toBe(201)
              contactIds.push(body.contact.id)
              break
            }
            case 'update':
              if (contactId !== undefined) {
                const url = `/contacts/${contactId}`
                await writeContact(server.call, 'PUT', url, renamed(step.body), world.headers)
              }
              break
            case 'delete':
              if (contactId !== undefined)
                await server.call('DELETE', `/contacts/${contactId}`, undefined, world.headers)
              break
            case 'opportunity':
              if (contactId !== undefined) {
                const { locationId } = world
                const status = step.isWon ? 'won' : 'open'
                await plantOpportunity(server, contactId, {
                  locationId,
                  pipelineId: 'p',
                  pipelineStageId: 's',
                  status,
                })
              }
              break
            case 'tidy':
              await index.maintain()
              break
            case 'restart':
              index = newIndex()
              break
            case 'find': {
              const query = { ...(renamed(step.query) as Query), locationId: world.locationId }
              expect(await rowsOf(index, query)).toEqual(await naive.find(query, 'search'))
            }
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('BR-301 returns every contact once across pages, in any sort order', async () => {
    const world = await searchWorld(server)
    const { locationId } = world
    for (const body of fc.sample(anyContactBody(world.fields), 60)) {
      await writeContact(server.call, 'POST', '/contacts/', { ...body, locationId }, world.headers)
    }
    const index = newIndex()
    for (const sort of fc.sample(anySearchQuery(locationId, world.fields), 15).map((query) => query.sort)) {
      const found: string[] = []
      let after: RowPlace | undefined
      for (let page = 0; page < 10; page += 1) {
        const page: Query = { locationId, sort, limit: 7, offset: 0, ...(after && { after }) }
        const { documents, total } = await index.find(page, 'search')
        expect(total).toBe(60)
        for (const { place } of documents) found.push(place.id)
        after = documents.at(-1)?.place
      }
      expect(found).toHaveLength(60)
      expect(new Set(found).size).toBe(60)
    }
  })

  it('flushes its segments, compacts small ones, and truncates the change log', async () => {
    const world = await searchWorld(server)
    const { locationId } = world
    const index = newIndex()
    const count = () => server.storage.read((tx) => tx.get(countRows, { locationId }))
    for (let round = 0; round < 9; round += 1) {
      for (let n = 0; n < 5; n += 1)
        await server.call(
          'POST',
          '/contacts/',
          { locationId, firstName: `n${n}`, source: `r${round}` },
          world.headers,
        )
      await maintainAll(index)
    }
    const rows = await count()
    expect(rows?.changes).toBe(0)
    expect(rows?.segments).toBeLessThan(4)
    expect(rows?.columns).toBe(rows?.segments)
    const everyone = { locationId, sort: [], limit: 100, offset: 0 }
    expect((await newIndex().find(everyone, 'search')).total).toBe(45)
    const ofRound = { ...everyone, filter: { op: 'eq', column: 'source', values: ['r3'] } as const }
    expect((await newIndex().find(ofRound, 'search')).total).toBe(5)
  })

  it('BR-303 ingests small batches if contacts are large or have many columns, and finds all', async () => {
    const world = await searchWorld(server)
    const { locationId } = world
    for (let n = 0; n < 30; n += 1)
      await server.call('POST', '/contacts/', { locationId, lastName: 'Doe', city: `c${n}` }, world.headers)
    const everyone = { locationId, sort: [], limit: 100, offset: 0 }
    const reads = async (bounds: Parameters<typeof newIndex>[0]) => {
      let count = 0
      const storage = observed(() => {
        count += 1
      })
      expect((await newIndex(bounds, storage).find(everyone, 'search')).total).toBe(30)
      return count
    }
    const atOnce = await reads({})
    expect(await reads({ documentsPerBatch: 10 })).toBe(atOnce + 2)
    expect(await reads({ charactersPerBatch: 1 })).toBe(atOnce + 29)
    expect(await reads({ cellsPerBatch: 1 })).toBe(atOnce + 29)
  })

  it('BR-303 refuses a search while too much is unflushed, and finds all once it is flushed', async () => {
    const world = await searchWorld(server)
    const { locationId } = world
    for (let n = 0; n < 5; n += 1)
      await server.call('POST', '/contacts/', { locationId, lastName: 'Doe', city: `c${n}` }, world.headers)
    const everyone = { locationId, sort: [], limit: 100, offset: 0 }
    const index = newIndex({ charactersPerBatch: 1, memoryBytes: 1 })
    await expect(index.find(everyone, 'search')).rejects.toThrow(IndexBehindError)
    await maintainAll(index)
    expect((await index.find(everyone, 'search')).total).toBe(5)
  })

  it('stores a large column in chunks, and reads it from them', async () => {
    const world = await searchWorld(server)
    const { locationId, headers } = world
    const { id } = await server.fixtures.customField(locationId, { dataType: 'LARGE_TEXT', name: 'Story' })
    for (let n = 0; n < 25; n += 1) {
      const story = [{ id, value: `${n} `.padEnd(100_000, `text ${n} `) }]
      await server.call('POST', '/contacts/', { locationId, lastName: 'Doe', customFields: story }, headers)
    }
    await maintainAll(newIndex())
    const sizes = await server.storage.read((tx) => tx.all(listColumnSizes, { locationId }))
    expect(Math.max(...sizes.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1024 * 1024)
    expect(sizes.filter(({ name }) => name.startsWith(`customFields.${id}`))).toHaveLength(3)
    const found = async (text: string) => {
      const filter = { op: 'contains', column: `customFields.${id}`, text } as const
      return (await newIndex().find({ locationId, filter, sort: [], limit: 100, offset: 0 }, 'search')).total
    }
    expect(await found('text 24')).toBe(1)
    expect(await found('text 1')).toBe(11)
    expect(await found('text 25')).toBe(0)
  })

  it('a location whose index fails does not keep others from being flushed', async () => {
    const worlds = [await searchWorld(server), await searchWorld(server)]
    for (const { locationId, headers } of worlds)
      await server.call('POST', '/contacts/', { locationId, lastName: 'Doe', city: 'Here' }, headers)
    const [broken = '', other = ''] = worlds.map(({ locationId }) => locationId)
    const setDocument = {
      name: 'test-set-document',
      sql: 'UPDATE contacts SET document = :document WHERE location_id = :locationId',
    }
    const { document } =
      (await server.storage.read((tx) => tx.get(findDocument, { locationId: broken }))) ?? {}
    await server.storage.write((tx) => tx.run(setDocument, { locationId: broken, document: '{' }), 'database')
    const index = newIndex()
    await index.maintain()
    await expect(index.maintain()).rejects.toThrow(SyntaxError)
    const left = (locationId: string) => server.storage.read((tx) => tx.get(countRows, { locationId }))
    expect(await left(other)).toEqual({ changes: 0, segments: 1, columns: 1 })
    expect(await left(broken)).toEqual({ changes: 1, segments: 0, columns: 0 })
    await server.storage.write(
      (tx) => tx.run(setDocument, { locationId: broken, document: String(document) }),
      'database',
    )
    await maintainAll(index)
    expect(await left(broken)).toEqual({ changes: 0, segments: 1, columns: 1 })
  })

  it('BR-305 a page is not shorter if a contact is deleted while the page is read', async () => {
    const world = await searchWorld(server)
    const { locationId } = world
    const made: string[] = []
    for (let n = 0; n < 5; n += 1) {
      server.clock.advance(1)
      const contact = { locationId, lastName: 'Doe' }
      const { body } = await server.call('POST', '/contacts/', contact, world.headers)
      made.unshift(body.contact.id)
    }
    const query = { locationId, sort: [], limit: 3, offset: 0 }
    let count = 0
    const counting = observed(() => {
      count += 1
    })
    await newIndex({}, counting).find(query, 'search')
    const documentsRead = count
    count = 0
    const deleting = observed(async () => {
      count += 1
      if (count !== documentsRead) return
      const path = `/contacts/${made[1]}`
      expect((await server.call('DELETE', path, undefined, world.headers)).status).toBe(200)
    })
    const { total, documents } = await newIndex({}, deleting).find(query, 'search')
    expect(documents.map(({ place }) => place.id)).toEqual([made[0], made[2], made[3]])
    expect(total).toBe(4)
  })

  it('two processes that write one index agree', async () => {
    const world = await searchWorld(server)
    const { locationId } = world
    const query = { locationId, sort: [], limit: 100, offset: 0 }
    const [one, other] = [newIndex(), newIndex()]
    for (let round = 0; round < 12; round += 1) {
      await server.call('POST', '/contacts/', { locationId, firstName: `n${round}` }, world.headers)
      const [first, second] = round % 2 === 0 ? [one, other] : [other, one]
      expect((await first.find(query, 'search')).total).toBe(round + 1)
      await Promise.all([maintainAll(first), maintainAll(second)])
      expect((await second.find(query, 'search')).total).toBe(round + 1)
      expect((await first.find(query, 'search')).total).toBe(round + 1)
    }
  })

  it('BR-300 nothing is lost if a process runs between the flush and the truncation of another', async () => {
    const { storage, clock, ids } = server
    const world = await searchWorld(server)
    const { locationId } = world
    for (let n = 0; n < 5; n += 1)
      await server.call('POST', '/contacts/', { locationId, lastName: 'Doe' }, world.headers)
    const writes = indexWrites(storage, contactSource)
    const deleting = Promise.withResolvers<void>()
    const mayDelete = Promise.withResolvers<void>()
    const deleteChanges: typeof writes.deleteChanges = async (...args) => {
      if (args[0] === locationId) deleting.resolve()
      await mayDelete.promise
      return writes.deleteChanges(...args)
    }
    const cache = new ColumnCache(100_000)
    const one = new ColumnIndex({
      storage,
      source: contactSource,
      clock,
      ids,
      writes: { ...writes, deleteChanges },
      cache,
    })
    const everyone = { locationId, sort: [], limit: 100, offset: 0 }
    await one.find(everyone, 'search')
    await one.maintain()
    const tidying = one.maintain()
    await deleting.promise
    const other = newIndex()
    expect((await other.find(everyone, 'search')).total).toBe(5)
    await other.maintain()
    mayDelete.resolve()
    await tidying
    expect((await newIndex().find(everyone, 'search')).total).toBe(5)
  })

  it('BR-300 the first index has what changes while it is made', async () => {
    const world = await searchWorld(server)
    const { locationId, headers } = world
    const create = async (city: string) =>
      (await server.call('POST', '/contacts/', { locationId, lastName: 'Doe', city }, headers)).body.contact
        .id as string
    const contactIds = (await Promise.all(Array.from({ length: 12 }, () => create('Old')))).sort()
    const [first, last] = [contactIds[0], contactIds.at(-1)]
    const changes = [
      () => server.call('DELETE', `/contacts/${first}`, undefined, headers),
      () => server.call('PUT', `/contacts/${contactIds[1]}`, { city: 'New' }, headers),
      () => server.call('PUT', `/contacts/${contactIds[10]}`, { city: 'New' }, headers),
      () => server.call('DELETE', `/contacts/${last}`, undefined, headers),
      () => create('New'),
      () => create('New'),
    ]
    // Reads of the index come between the changes, from the look for the last change to the end of the scan.
    let reads = 0
    const changing = observed(async () => {
      reads += 1
      if (reads > 4) await changes.shift()?.()
    })
    const index = newIndex({ documentsPerBatch: 2 }, changing)
    const found = async (city: string, one = index) => {
      const filter = { op: 'eq', column: 'city', values: [city.toLowerCase()] } as const
      return (await one.find({ locationId, filter, sort: [], limit: 100, offset: 0 }, 'search')).total
    }
    await found('Old')
    expect(changes).toEqual([])
    for (const one of [index, newIndex()])
      expect([await found('Old', one), await found('New', one)]).toEqual([8, 4])
    await maintainAll(index)
    for (const one of [index, newIndex()])
      expect([await found('Old', one), await found('New', one)]).toEqual([8, 4])
  })

  it('BR-300 a first index that was stored in part is completed by another process', async () => {
    const world = await searchWorld(server)
    const { locationId, headers } = world
    for (let n = 0; n < 10; n += 1)
      await server.call('POST', '/contacts/', { locationId, lastName: 'Doe' }, headers)
    const everyone = { locationId, sort: [], limit: 100, offset: 0 }
    const bounds = { documentsPerBatch: 4, memoryBytes: 1 }
    const partial = newIndex(bounds)
    await expect(partial.find(everyone, 'search')).rejects.toThrow(IndexBehindError)
    await partial.maintain()
    const stored = await server.storage.read((tx) => tx.get(countRows, { locationId }))
    expect(stored).toEqual({ changes: 10, segments: 1, columns: 1 })
    const other = newIndex()
    expect((await other.find(everyone, 'search')).total).toBe(10)
    await maintainAll(other)
    await maintainAll(partial)
    for (const one of [partial, other, newIndex()])
      expect((await one.find(everyone, 'search')).total).toBe(10)
    expect((await server.storage.read((tx) => tx.get(countRows, { locationId })))?.changes).toBe(0)
  })

  it('searches during ingestion and flushes find every contact once', async () => {
    const world = await searchWorld(server)
    const { locationId } = world
    const index = newIndex()
    const contactIds: string[] = []
    for (let n = 0; n < 40; n += 1) {
      const { body } = await server.call(
        'POST',
        '/contacts/',
        { locationId, firstName: `n${n}` },
        world.headers,
      )
      contactIds.push(body.contact.id)
    }
    const query = { locationId, sort: [], limit: 100, offset: 0 }
    for (let round = 0; round < 10; round += 1) {
      const updates = contactIds.map((id, n) =>
        server.call('PUT', `/contacts/${id}`, { city: `c${round} ${n}` }, world.headers),
      )
      const totals = Array.from({ length: 10 }, async () => (await index.find(query, 'search')).total)
      const [found] = await Promise.all([Promise.all(totals), index.maintain(), ...updates])
      expect(found).toEqual(Array.from({ length: 10 }, () => 40))
    }
  })
})

const renameFields = (json: string, from: SearchWorld['fields'], to: SearchWorld['fields']): string => {
  const pairs = [
    [from.text, to.text],
    [from.number, to.number],
    [from.date, to.date],
    [from.list, to.list],
    [from.rows.id, to.rows.id],
    ...from.rows.rowIds.map((rowId, index) => [rowId, to.rows.rowIds[index]]),
  ]
  return pairs.reduce((text, [old, made]) => text.replaceAll(String(old), String(made)), json)
}
