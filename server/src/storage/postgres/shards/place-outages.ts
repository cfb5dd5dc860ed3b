import { monotonicMs } from '../../../lib/clock.ts'
import type { StorageLog } from '../../log.ts'

/** A worker that is away is tried again after this time, by one group. */
const pauseMs = 10_000

/** The workers that took no places when they were last tried. At most one entry for each worker of the cluster. */
export class PlaceOutages {
  readonly #log: StorageLog
  /** When each is tried again, in milliseconds of the monotonic clock. */
  readonly #nextTries = new Map<number, number>()

  constructor(log: StorageLog) {
    this.#log = log
  }

  get isNone(): boolean {
    return this.#nextTries.size === 0
  }

  /** Whether to try a worker. For one that is away, this is true once in each pause. */
  mayTry(worker: number): boolean {
    const nextTry = this.#nextTries.get(worker)
    if (nextTry === undefined) return true
    const now = monotonicMs()
    if (now < nextTry) return false
    this.#nextTries.set(worker, now + pauseMs)
    return true
  }

  /** Notes that a worker is away. Logs it once, until it is back. */
  begin(worker: number, error: unknown): void {
    if (!this.#nextTries.has(worker))
      this.#log.warn(
        { worker, err: error },
        'a worker of the cluster takes no places of new ids: reads by these ids alone search all shards',
      )
    this.#nextTries.set(worker, monotonicMs() + pauseMs)
  }

  /** Notes that a worker is there. */
  end(worker: number): void {
    this.#nextTries.delete(worker)
  }
}
