import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { ColumnIndex } from '../../columnstore/column-index.ts'
import { indexWrites } from '../../columnstore/index-writes.ts'
import type { Filter, Query } from '../../columnstore/query.ts'
import { ColumnCache } from '../../columnstore/segments/column-cache.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { contactSource } from './contact-source.ts'

const server = useTestServer({ location: { allowDuplicateContact: true } })
const people = 40

beforeAll(async () => {
  for (let n = 0; n < people; n += 1)
    await newContact(server, {
      firstName: `n${n}`,
      lastName: 'Doe',
      city: `c${n % 4}`,
      phone: '+15551234567',
      tags: ['a', `t${n}`],
    })
  const index = indexOn(server.storage)
  for (let round = 0; round < 3; round += 1) await index.maintain()
})

const indexOn = (storage: Pick<Storage, 'read'>) =>
  new ColumnIndex({
    storage,
    source: contactSource,
    clock: server.clock,
    ids: server.ids,
    writes: indexWrites(server.storage, contactSource),
    cache: new ColumnCache(10_000_000),
  })

/** The database access of a search in an index that was just loaded: the columns and the documents that it reads. */
async function planOf(query: Partial<Query>) {
  const columns: string[] = []
  const documents = new Set<string>()
  const watched =
    <Args extends [{ name: string }, object], R>(ask: (...args: Args) => R) =>
    (...args: Args): R => {
      const [{ name }, params] = args
      if (name === 'list-contacts-by-ids')
        for (const [parameter, value] of Object.entries(params))
          if (parameter !== 'locationId') documents.add(value)
      if (name === 'find-search-column') columns.push((params as { name: string }).name)
      return ask(...args)
    }
  const storage = {
    read: <T>(fn: (tx: ReadTx) => Promise<T>) =>
      server.storage.read((tx) =>
        fn({ get: watched(tx.get.bind(tx)), all: watched(tx.all.bind(tx)) } as unknown as ReadTx),
      ),
  }
  const { locationId } = server
  const found = await indexOn(storage).find({ locationId, sort: [], limit: 3, offset: 0, ...query }, 'search')
  return { columns: columns.sort(), documents: documents.size, total: found.total }
}

const has = (column: string, text: string): Filter => ({ op: 'contains', column, text })
const is = (column: string, value: string | number): Filter => ({ op: 'eq', column, values: [value] })
/** The name of the column of ids. */
const ids = ''

describe('a search reads only the columns that it names and the contacts that it returns', () => {
  it.each<[string, Partial<Query>, string[], number]>([
    ['everybody', {}, [ids, 'dateAdded'], people],
    ['eq', { filter: is('city', 'c1') }, [ids, 'city', 'dateAdded'], 10],
    ['contains', { filter: has('firstNameLowerCase', 'n1') }, [ids, 'dateAdded', 'firstNameLowerCase'], 11],
    ['a tag', { filter: has('tags', 't1') }, [ids, 'dateAdded', 'tags'], 11],
    ['exists', { filter: { op: 'exists', column: 'phone' } }, [ids, 'dateAdded', 'phone'], people],
    ['a value that no contact has', { filter: is('website', 'x') }, [ids, 'dateAdded'], 0],
    [
      'a range',
      { filter: { op: 'range', column: 'dateAdded', bounds: { gt: 0 } } },
      [ids, 'dateAdded'],
      people,
    ],
    [
      'several',
      {
        filter: {
          op: 'and',
          filters: [is('city', 'c1'), has('tags', 't'), { op: 'not', filter: is('phone', '1') }],
        },
      },
      [ids, 'city', 'dateAdded', 'phone', 'tags'],
      10,
    ],
    [
      'a custom order',
      { sort: [{ column: 'lastNameLowerCase', direction: 'asc' }] },
      [ids, 'lastNameLowerCase'],
      people,
    ],
  ])('%s', async (_, query, columns, total) => {
    expect(await planOf(query)).toEqual({ columns, documents: Math.min(3, total), total })
  })
})
