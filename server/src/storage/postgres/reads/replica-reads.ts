import type { Clock } from '../../../lib/clock.ts'
import { withTimeout } from '../../../lib/with-timeout.ts'
import type { StorageLog } from '../../log.ts'
import { engineStatement } from '../../statement.ts'
import type { ReadTx } from '../../storage.ts'
import { readReplayedVersion, readVersion } from '../location-versions.ts'

/** The replica counts as away if it takes longer, even if this process itself was paused. */
const versionTimeMs = 2_000
/** Time limit of a read on the replica; after it the read runs on the primary. */
const readTimeMs = 5_000
/** Interval of the checks for a replica that is away. */
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
  /** Must be one server: its state may only move forward between two reads. */
  replica: ReadTx
  clock: Clock
  log: StorageLog
}

/**
 * Runs reads of a location on a streaming replica if the replica has replayed the location's last write that the
 * primary knows of, from any node. Everything else is read on the primary, including every read that fails on the
 * replica: the primary decides about refusals.
 */
export class ReplicaReads {
  readonly #primary: ReadTx
  readonly #replica: ReadTx
  readonly #clock: Clock
  readonly #log: StorageLog
  #isAway = true
  #retryAt = 0
  #checking: Promise<void> | undefined

  constructor({ primary, replica, clock, log }: ReplicaReadsOptions) {
    this.#primary = primary
    this.#replica = replica
    this.#clock = clock
    this.#log = log
  }

  /** @param fn may run again, on the primary. */
  async read<T>(fn: (tx: ReadTx) => Promise<T>, locationId: string): Promise<T> {
    if (!(await this.#isCurrent(locationId))) return fn(this.#primary)
    try {
      return await withTimeout(readTimeMs, fn(this.#replica), overdue)
    } catch {
      return fn(this.#primary)
    }
  }

  /** Checks that the replica can be reached and is a replica of the primary's database. It is used only then. */
  async check(): Promise<'there' | 'away' | 'another'> {
    const [own, replicas] = await Promise.all([
      this.#primary.get(readIdentity, {}),
      withTimeout(versionTimeMs, this.#replica.get(readIdentity, {}), overdue).catch(() => undefined),
    ])
    if (replicas === undefined) return 'away'
    const isSame = own?.system === replicas.system && own.database === replicas.database
    if (!isSame || !replicas.follows) return 'another'
    this.#isAway = false
    return 'there'
  }

  async #isCurrent(locationId: string): Promise<boolean> {
    if (this.#isAway) {
      if (this.#clock.now() >= this.#retryAt) this.#checking ??= this.#checkAgain()
      return false
    }
    const [written, replayed] = await Promise.all([
      this.#primary.get(readVersion, { locationId }),
      withTimeout(versionTimeMs, this.#replica.get(readReplayedVersion, { locationId }), overdue).catch(
        (error: unknown) => {
          this.#leave(error)
          return undefined
        },
      ),
    ])
    return written !== undefined && replayed !== undefined && replayed.version >= written.version
  }

  async #checkAgain(): Promise<void> {
    const found = await this.check().catch(() => 'away')
    this.#retryAt = this.#clock.now() + retryTimeMs
    this.#checking = undefined
    if (found === 'there') this.#log.info({}, 'the database replica is used again')
  }

  #leave(error: unknown): void {
    if (this.#isAway) return
    this.#isAway = true
    this.#retryAt = this.#clock.now() + retryTimeMs
    this.#log.warn({ err: error }, 'the database replica is not reachable: all reads go to the primary')
  }
}

const overdue = () => new Error('The replica has not answered in time.')
