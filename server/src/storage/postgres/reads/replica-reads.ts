import type { Clock } from '../../../lib/clock.ts'
import type { StorageLog } from '../../log.ts'
import { engineStatement } from '../../statement.ts'
import type { ReadTx } from '../../storage.ts'
import { readMark, readReplayedMark } from '../location-marks.ts'

/** How long a replica is waited for before it counts as away: also when this process itself was held up. */
const markTimeMs = 2_000
/** How long a read may take on a replica before it is done on the primary after all. */
const readTimeMs = 5_000
/** How often a replica that is away is looked for. */
const retryTimeMs = 1_000

const readIdentity = engineStatement<
  Record<string, never>,
  { system: string; database: string; follows: boolean }
>(
  'read-database-identity',
  `SELECT CAST(system_identifier AS TEXT) AS "system", CAST(current_database() AS TEXT) AS "database",
   pg_is_in_recovery() AS "follows" FROM pg_control_system()`,
)

export interface ReplicaReadsOptions {
  primary: ReadTx
  /** Of one server: what has been replayed when it is asked has been when it is asked again. */
  replica: ReadTx
  clock: Clock
  log: StorageLog
}

/**
 * Reads of locations on a streaming replica, which may be behind. A read goes there only where the replica has
 * replayed the last write of its location that the primary knows of, on whichever node it was made. All else is read on the
 * primary: also whatever fails on the replica, be it a refusal, so that the last word is the primary's.
 */
export class ReplicaReads {
  readonly #primary: ReadTx
  readonly #replica: ReadTx
  readonly #clock: Clock
  readonly #log: StorageLog
  #isAway = true
  #retryAt = 0
  #looking: Promise<void> | undefined

  constructor({ primary, replica, clock, log }: ReplicaReadsOptions) {
    this.#primary = primary
    this.#replica = replica
    this.#clock = clock
    this.#log = log
  }

  /** @param fn may be run again, on the primary. */
  async read<T>(fn: (tx: ReadTx) => Promise<T>, locationId: string): Promise<T> {
    if (!(await this.#isCurrent(locationId))) return fn(this.#primary)
    try {
      return await within(readTimeMs, fn(this.#replica))
    } catch {
      return fn(this.#primary)
    }
  }

  /** Looks whether the replica is there, and is one of the primary's database. Only then it is used. */
  async look(): Promise<'there' | 'away' | 'another'> {
    const [own, replicas] = await Promise.all([
      this.#primary.get(readIdentity, {}),
      within(markTimeMs, this.#replica.get(readIdentity, {})).catch(() => undefined),
    ])
    if (replicas === undefined) return 'away'
    const isSame = own?.system === replicas.system && own.database === replicas.database
    if (!isSame || !replicas.follows) return 'another'
    this.#isAway = false
    return 'there'
  }

  async #isCurrent(locationId: string): Promise<boolean> {
    if (this.#isAway) {
      if (this.#clock.now() >= this.#retryAt) this.#looking ??= this.#lookAgain()
      return false
    }
    const [written, replayed] = await Promise.all([
      this.#primary.get(readMark, { locationId }),
      within(markTimeMs, this.#replica.get(readReplayedMark, { locationId })).catch((error: unknown) => {
        this.#leave(error)
        return undefined
      }),
    ])
    return written !== undefined && replayed !== undefined && replayed.mark >= written.mark
  }

  async #lookAgain(): Promise<void> {
    const found = await this.look().catch(() => 'away')
    this.#retryAt = this.#clock.now() + retryTimeMs
    this.#looking = undefined
    if (found === 'there') this.#log.info({}, 'the replica of the database is used again')
  }

  #leave(error: unknown): void {
    if (this.#isAway) return
    this.#isAway = true
    this.#retryAt = this.#clock.now() + retryTimeMs
    this.#log.warn({ err: error }, 'the replica of the database is away: all is read on the primary')
  }
}

async function within<T>(timeMs: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`The replica took more than ${timeMs} ms.`)), timeMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
