import type { Clock } from '../../lib/clock.ts'
import { StorageUnavailableError } from '../storage.ts'
import type { Admission, WindowCounts, WindowLimits } from '../window-counts.ts'
import { isConnectionLost, isOvertaken, portError } from './connection/errors.ts'
import type { Session } from './connection/session.ts'

/**
 * Not logged: what is counted waits for no disk, and is gone with a crash of the server, after which all counts
 * begin anew. Rows are changed in their place, so that the table stays as small as what it holds.
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
 * Admits as many of those that ask for each key as its windows have room for. A node whose clock is behind
 * counts in the window that another has begun; one further behind, or an older interval, begins anew.
 * Locked in the order of the keys, so that no two nodes wait for each other.
 */
const admitAll = {
  name: 'admit-in-windows',
  text: `INSERT INTO window_counts AS c (key, short_window, short_count, long_window, long_count, admitted)
    SELECT key, $3::bigint, room, $4::bigint, room, room
    FROM unnest($1::text[], $2::bigint[]) AS asking (key, asked)
    CROSS JOIN LATERAL (SELECT LEAST(asked, $5::bigint, $6::bigint) AS room) AS rooms
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
        GREATEST(0, LEAST(excluded.admitted, $5 - short_before, $6 - long_before)) AS room) AS rooms)
    RETURNING key, admitted, short_window, short_count, long_window, long_count`,
}

const sweptAtOnce = 10_000
const sweepTimeMs = 3_600_000

/** Forgets keys whose windows have long ended, however the clocks of the nodes differ. */
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

/** Counts in the database. Those that ask while a statement is under way go together in the next. */
export class PostgresWindowCounts implements WindowCounts {
  readonly #session: Session
  readonly #clock: Clock
  readonly #limits: WindowLimits
  #waiting: Round = new Map()
  #count = 0
  #isWorking = false
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(session: Session, clock: Clock, limits: WindowLimits) {
    this.#session = session
    this.#clock = clock
    this.#limits = limits
  }

  admit(key: string): Promise<Admission> {
    if (this.#count >= maxWaiting)
      return Promise.reject(new StorageUnavailableError('Too many requests wait to be counted.'))
    return new Promise((resolve, reject) => {
      this.#count += 1
      const list = this.#waiting.get(key)
      if (list) list.push({ resolve, reject })
      else this.#waiting.set(key, [{ resolve, reject }])
      if (this.#isWorking) return
      this.#isWorking = true
      setImmediate(() => void this.#work())
    })
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
      ...[short, long].map(({ max }) => max),
    ]
    const { rows } = await this.#ask({ ...admitAll, values })
    for (const [key, ...numbers] of rows) {
      const [admitted = 0, shortNumber = 0, shortCount = 0, longNumber = 0, longCount = 0] =
        numbers.map(Number)
      for (const [index, { resolve }] of (round.get(String(key)) ?? []).entries()) {
        // What is told to each is as if they had come one after the other.
        const behind = Math.max(0, admitted - index - 1)
        resolve({
          admitted: index < admitted,
          short: { number: shortNumber, count: shortCount - behind },
          long: { number: longNumber, count: longCount - behind },
        })
      }
    }
  }

  /** A connection that was lost while nobody looked fails once: the server may be there again. */
  async #ask(question: { name: string; text: string; values: unknown[] }) {
    try {
      return await (await this.#session.connection()).ask(question)
    } catch (error) {
      if (!isConnectionLost(error) && !isOvertaken(error)) throw error
      return (await this.#session.connection()).ask(question)
    }
  }

  async #sweep(): Promise<void> {
    const now = this.#clock.now()
    if (now - this.#sweptAt < sweepTimeMs) return
    this.#sweptAt = now
    const yesterday = Math.floor(now / this.#limits.long.lengthMs) - 1
    try {
      const { changed } = await this.#ask({ ...sweep, values: [yesterday] })
      // More are left: the next that is counted has them swept.
      if (changed === sweptAtOnce) this.#sweptAt = Number.NEGATIVE_INFINITY
    } catch {
      // The next hour tries again; who is counted meanwhile is counted right.
    }
  }
}
