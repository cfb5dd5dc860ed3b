import { monotonicMs } from '../lib/clock.ts'
import type { StorageLog } from './log.ts'
import { StorageUnavailableError } from './storage.ts'

/** The least time between two entries. */
const pauseMs = 60_000

/** Logs the first failure of an outage alone, and outages that come and go once a minute at most. */
export class OutageLog {
  readonly #log: Pick<StorageLog, 'warn'>
  readonly #sentence: string
  #isLogged = false
  #loggedAt = Number.NEGATIVE_INFINITY

  /** @param sentence says what fails, and what contactd does about it. */
  constructor(log: Pick<StorageLog, 'warn'>, sentence: string) {
    this.#log = log
    this.#sentence = sentence
  }

  /** An attempt has failed. */
  failed(error: unknown): void {
    const now = monotonicMs()
    if (this.#isLogged || now - this.#loggedAt < pauseMs) return
    this.#isLogged = true
    this.#loggedAt = now
    // Where it was noticed says nothing about why the database is unavailable.
    const why = error instanceof StorageUnavailableError ? { reason: error.message } : { err: error }
    this.#log.warn(why, this.#sentence)
  }

  /** An attempt has succeeded: what fails next is another outage. */
  ended(): void {
    this.#isLogged = false
  }
}
