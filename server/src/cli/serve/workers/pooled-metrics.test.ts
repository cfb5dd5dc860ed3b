import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/support/until.ts'
import { counter, gauge, type Snapshot } from '../../../metrics/family.ts'
import type { AskedWorker } from './collection.ts'
import { PooledMetrics } from './pooled-metrics.ts'
import type { ToWorker } from './worker-messages.ts'

/** Too long for a test: it ends by the answers of all workers. */
const longTimeMs = 60_000
const shortTimeMs = 1

const snapshotOf = (requests: number): Snapshot => [
  counter('requests_total', 'Requests.', [{ value: requests, labels: { operation: 'a' } }]),
  gauge('memory_bytes', 'Memory.', 100),
]

class FakeWorker implements AskedWorker {
  requests: number
  isStuck = false
  asked = 0
  readonly answers: Snapshot[] = []
  readonly #pool: PooledMetrics

  constructor(pool: PooledMetrics, requests: number) {
    this.#pool = pool
    this.requests = requests
    pool.add(this)
  }

  send(message: ToWorker): void {
    if (message.kind === 'all-metrics') this.answers.push(message.snapshot)
    if (message.kind !== 'read-metrics') return
    this.asked += 1
    if (!this.isStuck)
      setImmediate(() => this.#pool.receive(this, { kind: 'metrics', snapshot: snapshotOf(this.requests) }))
  }

  want(): void {
    this.#pool.receive(this, { kind: 'wants-all-metrics', question: 1 })
  }

  /** Is scraped. @returns the value of each metric. */
  async scrape(): Promise<Record<string, number>> {
    const count = this.answers.length
    this.want()
    await until(() => this.answers.length > count)
    return Object.fromEntries(
      this.answers.at(-1)?.map(({ name, values }) => [name, values[0]?.value ?? 0]) ?? [],
    )
  }
}

describe('BR-682 the metrics of workers', () => {
  it('are summed', async () => {
    const pool = new PooledMetrics(longTimeMs)
    const [first] = [new FakeWorker(pool, 3), new FakeWorker(pool, 4)]
    expect(await first?.scrape()).toEqual({
      requests_total: 7,
      memory_bytes: 200,
      contactd_workers: 2,
      contactd_workers_unanswered: 0,
    })
  })

  it('keep the counters, but not the gauges, of workers that have ended', async () => {
    const pool = new PooledMetrics(longTimeMs)
    const first = new FakeWorker(pool, 3)
    for (let ended = 0; ended < 3; ended += 1) {
      const other = new FakeWorker(pool, 10)
      await first.scrape()
      pool.remove(other)
    }
    for (let scrape = 0; scrape < 2; scrape += 1)
      expect(await first.scrape()).toMatchObject({
        requests_total: 33,
        memory_bytes: 100,
        contactd_workers: 1,
      })
  })

  it('have the last numbers of a worker that is stuck, and say so', async () => {
    const pool = new PooledMetrics(shortTimeMs)
    const [first, other] = [new FakeWorker(pool, 3), new FakeWorker(pool, 4)]
    await until(async () => (await first.scrape()).requests_total === 7)
    other.isStuck = true
    other.requests = 5
    expect(await first.scrape()).toMatchObject({ requests_total: 7, contactd_workers_unanswered: 1 })
  })

  it('do not wait for a worker that ends meanwhile', async () => {
    const pool = new PooledMetrics(longTimeMs)
    const [first, other] = [new FakeWorker(pool, 3), new FakeWorker(pool, 4)]
    other.isStuck = true
    const scraped = first.scrape()
    await until(() => other.asked === 1)
    pool.remove(other)
    expect(await scraped).toMatchObject({ requests_total: 3, contactd_workers: 1 })
  })

  it('are read once for all who ask at the same time', async () => {
    const pool = new PooledMetrics(longTimeMs)
    const [first, other] = [new FakeWorker(pool, 3), new FakeWorker(pool, 4)]
    for (let count = 0; count < 10; count += 1) first.want()
    await other.scrape()
    expect(other.asked).toBe(1)
    expect(first.answers).toHaveLength(10)
  })
})
