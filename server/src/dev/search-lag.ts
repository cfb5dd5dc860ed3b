import { setTimeout as sleep } from 'node:timers/promises'
import type { Search } from '../api/search/search.ts'
import { type Clock, monotonicMs } from '../lib/clock.ts'
import { CoalescedTask } from '../lib/coalesced-task.ts'
import { type Backend, closeBackend } from './backend.ts'
import type { DevDatabase, Image } from './dev-database.ts'

/** The most images that wait to become visible, and the least time between two. */
const maxWaiting = 20
const leastSpacingMs = 50

interface OldState {
  image: Image
  takenAt: { monotonic: number; clock: number }
}

export interface SearchLagOptions {
  database: DevDatabase
  clock: Clock
  onError: (error: unknown) => void
}

/**
 * A search that is some seconds behind the data, as HighLevel's lists are: it searches an image of the database that is as
 * old. The time passes by the clock of the server, and also while that is frozen.
 */
export class SearchLag {
  readonly search: Search
  readonly #options: SearchLagOptions
  readonly #taking: CoalescedTask
  #lagMs = 0
  /** The oldest first; the first is visible. */
  #states: OldState[] = []
  /** Ends the pause between two images. */
  #pause = new AbortController()
  #open: { state: OldState; backend: Promise<Backend>; users: number } | undefined

  constructor(options: SearchLagOptions) {
    this.#options = options
    const { search } = options.database.backend
    this.#taking = new CoalescedTask(() => this.#take().catch(options.onError))
    this.search = {
      find: (...query) => (this.#lagMs === 0 ? search.find(...query) : this.#find(query)),
      check: () => search.check(),
      close: () => this.clear(),
    }
  }

  /** Lists and searches stay as they are for this time after a write. */
  async set(seconds: number): Promise<void> {
    await this.clear()
    this.#lagMs = seconds * 1000
    if (seconds > 0) await this.#take()
  }

  /** After the data was exchanged: everything is visible. */
  restart(): Promise<void> {
    return this.set(this.#lagMs / 1000)
  }

  /** Ends the lag. */
  async clear(): Promise<void> {
    this.#lagMs = 0
    this.#pause.abort()
    await this.#taking.idle()
    this.#pause = new AbortController()
    const states = this.#states.splice(0)
    const open = this.#open
    this.#open = undefined
    if (open) await closeBackend(await open.backend)
    for (const { image } of states) await this.#options.database.drop(image)
  }

  /** Call it after every write. */
  noteWrite(): void {
    if (this.#lagMs > 0) this.#taking.poke()
  }

  async #take(): Promise<void> {
    const { database, clock } = this.#options
    const state = {
      image: await database.takeImage(),
      takenAt: { monotonic: monotonicMs(), clock: clock.now() },
    }
    this.#states.push(state)
    const spacingMs = Math.min(1_000, Math.max(leastSpacingMs, this.#lagMs / maxWaiting))
    if (this.#states.length > 1)
      await sleep(spacingMs, undefined, { signal: this.#pause.signal }).catch(() => undefined)
  }

  async #find(query: Parameters<Search['find']>): ReturnType<Search['find']> {
    const open = await this.#visible()
    open.users += 1
    try {
      return await (await open.backend).search.find(...query)
    } finally {
      open.users -= 1
    }
  }

  /** The newest state that is old enough, opened. */
  async #visible() {
    const { database, clock } = this.#options
    const now = { monotonic: monotonicMs(), clock: clock.now() }
    const isOld = ({ takenAt }: OldState) =>
      Math.max(now.monotonic - takenAt.monotonic, now.clock - takenAt.clock) >= this.#lagMs
    const newest = Math.max(0, this.#states.findLastIndex(isOld))
    const passed = this.#states.splice(0, newest)
    const [state] = this.#states
    if (state === undefined) throw new Error('There is no image to search.')
    if (this.#open?.state !== state) {
      const before = this.#open
      this.#open = { state, backend: database.openImage(state.image), users: 0 }
      if (before) void this.#close(before, passed)
    }
    return this.#open
  }

  /** Closes a state once nothing searches it. */
  async #close(
    open: { backend: Promise<Backend>; users: number },
    passed: readonly OldState[],
  ): Promise<void> {
    while (open.users > 0) await sleep(10)
    await closeBackend(await open.backend)
    for (const { image } of passed) await this.#options.database.drop(image)
  }
}
