import { afterEach, describe, expect, it } from 'vitest'
import type { IndexWrites } from '../../columnstore/index-writes.ts'
import type { Query } from '../../columnstore/query.ts'
import { ThreadedColumnStores } from '../../columnstore/thread/threaded-column-stores.ts'
import { searchInTurns } from './create-search.ts'
import type { SearchShapes } from './search.ts'

const workerFile = new URL('../../../../test/support/workers/faulty-search-worker.ts', import.meta.url)
/** Faster than in a server. A new thread has thirty beats, which is enough on a busy machine. */
const beatMs = 300
const waitMs = 40_000

const warnings: string[] = []
let thread: ThreadedColumnStores<SearchShapes>
const open = (database = 'sqlite:works') => {
  warnings.length = 0
  const writes = { contacts: {} as IndexWrites, opportunities: {} as IndexWrites }
  const warn = (_error: unknown, what: string) => warnings.push(what)
  thread = new ThreadedColumnStores({ database, writes, warn, workerFile, beatMs })
}
afterEach(() => thread.close())

const find = (locationId: string) => {
  const query: Query = { locationId, sort: [], limit: 1, offset: 0 }
  return thread.find('contacts', query, 'search')
}
const lost = { name: 'ThreadLostError' }

describe('BR-353 a search thread', { timeout: 2 * waitMs }, () => {
  it('that is busy forever is replaced: its searches fail, and later ones succeed', async () => {
    open()
    await expect(find('works')).resolves.toMatchObject({ total: 1 })
    await expect(thread.check()).resolves.toBeUndefined()
    const stuck = [find('hang'), find('works')].map((search) => expect(search).rejects.toMatchObject(lost))
    await expect
      .poll(() => thread.check().catch((error: Error) => error.message), { timeout: waitMs, interval: 5 })
      .toBe('The search thread does not answer. It is replaced soon.')
    await Promise.all(stuck)
    await expect(find('works')).resolves.toMatchObject({ total: 1 })
    await expect.poll(() => thread.check().then(() => 'ready'), { timeout: waitMs }).toBe('ready')
    expect(warnings).toEqual(['the search thread is replaced'])
  })

  it('that answers but makes no progress is replaced', async () => {
    open()
    await expect(find('ignored')).rejects.toMatchObject(lost)
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
    const began = performance.now()
    await expect(find('works')).rejects.toMatchObject(lost)
    expect(performance.now() - began).toBeLessThan(500)
    expect(warnings).toEqual(['the search thread failed'])
    await expect(thread.check()).rejects.toThrow('The search thread was lost. Another is being started.')
    await expect.poll(() => warnings.length, { timeout: waitMs }).toBeGreaterThan(1)
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
