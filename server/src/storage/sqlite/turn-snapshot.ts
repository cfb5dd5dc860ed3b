import { monotonicMs } from '../../lib/clock.ts'
import type { Connection } from './connection.ts'

/** How long reads may share a snapshot: a commit of another process that is older is always seen. */
const maxAgeMs = 1

/**
 * Lets the reads of one turn of the event loop share a read transaction: each one of its own would lock and unlock the
 * log, which takes as long as the read itself. A read that is alone in its turn has its own.
 *
 * A read sees every commit of this process, because `end` is called after each. It sees those of other processes if
 * they are older than `maxAgeMs`: a command needs longer to end, and a client only then sends its next request.
 */
export class TurnSnapshot {
  readonly #connection: Connection
  /** Whether this turn has had a read. */
  #hasRead = false
  #isOpen = false
  #openedAt = 0

  /** @param connection that only reads. */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Call before each read. */
  join(): void {
    if (!this.#hasRead) {
      this.#hasRead = true
      setImmediate(() => {
        this.#hasRead = false
        this.end()
      })
      return
    }
    if (this.#isOpen && monotonicMs() - this.#openedAt <= maxAgeMs) return
    this.end()
    this.#connection.control('BEGIN')
    this.#isOpen = true
    this.#openedAt = monotonicMs()
  }

  /** The next read sees what has been committed until now. */
  end(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    const { database } = this.#connection
    // After some errors, SQLite has ended it. Closing the database ends it, too.
    if (database.open && database.inTransaction) this.#connection.control('COMMIT')
  }
}
