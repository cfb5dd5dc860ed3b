import { describe, expect, it } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { StorageUnavailableError } from '../storage/storage.ts'

const server = useTestServer(undefined, { logs: 'warnings' })

const get = (path: string) => server.call<Record<string, unknown>>('GET', path, undefined, noHeaders)
const noHeaders = { authorization: undefined, version: undefined }

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
      await expect.poll(async () => (await get('/readyz')).status, { timeout }).toBe(503)
      const { headers, body } = await get('/readyz')
      expect([headers['retry-after'], body]).toMatchObject([
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
    await expect.poll(async () => (await get('/readyz')).status, { timeout }).toBe(200)
  })

  it('BR-363 responds within two seconds if the database hangs', async () => {
    const goOn = replaceCheck(() => new Promise(() => undefined))
    try {
      await expect.poll(async () => (await get('/readyz')).status, { timeout }).toBe(503)
      const since = performance.now()
      expect((await get('/readyz')).status).toBe(503)
      expect(performance.now() - since).toBeLessThan(2_500)
    } finally {
      goOn()
    }
    await expect.poll(async () => (await get('/readyz')).status, { timeout }).toBe(200)
  })

  it('BR-363 runs one check for all requests within a second', async () => {
    let looks = 0
    const goOn = replaceCheck(async () => {
      looks += 1
    })
    const since = performance.now()
    for (let round = 0; round < 100; round += 1) await Promise.all([get('/readyz'), get('/readyz')])
    goOn()
    expect(looks).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - since) / 1_000))
  })
})

const timeout = 10_000

/** Replaces the check of the database. @returns a function that restores it. */
function replaceCheck(check: () => Promise<void>): () => void {
  const { storage } = server
  const { checkWritable } = storage
  storage.checkWritable = check
  return () => {
    storage.checkWritable = checkWritable
  }
}
