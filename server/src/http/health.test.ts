import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { StorageUnavailableError } from '../storage/storage.ts'

const server = useTestServer(undefined, { logs: 'warnings' })

const get = (path: string) => server.call<Record<string, unknown>>('GET', path, undefined, noHeaders)
const noHeaders = { authorization: undefined, version: undefined }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  await forget()
  vi.useRealTimers()
})
/** Lets a second pass: the results of earlier requests count no longer. */
const forget = () => vi.advanceTimersByTimeAsync(1_000)

describe('BR-351 /readyz', () => {
  it('names each part, and reports ok for all', async () => {
    const { status, body } = await get('/readyz')
    expect([status, body]).toMatchObject([
      200,
      { status: 'ok', checks: { database: { status: 'ok' }, search: { status: 'ok' } } },
    ])
  })

  it('is 503 while searches are unavailable, with the reason', async () => {
    const reason = 'The search thread does not answer. It is replaced soon.'
    const search = {
      find: () => Promise.reject(new Error('not asked')),
      check: () => Promise.reject(new Error(reason)),
      close: async () => {},
    }
    const other = await startTestServer({ search })
    const { status, headers, body } = await other.call('GET', '/readyz', undefined, noHeaders)
    expect([status, headers['retry-after'], body]).toEqual([
      503,
      '1',
      {
        status: 'unavailable',
        checks: { database: { status: 'ok' }, search: { status: 'unavailable', reason } },
      },
    ])
    await other.close()
  })

  it("is 503 while the database can't be written, with the reason; /healthz is 200", async () => {
    const goOn = replaceCheck(() => Promise.reject(new StorageUnavailableError('The database is away.')))
    try {
      const { status, headers, body } = await get('/readyz')
      expect([status, headers['retry-after'], body]).toMatchObject([
        503,
        '1',
        {
          status: 'unavailable',
          checks: { database: { status: 'unavailable', reason: 'The database is away.' } },
        },
      ])
      expect(await get('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
    } finally {
      goOn()
    }
    await forget()
    expect((await get('/readyz')).status).toBe(200)
  })

  it('BR-363 responds within two seconds if the database hangs', async () => {
    const goOn = replaceCheck(() => new Promise(() => undefined))
    try {
      let status: number | undefined
      const asked = get('/readyz').then((reply) => {
        status = reply.status
      })
      await vi.advanceTimersByTimeAsync(1_400)
      expect(status).toBeUndefined()
      await vi.advanceTimersByTimeAsync(600)
      await asked
      expect(status).toBe(503)
    } finally {
      goOn()
    }
    await forget()
    expect((await get('/readyz')).status).toBe(200)
  })

  it('BR-363 runs one check for all requests within a second', async () => {
    let checks = 0
    const goOn = replaceCheck(async () => {
      checks += 1
    })
    const askOften = async () => {
      for (let round = 0; round < 10; round += 1) await Promise.all([get('/readyz'), get('/readyz')])
    }
    await askOften()
    expect(checks).toBe(1)
    await forget()
    await askOften()
    expect(checks).toBe(2)
    goOn()
  })
})

/** Replaces the check of the database. @returns a function that restores it. */
function replaceCheck(check: () => Promise<void>): () => void {
  const { storage } = server
  const { checkWritable } = storage
  storage.checkWritable = check
  return () => {
    storage.checkWritable = checkWritable
  }
}
