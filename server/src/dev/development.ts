import type { Ids } from '../lib/ids.ts'
import { parseInstant } from '../lib/instant.ts'
import type { DevClock } from './dev-clock.ts'
import type { DevDatabase } from './dev-database.ts'
import { countEveryContact } from './dev-store.ts'
import { Snapshots } from './snapshots.ts'
import { addTestLocation, deleteTestLocation, type LocationBody, type TestLocation } from './test-location.ts'

export interface DevelopmentOptions {
  database: DevDatabase
  clock: DevClock
  ids: Ids
  /** Does what is due by the clock. */
  catchUp(): Promise<void>
}

/** The clock as it is told. */
export interface ToldClock {
  /** ISO 8601 with milliseconds. */
  now: string
  frozen: boolean
}

/** The operations of the control plane. */
export class Development {
  readonly #options: DevelopmentOptions
  readonly #snapshots: Snapshots
  /** Exchanges of the data run one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: DevelopmentOptions) {
    this.#options = options
    this.#snapshots = new Snapshots(options.database)
  }

  /** Goes back to the seed; snapshots stay. */
  reset(): Promise<void> {
    return this.#inTurn(async () => {
      const { database, clock } = this.#options
      await database.restore(await database.seedImage())
      clock.reset()
    })
  }

  clock(): ToldClock {
    const { clock } = this.#options
    return { now: new Date(clock.now()).toISOString(), frozen: clock.isFrozen }
  }

  /** @throws InputError after the year 9999. */
  async setClock({ now, frozen }: { now?: string; frozen?: boolean }): Promise<ToldClock> {
    this.#options.clock.set({ now: now === undefined ? undefined : parseInstant(now), frozen })
    await this.#options.catchUp()
    return this.clock()
  }

  /** @throws InputError after the year 9999. */
  async advanceClock(seconds: number): Promise<ToldClock> {
    const { clock, catchUp } = this.#options
    clock.set({ now: clock.now() + Math.round(seconds * 1000) })
    await catchUp()
    return this.clock()
  }

  /** Keeps the data and the clock under a name. */
  takeSnapshot(name: string): Promise<{ name: string; takenAt: string; contacts: number }> {
    return this.#inTurn(async () => {
      const { database, clock } = this.#options
      this.#snapshots.requireRoom(name)
      const [image, row] = await Promise.all([
        database.takeImage(),
        database.backend.storage.read((tx) => tx.get(countEveryContact, {})),
      ])
      const told = { takenAt: this.clock().now, contacts: row?.count ?? 0 }
      await this.#snapshots.put(name, { image, clock: clock.state, ...told })
      return { name, ...told }
    })
  }

  /** Brings back the data and the clock. @throws ControlError 404 */
  restoreSnapshot(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const { image, clock } = this.#snapshots.get(name)
      await this.#options.database.restore(image)
      this.#options.clock.restore(clock)
    })
  }

  snapshots(): { snapshots: ReturnType<Snapshots['list']> } {
    return { snapshots: this.#snapshots.list() }
  }

  /** @throws ControlError 404 */
  deleteSnapshot(name: string): Promise<void> {
    return this.#inTurn(() => this.#snapshots.delete(name))
  }

  addLocation(body: LocationBody): Promise<TestLocation> {
    return addTestLocation(this.#context, body)
  }

  deleteLocation(id: string): Promise<void> {
    return deleteTestLocation(this.#context, id)
  }

  get #context() {
    const { database, clock, ids } = this.#options
    return { storage: database.backend.storage, clock, ids }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}
