import { BoundedCache } from '../../../lib/bounded-cache.ts'
import { monotonicMs } from '../../../lib/clock.ts'
import { withTimeout } from '../../../lib/with-timeout.ts'
import { engineStatement } from '../../statement.ts'
import type { ReadTx } from '../../storage.ts'
import { operationTimeout } from '../connection/connection-settings.ts'

const maxLocations = 10_000
/** Time limit of the question. It precedes the first write, which has its own: a client waits for the sum of both. */
const answerTimeMs = 2_000

const findWorker = engineStatement<{ locationId: string }, { worker: number }>(
  'find-worker-of-location',
  `SELECT groupid AS "worker"
   FROM get_shard_id_for_distribution_column('location_marks', CAST(:locationId AS TEXT)) AS shard
   JOIN pg_dist_placement ON shardid = shard`,
)

/** A remembered answer. */
interface Found {
  worker: Promise<number>
  /** When it was last asked for, in milliseconds of the monotonic clock. */
  askedAt: number
}

/**
 * The worker that has a location's rows, by the number that Citus gives it (`groupid`). It is remembered, since it
 * changes only when an operator moves shards. After `memoryMs` it is asked for again, and until the answer is there,
 * the former one counts: no write waits for it, or fails with it.
 */
export class LocationWorkers {
  readonly #reads: Pick<ReadTx, 'get'>
  readonly #memoryMs: number
  readonly #found = new BoundedCache<string, Found>(maxLocations)

  constructor(reads: Pick<ReadTx, 'get'>, memoryMs: number) {
    this.#reads = reads
    this.#memoryMs = memoryMs
  }

  /** All that ask for a new location at the same time share one answer. @throws StorageUnavailableError */
  workerOf(locationId: string): Promise<number> {
    const now = monotonicMs()
    const found = this.#found.get(locationId)
    if (found !== undefined && now - found.askedAt < this.#memoryMs) return found.worker
    const worker = this.#ask(locationId)
    if (found === undefined) {
      this.#found.set(locationId, { worker, askedAt: now })
      worker.catch(() => this.#found.delete(locationId))
      return worker
    }
    found.askedAt = now
    worker.then(
      () => {
        // As the newest entry, it is evicted last.
        this.#found.delete(locationId)
        this.#found.set(locationId, { worker, askedAt: now })
      },
      () => undefined,
    )
    return found.worker
  }

  async #ask(locationId: string): Promise<number> {
    const asked = this.#reads.get(findWorker, { locationId })
    const row = await withTimeout(answerTimeMs, asked, () => operationTimeout(answerTimeMs))
    return row?.worker ?? 0
  }
}
