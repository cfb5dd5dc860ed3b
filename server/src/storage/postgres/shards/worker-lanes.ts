import { type LocationScope, StorageUnavailableError, type WriteScope, type WriteTx } from '../../storage.ts'
import type { Writer } from '../writes/writer.ts'
import type { Lanes } from './lanes.ts'

/** Writes that wait for the worker of their location. */
const maxWaiting = 10_000

/**
 * The writer of a node whose database is distributed over workers: a lane for the locations of each worker. A group
 * then has locations of one worker only, so its transaction needs no two-phase commit, and fails only if that worker is
 * away. Two lanes exclude each other by the locks and versions in the database, as two nodes do, so a location may go
 * through another lane after its shard was moved, and the former lane's caches do no harm.
 *
 * Writes with the scope `access` or `database` share one more lane. They change tables with a copy on every server, and
 * rows of any location, so each of them needs every worker and two phases, and would take these into the group of a
 * location. One lane is enough: they wait for each other's locks, whichever session sends them.
 */
export class WorkerLanes implements Writer {
  readonly #wide: Writer
  readonly #lanes: Lanes<{ writer: Writer }>
  /** The writes that wait for the worker of their location. */
  readonly #waiting = new Set<Promise<unknown>>()
  #closed = false

  /** @param wide executes the writes that have no location as their scope. */
  constructor(wide: Writer, lanes: Lanes<{ writer: Writer }>) {
    this.#wide = wide
    this.#lanes = lanes
  }

  async write<T>(fn: (tx: WriteTx) => Promise<T>, scope: WriteScope): Promise<T> {
    if (typeof scope === 'string') return this.#wide.write(fn, scope)
    if (this.#closed) throw new StorageUnavailableError('The database is closed.')
    if (this.#waiting.size >= maxWaiting)
      throw new StorageUnavailableError('Too many writes are waiting for the database.')
    const queued = this.#queue(fn, scope)
    this.#waiting.add(queued)
    try {
      return (await queued).written
    } finally {
      this.#waiting.delete(queued)
    }
  }

  /** Accepts no more writes, and waits for those of all lanes. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#waiting)
    await Promise.all(
      [this.#wide, ...this.#lanes.opened.map(({ writer }) => writer)].map((writer) => writer.close()),
    )
  }

  /** Resolves when the write is in its lane, with the promise of its result. */
  async #queue<T>(fn: (tx: WriteTx) => Promise<T>, scope: LocationScope): Promise<{ written: Promise<T> }> {
    const { writer } = await this.#lanes.of({ table: 'location_marks', value: scope.locationId })
    return { written: writer.write(fn, scope) }
  }
}
