import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from '../../../../test/support/until.ts'
import type { IndexWrites } from '../../columnstore/index-writes.ts'
import type { Query } from '../../columnstore/query.ts'
import { ThreadedColumnStores } from '../../columnstore/thread/threaded-column-stores.ts'
import { Watchdog } from '../../columnstore/thread/watchdog.ts'
import { searchInTurns } from './create-search.ts'
import type { SearchShapes } from './search.ts'

const workerFile = new URL('../../../../test/support/workers/faulty-search-worker.ts', import.meta.url)
const secondMs = 1000

const warnings: string[] = []
let thread: ThreadedColumnStores<SearchShapes>
const open = (database = 'sqlite:works') => {
  warnings.length = 0
  const writes = { contacts: {} as IndexWrites, opportunities: {} as IndexWrites }
  const warn = (_error: unknown, what: string) => warnings.push(what)
  thread = new ThreadedColumnStores({ database, writes, warn, workerFile })
}
// The thread is pinged, and replaced, when the test lets the time pass.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await thread.close()
})
/** Lets seconds pass: each pings the thread once. */
const pass = (seconds: number) => vi.advanceTimersByTime(seconds * secondMs)

const find = (locationId: string) => {
  const query: Query = { locationId, sort: [], limit: 1, offset: 0 }
  return thread.find('contacts', query, 'search')
}
const lost = { name: 'ThreadLostError' }

describe('BR-353 a search thread', () => {
  it('that is busy forever is replaced: its searches fail, and later ones succeed', async () => {
    open()
    await expect(find('works')).resolves.toMatchObject({ total: 1 })
    const stuck = [find('hang'), find('works')].map((search) => expect(search).rejects.toMatchObject(lost))
    pass(3)
    await expect(thread.check()).resolves.toBeUndefined()
    pass(1)
    await expect(thread.check()).rejects.toThrow('The search thread does not answer. It is replaced soon.')
    pass(6)
    expect(warnings).toEqual([])
    pass(1)
    expect(warnings).toEqual(['the search thread is replaced'])
    await Promise.all(stuck)
    await expect(find('works')).resolves.toMatchObject({ total: 1 })
    await expect(thread.check()).resolves.toBeUndefined()
    expect(warnings).toEqual(['the search thread is replaced'])
  })

  it('that answers but makes no progress is replaced', async () => {
    open()
    const answered = vi.spyOn(Watchdog.prototype, 'answered')
    const ignored = expect(find('ignored')).rejects.toMatchObject(lost)
    for (let second = 1; second <= 30; second += 1) {
      pass(1)
      await until(() => answered.mock.calls.length === second)
    }
    expect(warnings).toEqual([])
    pass(1)
    await ignored
    expect(warnings).toEqual(['the search thread is replaced'])
    await expect(find('works')).resolves.toMatchObject({ total: 1 })
  })

  it('that ends is replaced at once', async () => {
    open()
    await expect(find('works')).resolves.toMatchObject({ total: 1 })
    await expect(find('end')).rejects.toMatchObject(lost)
    await expect(find('works')).resolves.toMatchObject({ total: 1 })
  })

  it('that never answers is restarted after a pause, and searches fail meanwhile', async () => {
    open('sqlite:fails')
    await expect(find('works')).rejects.toMatchObject(lost)
    await expect(find('works')).rejects.toMatchObject(lost)
    expect(warnings).toEqual(['the search thread failed'])
    await expect(thread.check()).rejects.toThrow('The search thread was lost. Another is being started.')
    for (const pauseSeconds of [1, 2]) {
      const before = warnings.length
      pass(pauseSeconds - 0.001)
      await expect(find('works')).rejects.toMatchObject(lost)
      expect(warnings).toHaveLength(before)
      pass(0.001)
      await expect(find('works')).rejects.toMatchObject(lost)
      expect(warnings).toHaveLength(before + 1)
    }
  })

  it('that is lost gives the client a 503 with a retry time', async () => {
    open()
    const search = searchInTurns(() => thread)
    const query: Query = { locationId: 'end', sort: [], limit: 1, offset: 0 }
    await expect(
      search('contacts', query, 'search', { token: 'one', locationId: 'end' }),
    ).rejects.toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '1' },
    })
  })
})

it('BR-303 a search that the index is too far behind for says so', async () => {
  open()
  const query: Query = { locationId: 'behind', sort: [], limit: 1, offset: 0 }
  await expect(
    searchInTurns(() => thread)('contacts', query, 'search', { token: 'one', locationId: 'behind' }),
  ).rejects.toMatchObject({
    statusCode: 503,
    body: { message: 'The search index of the location is being made. Try again.' },
    headers: { 'retry-after': '1' },
  })
})
