import type { Search } from '../api/search/search.ts'
import type { ReadScope, ReadTx, Storage, WriteScope, WriteTx } from '../storage/storage.ts'
import type { Backend } from './backend.ts'

/** More than the changes of any database: the stamps of different databases never meet. */
const stampsOfBackend = 2 ** 40

interface Replacement {
  opened: Backend
  failure?: Error | undefined
}

/**
 * A storage and a search whose database can be exchanged while they are in use. Whoever has cached something by the
 * change stamp forgets it with the exchange; the search index belongs to its database and goes with it.
 */
export class SwappableBackend {
  readonly storage: Storage
  readonly search: Search
  /** Called after every write that succeeded. */
  onWrite: (() => void) | undefined
  #backend: Backend
  #swaps = 0
  #active = 0
  /** The exchange in progress. */
  #swapping: Promise<void> | undefined
  #onIdle: (() => void) | undefined

  constructor(backend: Backend) {
    this.#backend = backend
    this.storage = {
      read: <T>(fn: (tx: ReadTx) => Promise<T>, scope?: ReadScope) =>
        this.#use(({ storage }) => storage.read(fn, scope)),
      write: async <T>(fn: (tx: WriteTx) => Promise<T>, scope: WriteScope) => {
        const result = await this.#use(({ storage }) => storage.write(fn, scope))
        this.onWrite?.()
        return result
      },
      changeStamp: () => this.#changeStamp(),
      checkWritable: () => this.#use(({ storage }) => storage.checkWritable()),
      close: () => this.#use(async () => undefined).then(() => this.#backend.storage.close()),
    }
    this.search = {
      find: (...query) => this.#use(({ search }) => search.find(...query)),
      check: () => this.#backend.search.check(),
      close: () => this.#backend.search.close(),
    }
  }

  /** The open database. Keep it only for the time of one call. */
  get current(): Backend {
    return this.#backend
  }

  /**
   * Exchanges the database. Work in progress on the old one ends first, and new work waits for the new one.
   * @param replace closes the old database and opens the new one. If it throws, the old one stays; a `failure` is
   * thrown after the exchange.
   */
  async swap(replace: (old: Backend) => Promise<Replacement>): Promise<void> {
    while (this.#swapping) await this.#swapping
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#swapping = promise
    try {
      if (this.#active > 0)
        await new Promise<void>((idle) => {
          this.#onIdle = idle
        })
      const { opened, failure } = await replace(this.#backend)
      this.#backend = opened
      this.#swaps += 1
      if (failure) throw failure
    } finally {
      this.#swapping = undefined
      resolve()
    }
  }

  async #use<T>(work: (backend: Backend) => Promise<T>): Promise<T> {
    while (this.#swapping) await this.#swapping
    this.#active += 1
    try {
      return await work(this.#backend)
    } finally {
      this.#active -= 1
      if (this.#active === 0) this.#onIdle?.()
    }
  }

  #changeStamp(): number | Promise<number> {
    if (this.#swapping) return this.#use(async ({ storage }) => this.#stampOf(await storage.changeStamp()))
    const stamp = this.#backend.storage.changeStamp()
    return typeof stamp === 'number' ? this.#stampOf(stamp) : stamp.then((number) => this.#stampOf(number))
  }

  #stampOf = (stamp: number): number => this.#swaps * stampsOfBackend + stamp
}
