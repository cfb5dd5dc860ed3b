import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/with-timeout.ts'
import { StorageUnavailableError } from '../storage.ts'
import type { Admission, WindowCounts, WindowLimits } from '../window-counts.ts'
import { operationTimeMs, operationTimeout } from './connection/connection-settings.ts'
import { isConnectionLost, isSerializationFailure, isTimeout, portError } from './connection/errors.ts'
import type { Session } from './connection/session.ts'

/**
 * Unlogged: a count waits for no disk, and a crash of the server resets all counts. Rows are updated in place, so the
 * table stays small.
 */
export const windowCountsSchema = [
  `CREATE UNLOGGED TABLE IF NOT EXISTS window_counts (
     key TEXT COLLATE "C" PRIMARY KEY,
     short_window BIGINT NOT NULL,
     short_count BIGINT NOT NULL,
     long_window BIGINT NOT NULL,
     long_count BIGINT NOT NULL,
     admitted BIGINT NOT NULL
   ) WITH (fillfactor = 50)`,
]

/**
 * Admits as many requests per key as its window has room for. A node whose clock is behind counts in the window that
 * another node has begun; a clock that is further behind, or an older interval, begins a new window. Keys are locked
 * in order, so two nodes cannot deadlock. The limits are in the text, since Citus refuses parameters after ON CONFLICT.
 */
const admitAll = ({ short, long }: WindowLimits) => ({
  name: 'admit-in-windows',
  text: `INSERT INTO window_counts AS c (key, short_window, short_count, long_window, long_count, admitted)
    SELECT key, $3::bigint, room, $4::bigint, room, room
    FROM unnest($1::text[], $2::bigint[]) AS asking (key, asked)
    CROSS JOIN LATERAL (SELECT LEAST(asked, ${short.max}::bigint, ${long.max}::bigint) AS room) AS rooms
    ORDER BY key
    ON CONFLICT (key) DO UPDATE
    SET (short_window, short_count, long_window, long_count, admitted) = (
      SELECT short_number, short_before + room, long_number, long_before + room, room
      FROM (SELECT c.short_window - excluded.short_window IN (0, 1) AS short_runs,
                   c.long_window - excluded.long_window IN (0, 1) AS long_runs) AS running
      CROSS JOIN LATERAL (SELECT
        CASE WHEN short_runs THEN c.short_window ELSE excluded.short_window END AS short_number,
        CASE WHEN short_runs THEN c.short_count ELSE 0 END AS short_before,
        CASE WHEN long_runs THEN c.long_window ELSE excluded.long_window END AS long_number,
        CASE WHEN long_runs THEN c.long_count ELSE 0 END AS long_before) AS before
      CROSS JOIN LATERAL (SELECT
        GREATEST(0, LEAST(excluded.admitted, ${short.max} - short_before, ${long.max} - long_before)) AS room) AS rooms)
    RETURNING key, admitted, short_window, short_count, long_window, long_count`,
})

const sweptAtOnce = 10_000
const sweepTimeMs = 3_600_000

/** Deletes keys whose windows ended long ago, allowing for differences between the nodes' clocks. */
const sweep = {
  name: 'sweep-window-counts',
  text: `DELETE FROM window_counts WHERE key IN (
    SELECT key FROM window_counts WHERE long_window < $1::bigint LIMIT ${sweptAtOnce} FOR UPDATE SKIP LOCKED)`,
}

const maxWaiting = 10_000

interface Waiting {
  resolve(admission: Admission): void
  reject(error: unknown): void
}

type Round = Map<string, Waiting[]>

/** Counts in the database. Requests that come while a statement is in flight share the next one. */
export class PostgresWindowCounts implements WindowCounts {
  readonly #session: Session
  readonly #clock: Clock
  readonly #limits: WindowLimits
  readonly #admitAll: { name: string; text: string }
  #waiting: Round = new Map()
  #count = 0
  #isWorking = false
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(session: Session, clock: Clock, limits: WindowLimits) {
    this.#session = session
    this.#clock = clock
    this.#limits = limits
    this.#admitAll = admitAll(limits)
  }

  admit(key: string): Promise<Admission> {
    if (this.#count >= maxWaiting)
      return Promise.reject(new StorageUnavailableError('Too many requests wait to be counted.'))
    const admission = new Promise<Admission>((resolve, reject) => {
      this.#count += 1
      const list = this.#waiting.get(key)
      if (list) list.push({ resolve, reject })
      else this.#waiting.set(key, [{ resolve, reject }])
      if (this.#isWorking) return
      this.#isWorking = true
      setImmediate(() => void this.#work())
    })
    return withTimeout(operationTimeMs, admission, operationTimeout)
  }

  async #work(): Promise<void> {
    while (this.#waiting.size > 0) {
      const round = this.#waiting
      this.#waiting = new Map()
      try {
        await this.#answer(round)
      } catch (error) {
        for (const { reject } of [...round.values()].flat()) reject(portError(error))
      }
      for (const list of round.values()) this.#count -= list.length
    }
    this.#isWorking = false
    await this.#sweep()
  }

  async #answer(round: Round): Promise<void> {
    const { short, long } = this.#limits
    const now = this.#clock.now()
    const values = [
      [...round.keys()],
      [...round.values()].map((list) => list.length),
      ...[short, long].map(({ lengthMs }) => Math.floor(now / lengthMs)),
    ]
    const { rows } = await this.#query({ ...this.#admitAll, values })
    for (const [key, ...numbers] of rows) {
      const [admitted = 0, shortNumber = 0, shortCount = 0, longNumber = 0, longCount = 0] =
        numbers.map(Number)
      for (const [index, { resolve }] of (round.get(String(key)) ?? []).entries()) {
        // Each is answered as if they had come one after the other.
        const behind = Math.max(0, admitted - index - 1)
        resolve({
          admitted: index < admitted,
          short: { number: shortNumber, count: shortCount - behind },
          long: { number: longNumber, count: longCount - behind },
        })
      }
    }
  }

  /** Retries once on a connection that was lost while idle: the server may be back. */
  async #query(question: { name: string; text: string; values: unknown[] }) {
    try {
      return await (await this.#session.connection()).query(question)
    } catch (error) {
      if (isTimeout(error) || (!isConnectionLost(error) && !isSerializationFailure(error))) throw error
      return (await this.#session.connection()).query(question)
    }
  }

  async #sweep(): Promise<void> {
    const now = this.#clock.now()
    if (now - this.#sweptAt < sweepTimeMs) return
    this.#sweptAt = now
    const yesterday = Math.floor(now / this.#limits.long.lengthMs) - 1
    try {
      const { changed } = await this.#query({ ...sweep, values: [yesterday] })
      // More are left: the next count sweeps them.
      if (changed === sweptAtOnce) this.#sweptAt = Number.NEGATIVE_INFINITY
    } catch {
      // The next hour tries again; counts stay correct meanwhile.
    }
  }
}
