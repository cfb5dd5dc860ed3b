import { expect, it } from 'vitest'
import { StorageUnavailableError, type WriteScope, type WriteTx } from '../../storage.ts'
import type { Writer } from '../writes/writer.ts'
import { Lanes } from './lanes.ts'
import { WorkerLanes } from './worker-lanes.ts'

const noTx = {} as WriteTx
const nothing = async () => undefined

/** Runs writes immediately, and remembers their scopes. */
class FakeWriter implements Writer {
  readonly scopes: WriteScope[] = []
  isClosed = false

  async write<T>(fn: (tx: WriteTx) => Promise<T>, scope: WriteScope): Promise<T> {
    if (this.isClosed) throw new StorageUnavailableError('The database is closed.')
    this.scopes.push(scope)
    return fn(noTx)
  }

  async close(): Promise<void> {
    this.isClosed = true
  }
}

/** Lanes on a fake cluster. @param map the number of the worker of each location. */
function lanesOn(map: Record<string, number | Promise<number>>) {
  const [wide, lanes] = [new FakeWriter(), [] as FakeWriter[]]
  const shardLanes = new Lanes({
    workerOf: async ({ value }) => map[value] ?? Promise.reject(new StorageUnavailableError('away')),
    urlOf: () => undefined,
    open: () => {
      const lane = new FakeWriter()
      lanes.push(lane)
      return { writer: lane }
    },
  })
  const writer = new WorkerLanes(wide, shardLanes)
  const write = (locationId: string) => writer.write(nothing, { locationId })
  return { writer, write, wide, lanes }
}

const idsIn = (lane: FakeWriter | undefined) =>
  lane?.scopes.map((scope) => (typeof scope === 'object' ? scope.locationId : scope))

it('the locations of each worker have a lane, and wider scopes have another', async () => {
  const { writer, write, wide, lanes } = lanesOn({ a: 1, b: 2, c: 1 })
  expect(await writer.write(async () => 'result', { locationId: 'a' })).toBe('result')
  await Promise.all([write('b'), write('c'), write('a')])
  for (const scope of ['database', 'access'] as const) await writer.write(nothing, scope)
  expect(lanes.map(idsIn)).toEqual([['a', 'c', 'a'], ['b']])
  expect(idsIn(wide)).toEqual(['database', 'access'])
})

it('a location goes through the lane of the worker that it has now', async () => {
  const map = { a: 1 }
  const { write, lanes } = lanesOn(map)
  await write('a')
  map.a = 2
  await write('a')
  map.a = 1
  await write('a')
  expect(lanes.map(idsIn)).toEqual([['a', 'a'], ['a']])
})

it('a location without an answer is refused, and others go on', async () => {
  const { write, lanes } = lanesOn({ b: 2 })
  const results = await Promise.allSettled([write('a'), write('b')])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(lanes.map(idsIn)).toEqual([['b']])
})

it('there are at most 64 lanes', async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `${index}`)
  const { write, lanes } = lanesOn(Object.fromEntries(ids.map((id) => [id, Number(id)])))
  await Promise.all(ids.map(write))
  expect(lanes).toHaveLength(64)
})

it('at most 10,000 writes wait for the worker of their location', async () => {
  const worker = Promise.withResolvers<number>()
  const { write } = lanesOn({ a: worker.promise })
  const writes = Array.from({ length: 10_000 }, () => write('a'))
  await expect(write('a')).rejects.toThrow('Too many writes')
  worker.resolve(1)
  await Promise.all(writes)
  await write('a')
})

it('a closed writer waits for the writes whose worker is not known yet, and accepts no more', async () => {
  const worker = Promise.withResolvers<number>()
  const { writer, write, wide, lanes } = lanesOn({ a: worker.promise, b: 1 })
  const waiting = write('a')
  const closed = writer.close()
  await expect(write('b')).rejects.toThrow('The database is closed.')
  worker.resolve(1)
  await Promise.all([waiting, closed])
  expect(lanes.map(idsIn)).toEqual([['a']])
  expect([wide, ...lanes].map(({ isClosed }) => isClosed)).toEqual([true, true])
})
