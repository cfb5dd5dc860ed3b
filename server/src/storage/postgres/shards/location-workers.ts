import { BoundedCache } from '../../../lib/bounded-cache.ts'
import { monotonicMs } from '../../../lib/clock.ts'
import { withTimeout } from '../../../lib/with-timeout.ts'
import { engineStatement } from '../../statement.ts'
import type { ReadTx } from '../../storage.ts'
import { operationTimeout } from '../connection/connection-settings.ts'

const maxLocations = 10_000
/** Time limit of the question. It precedes a write, which has its own: a client waits for the sum of both. */
const answerTimeMs = 2_000

const findWorker = engineStatement<{ locationId: string }, { worker: number }>(
  'find-worker-of-location',
  `SELECT groupid AS "worker"
   FROM get_shard_id_for_distribution_column('location_marks', CAST(:locationId AS TEXT)) AS shard
   JOIN pg_dist_placement ON shardid = shard`,
)

/**
 * The worker that has a location's rows, by the number that Citus gives it (`groupid`). It is remembered, since it
 * changes only when an operator moves shards. Until the memory ends, the answer may then be that of the former worker.
 */
export class LocationWorkers {
  readonly #reads: Pick<ReadTx, 'get'>
  readonly #memoryMs: number
  /** With the time of the question, in milliseconds of the monotonic clock. */
  readonly #found = new BoundedCache<string, { worker: Promise<number>; at: number }>(maxLocations)

  /** @param memoryMs for how long an answer is remembered. */
  constructor(reads: Pick<ReadTx, 'get'>, memoryMs: number) {
    this.#reads = reads
    this.#memoryMs = memoryMs
  }

  /** All that ask at the same time share one answer. @throws StorageUnavailableError */
  workerOf(locationId: string): Promise<number> {
    const now = monotonicMs()
    const found = this.#found.get(locationId)
    if (found !== undefined && now - found.at < this.#memoryMs) return found.worker
    const asked = { worker: this.#ask(locationId), at: now }
    // What is asked again becomes the newest entry, which is evicted last.
    this.#found.delete(locationId)
    this.#found.set(locationId, asked)
    asked.worker.catch(() => {
      if (this.#found.get(locationId) === asked) this.#found.delete(locationId)
    })
    return asked.worker
  }

  async #ask(locationId: string): Promise<number> {
    const asked = this.#reads.get(findWorker, { locationId })
    const row = await withTimeout(answerTimeMs, asked, () => operationTimeout(answerTimeMs))
    return row?.worker ?? 0
  }
}
