import { afterEach, expect, it, vi } from 'vitest'
import type { SqlParams } from '../../statement.ts'
import { ShardWorkers } from './shard-workers.ts'

const minuteMs = 60_000

/** Answers from a fake cluster. @param map the number of the worker of each location. */
function workersOn(map: Record<string, number>) {
  const asked: string[] = []
  const get = async (_: unknown, { value }: SqlParams) => {
    asked.push(String(value))
    const worker = map[String(value)]
    if (worker === undefined) throw new Error('away')
    return { worker } as never
  }
  const known = new ShardWorkers({ get }, minuteMs)
  const workers = { workerOf: (value: string) => known.workerOf({ table: 'location_marks', value }) }
  return { workers, asked }
}

afterEach(() => {
  vi.useRealTimers()
})

it('the worker of a location is asked for once a minute, and the former answer counts until the next', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const map: Record<string, number> = { a: 1, b: 2 }
  const { workers, asked } = workersOn(map)
  expect(await Promise.all(['a', 'b', 'a'].map((id) => workers.workerOf(id)))).toEqual([1, 2, 1])
  map.a = 2
  vi.advanceTimersByTime(minuteMs - 1)
  expect(await workers.workerOf('a')).toBe(1)
  expect(asked).toEqual(['a', 'b'])
  vi.advanceTimersByTime(1)
  expect(await Promise.all([workers.workerOf('a'), workers.workerOf('a')])).toEqual([1, 1])
  await vi.waitFor(async () => expect(await workers.workerOf('a')).toBe(2))
  expect(asked).toEqual(['a', 'b', 'a'])
})

it('the former answer also counts if a later question fails', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const map: Record<string, number> = { a: 1 }
  const { workers, asked } = workersOn(map)
  await workers.workerOf('a')
  delete map.a
  vi.advanceTimersByTime(minuteMs)
  for (let times = 0; times < 3; times += 1) expect(await workers.workerOf('a')).toBe(1)
  expect(asked).toEqual(['a', 'a'])
})

it('a failed question is asked again', async () => {
  const map: Record<string, number> = {}
  const { workers, asked } = workersOn(map)
  await expect(workers.workerOf('a')).rejects.toThrow('away')
  map.a = 1
  expect(await workers.workerOf('a')).toBe(1)
  expect(asked).toEqual(['a', 'a'])
})

it('a question without an answer is refused after two seconds', async () => {
  vi.useFakeTimers()
  const get = () => new Promise<never>(() => undefined)
  const a = { table: 'location_marks', value: 'a' } as const
  const refused = expect(new ShardWorkers({ get }, minuteMs).workerOf(a)).rejects.toThrow('2 seconds')
  await vi.advanceTimersByTimeAsync(2_000)
  await refused
})

it('10,000 locations are remembered', async () => {
  const ids = Array.from({ length: 10_001 }, (_, index) => `${index}`)
  const { workers, asked } = workersOn(Object.fromEntries(ids.map((id) => [id, 1])))
  for (const id of ids) await workers.workerOf(id)
  await workers.workerOf('10000')
  await workers.workerOf('1')
  expect(asked).toHaveLength(10_001)
  await workers.workerOf('0')
  expect(asked).toHaveLength(10_002)
})
