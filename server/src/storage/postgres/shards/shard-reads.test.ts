import { afterEach, expect, it, vi } from 'vitest'
import { statement } from '../../statement.ts'
import { StorageUnavailableError } from '../../storage.ts'
import type { Row } from '../connection/connection.ts'
import { type Prepared, prepare } from '../connection/prepared.ts'
import type { BatchedReads } from '../reads/read-batches.ts'
import { Lanes } from './lanes.ts'
import { ShardReads } from './shard-reads.ts'

const findUser = statement<{ id: string }, Row>('shard-reads-user', 'SELECT id FROM users WHERE id = :id')
const findNote = statement<{ locationId: string; id: string }, Row>(
  'shard-reads-note',
  'SELECT id FROM notes WHERE location_id = :locationId AND id = :id',
)
const listNotes = statement<{ limit: number }, Row>('shard-reads-notes', 'SELECT id FROM notes LIMIT :limit')
const listDue = statement<{ limit: number }, Row>(
  'shard-reads-due',
  'SELECT location_id FROM notes LIMIT :limit',
  { inLocation: 'SELECT location_id FROM notes WHERE location_id = :ofLocation LIMIT :limit' },
)
const listOthers = statement<{ limit: number }, Row>(
  'shard-reads-others',
  'SELECT location_id FROM tasks LIMIT :limit',
  { inLocation: 'SELECT location_id FROM tasks WHERE location_id = :ofLocation LIMIT :limit' },
)
const findPart = statement<{ documentId: string }, Row>(
  'shard-reads-part',
  'SELECT content FROM document_chunks WHERE document_id = :documentId',
)
const findHome = statement<{ id: string }, Row>(
  'shard-reads-home',
  'SELECT location_id AS "locationId" FROM businesses WHERE id = :id',
  { placedBy: 'id' },
)

afterEach(() => {
  vi.useRealTimers()
})

/**
 * Reads on a fake cluster, where the worker of a value is its first letter, and a URL its second.
 * @param rowsOf what a read of a lane finds.
 * @param locations in order.
 */
function readsOn(
  rowsOf: (name: string, params: Record<string, unknown>) => Row[] = () => [],
  locations: readonly string[] = ['1', '2', '7'],
) {
  const sent: string[] = []
  const readsOf = (place: string): BatchedReads => ({
    async rows(prepared: Prepared, params) {
      sent.push(`${place} ${prepared.statementName}`)
      return rowsOf(`${place} ${prepared.statementName}`, params)
    },
    get: () => Promise.reject(new Error('not used')),
    all: async (_, { after, limit }) =>
      locations
        .filter((id) => id > String(after))
        .slice(0, Number(limit))
        .map((id) => ({ id })) as never[],
  })
  const lanes = new Lanes({
    workerOf: async ({ value }) => Number(value.at(0)),
    urlOf: (worker) => (worker > 5 ? `url${worker}` : undefined),
    open: (url) => ({ reads: readsOf(url ?? 'coordinator') }),
  })
  const reads = new ShardReads({ everywhere: readsOf('everywhere'), wide: readsOf('wide'), lanes })
  return { reads, sent }
}

it('a read goes to the worker of its location or document, and others to any server or to all shards', async () => {
  const { reads, sent } = readsOn()
  await reads.get(findUser, { id: '6' })
  await reads.get(findNote, { locationId: '7', id: '1' })
  await reads.get(findNote, { locationId: '2', id: '1' })
  await reads.all(listNotes, { limit: 1 })
  await reads.get(findPart, { documentId: '8' })
  expect(sent).toEqual([
    'everywhere shard-reads-user',
    'url7 shard-reads-note',
    'coordinator shard-reads-note',
    'wide shard-reads-notes',
    'url8 shard-reads-part',
  ])
})

it('a read by an id alone is one in its location, which is remembered', async () => {
  let home = '7'
  const { reads, sent } = readsOn((name, { placedIn }) => {
    if (name.endsWith('find-places-of-id')) return [{ locationId: '7' }, { locationId: '8' }]
    return placedIn === home ? [{ locationId: home }] : []
  })
  const found = () => reads.get(findHome, { id: '6' })
  expect(await found()).toEqual({ locationId: '7' })
  expect(await found()).toEqual({ locationId: '7' })
  home = '8'
  expect(await found()).toEqual({ locationId: '8' })
  expect(sent.filter((each) => each.startsWith('url6'))).toHaveLength(1)
  expect(sent).toHaveLength(7)
})

it('an id that is in no place is looked for in all shards, and its place once more', async () => {
  const { reads, sent } = readsOn((name) => (name.startsWith('wide') ? [{ locationId: '9' }] : []))
  for (let times = 0; times < 2; times += 1)
    expect(await reads.get(findHome, { id: '6' })).toEqual({ locationId: '9' })
  const once = ['url6 find-places-of-id', 'wide shard-reads-home']
  expect(sent).toEqual([...once, ...once])
})

it('a list goes on location by location while a worker is away, and then over all shards again', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  let isAway = true
  const { reads, sent } = readsOn((name, { ofLocation }) => {
    if (isAway && (name.startsWith('wide') || ofLocation === '2')) throw new StorageUnavailableError('away')
    return [{ place: ofLocation ?? 'all' }]
  })
  const list = async () => (await reads.all(listDue, { limit: 9 })).map(({ place }) => place)
  for (let times = 0; times < 3; times += 1) expect(await list()).toEqual(['1', '7'])
  expect(sent.filter((each) => each.startsWith('wide'))).toHaveLength(1)
  isAway = false
  vi.advanceTimersByTime(10_000)
  expect(await list()).toEqual(['all'])
})

it('two lists that take turns while a worker is away both reach every location', async () => {
  const locations = Array.from({ length: 1_500 }, (_, index) => String(10_000 + index))
  const { reads } = readsOn((name, { ofLocation }) => {
    if (name.startsWith('wide')) throw new StorageUnavailableError('away')
    return [{ place: ofLocation }]
  }, locations)
  for (const list of [listDue, listOthers]) expect(await reads.all(list, { limit: 9 })).toHaveLength(1_000)
  for (const list of [listDue, listOthers])
    expect((await reads.all(list, { limit: 9 })).map(({ place }) => place)).toEqual(locations.slice(1_000))
})

it('a list without an answer from any location is refused, and so is one that has no form for a location', async () => {
  const { reads } = readsOn(() => {
    throw new StorageUnavailableError('away')
  })
  await expect(reads.all(listDue, { limit: 9 })).rejects.toThrow('away')
  await expect(reads.all(listNotes, { limit: 9 })).rejects.toThrow('away')
})

it('a read without the parameter that names its location is refused', async () => {
  const { reads } = readsOn()
  await expect(reads.rows(prepare(findNote), { id: '1' })).rejects.toThrow(TypeError)
})
