import { combined } from '../../../metrics/exposition.ts'
import { type Family, gauge, type Snapshot } from '../../../metrics/family.ts'
import { type AskedWorker, Collection, collectTimeMs } from './collection.ts'
import type { FromWorker } from './worker-messages.ts'

/**
 * Combines the metrics of all workers for the one that is scraped. The counters of a worker that has ended stay in the
 * sum, as they were at the last scrape: a sum that shrinks would look like a restart of everything. prom-client's own
 * registry for node:cluster answers only in the parent, and fails if one worker is stuck.
 */
export class PooledMetrics {
  readonly #latest = new Map<AskedWorker, Snapshot | undefined>()
  /** At most one for each worker that has ended since the last scrape. */
  #ended: Snapshot[] = []
  #collecting: Collection | undefined
  #running: Promise<Snapshot> | undefined
  readonly #timeMs: number

  constructor(timeMs = collectTimeMs) {
    this.#timeMs = timeMs
  }

  /** A worker listens. */
  add(worker: AskedWorker): void {
    this.#latest.set(worker, undefined)
  }

  /** A worker has ended. */
  remove(worker: AskedWorker): void {
    const latest = this.#latest.get(worker)
    if (latest !== undefined) this.#ended.push(latest.filter(isCounted))
    this.#latest.delete(worker)
    this.#collecting?.settle(worker)
  }

  /** A worker has sent a message. */
  receive(worker: AskedWorker, message: FromWorker): void {
    if (message.kind === 'metrics' && this.#latest.has(worker)) {
      this.#latest.set(worker, message.snapshot)
      this.#collecting?.settle(worker)
    }
    if (message.kind === 'wants-all-metrics')
      void this.#all().then((snapshot) =>
        worker.send({ kind: 'all-metrics', question: message.question, snapshot }),
      )
  }

  /** All who ask at the same time share one answer. */
  #all(): Promise<Snapshot> {
    this.#running ??= this.#collect().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #collect(): Promise<Snapshot> {
    const unanswered = await this.#askAll()
    const ended = this.#ended.splice(0)
    const living = [...this.#latest.values()].filter((snapshot) => snapshot !== undefined)
    const whole = await combined([...living, ...ended])
    if (ended.length > 0) this.#ended.push(await combined(ended))
    return [
      ...whole,
      gauge('contactd_workers', 'Processes that serve requests.', this.#latest.size),
      gauge(
        'contactd_workers_unanswered',
        'Workers that did not send their metrics in time; the sums have their last ones.',
        unanswered,
      ),
    ]
  }

  /** @returns how many workers did not answer in time. */
  async #askAll(): Promise<number> {
    this.#collecting = new Collection(this.#latest.keys())
    const unanswered = await this.#collecting.ask({ kind: 'read-metrics' }, this.#timeMs)
    this.#collecting = undefined
    return unanswered
  }
}

const isCounted = ({ type }: Family): boolean => type !== 'gauge'
