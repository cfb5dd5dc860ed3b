import { BoundedCache } from '../../../lib/bounded-cache.ts'
import { monotonicMs } from '../../../lib/clock.ts'
import { withTimeout } from '../../../lib/with-timeout.ts'
import { engineStatement } from '../../statement.ts'
import type { ReadTx } from '../../storage.ts'
import { operationTimeout } from '../connection/connection-settings.ts'

const maxRemembered = 10_000
/** Time limit of the question. It precedes the first read or write, which has its own: a client waits for the sum of both. */
const answerTimeMs = 2_000
/** An answer that is older counts no more: the shard may have been moved from a worker that is gone. */
const maxAgeMs = 10 * 60_000

/** A row by the value that decides its shard: see `shardColumn`. */
export interface ShardKey {
  /** One of the tables with the same shards. */
  table: 'location_marks' | 'documents' | 'id_places'
  value: string
}

const findWorker = engineStatement<ShardKey & Record<string, string>, { worker: number }>(
  'find-worker-of-row',
  `SELECT groupid AS "worker"
   FROM get_shard_id_for_distribution_column(CAST(:table AS REGCLASS), CAST(:value AS TEXT)) AS shard
   JOIN pg_dist_placement ON shardid = shard`,
)

/** A remembered answer. */
interface Found {
  worker: Promise<number>
  /** When it was last asked for, and when it was last answered, in milliseconds of the monotonic clock. */
  askedAt: number
  answeredAt: number
}

/**
 * The worker that has a row, by the number that Citus gives it (`groupid`). It is remembered, since it changes only when
 * an operator moves shards. After `memoryMs` it is asked for again, and until the answer is there, the former one counts
 * for some minutes: no write waits for it, or fails with it.
 */
export class ShardWorkers {
  readonly #reads: Pick<ReadTx, 'get'>
  readonly #memoryMs: number
  readonly #found = new BoundedCache<string, Found>(maxRemembered)

  /** @param reads of tables that every server has. */
  constructor(reads: Pick<ReadTx, 'get'>, memoryMs: number) {
    this.#reads = reads
    this.#memoryMs = memoryMs
  }

  /** @throws StorageUnavailableError if Citus does not answer. */
  workerOf(key: ShardKey): Promise<number> {
    const name = `${key.table} ${key.value}`
    const now = monotonicMs()
    const found = this.#found.get(name)
    if (found !== undefined && now - found.askedAt < this.#memoryMs) return found.worker
    const worker = this.#ask(key)
    if (found === undefined || now - found.answeredAt > maxAgeMs) {
      this.#found.set(name, { worker, askedAt: now, answeredAt: now })
      worker.catch(() => this.#found.delete(name))
      return worker
    }
    found.askedAt = now
    worker.then(
      () => {
        // As the newest entry, it is evicted last.
        this.#found.delete(name)
        this.#found.set(name, { worker, askedAt: now, answeredAt: now })
      },
      () => undefined,
    )
    return found.worker
  }

  async #ask({ table, value }: ShardKey): Promise<number> {
    const asked = this.#reads.get(findWorker, { table, value })
    const row = await withTimeout(answerTimeMs, asked, () => operationTimeout(answerTimeMs))
    return row?.worker ?? 0
  }
}
