import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/support/until.ts'
import type { RecordedRequest } from '../../../traffic/recorded-request.ts'
import { maxCollecting, PooledRequests } from './pooled-requests.ts'
import type { ToWorker } from './worker-messages.ts'

/** Too long for a test: it ends by the answers of all workers. */
const longTimeMs = 60_000
const shortTimeMs = 1
const locationId = 've9EPM428h8vShlRW1KT'

/** A request that came in at a second of a minute. */
const requestAt = (second: number) =>
  ({ at: new Date(second * 1000).toISOString(), locationId }) as RecordedRequest

class FakeWorker {
  isStuck = false
  asked = 0
  readonly answers = new Map<number, string[]>()
  readonly #pool: PooledRequests
  readonly #requests: RecordedRequest[]
  #questions = 0

  /** @param seconds of its requests, the newest first. */
  constructor(pool: PooledRequests, seconds: readonly number[]) {
    this.#pool = pool
    this.#requests = seconds.map(requestAt)
    pool.add(this)
  }

  send(message: ToWorker): void {
    if (message.kind === 'all-requests')
      this.answers.set(
        message.question,
        message.requests.map(({ at }) => at.slice(17, 19)),
      )
    if (message.kind !== 'read-requests') return
    this.asked += 1
    const { collection, query } = message
    const requests = this.#requests.slice(0, query.limit)
    if (!this.isStuck)
      setImmediate(() => this.#pool.receive(this, { kind: 'requests', collection, requests }))
  }

  want(limit = 10): number {
    const question = ++this.#questions
    this.#pool.receive(this, { kind: 'wants-all-requests', question, query: { locationId, limit } })
    return question
  }

  /** Asks for the requests of all. @returns their seconds. */
  async list(limit?: number): Promise<string[]> {
    const question = this.want(limit)
    await until(() => this.answers.has(question))
    return this.answers.get(question) ?? []
  }
}

describe('BR-824 the requests of workers', () => {
  it('are one list, the newest first, up to the limit', async () => {
    const pool = new PooledRequests(longTimeMs)
    const [first] = [new FakeWorker(pool, [9, 5, 1]), new FakeWorker(pool, [8, 2]), new FakeWorker(pool, [])]
    expect(await first?.list()).toEqual(['09', '08', '05', '02', '01'])
    expect(await first?.list(2)).toEqual(['09', '08'])
  })

  it('are listed without those of a worker that is stuck', async () => {
    const pool = new PooledRequests(shortTimeMs)
    const [first, other] = [new FakeWorker(pool, [1]), new FakeWorker(pool, [2])]
    other.isStuck = true
    await until(async () => (await first.list()).join() === '01')
  })

  it('are listed without waiting for a worker that ends meanwhile', async () => {
    const pool = new PooledRequests(longTimeMs)
    const [first, other] = [new FakeWorker(pool, [1]), new FakeWorker(pool, [2])]
    other.isStuck = true
    const listed = first.list()
    await until(() => other.asked === 1)
    pool.remove(other)
    expect(await listed).toEqual(['01'])
  })

  it('are those of the worker alone while too many lists are collected', async () => {
    const pool = new PooledRequests(longTimeMs)
    const [first, other] = [new FakeWorker(pool, [1]), new FakeWorker(pool, [2])]
    other.isStuck = true
    for (let count = 0; count < maxCollecting; count += 1) first.want()
    expect(await first.list()).toEqual(['01'])
    expect(other.asked).toBe(maxCollecting)
  })
})
