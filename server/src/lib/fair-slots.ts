import { FairQueues } from './fair-queues.ts'

interface Waiting {
  start(): void
  giveUp(): void
}

export interface FairSlotsOptions {
  /** How many tasks run concurrently. */
  slots: number
  /** How many may wait, in total and per key. */
  maxWaiting: number
  maxWaitingOfKey: number
}

/**
 * Runs a few expensive tasks concurrently. Waiting tasks get their turns by key, round robin, so one key's many tasks
 * delay another key by one turn at most.
 */
export class FairSlots {
  readonly #options: FairSlotsOptions
  readonly #lines = new FairQueues<Waiting>()
  #free: number
  #waiting = 0

  constructor(options: FairSlotsOptions) {
    this.#options = options
    this.#free = options.slots
  }

  /**
   * @returns what the task returns; undefined if it was not run because too many tasks of its key wait, or too many
   * in total while no other key has more. If another key has more, its newest task is dropped instead.
   */
  async run<Result>(key: string, task: () => Promise<Result>): Promise<Result | undefined> {
    if (!(await this.#admitted(key))) return undefined
    try {
      return await task()
    } finally {
      this.#free++
      this.#startNext()
    }
  }

  #admitted(key: string): Promise<boolean> {
    if (this.#free > 0) {
      this.#free--
      return Promise.resolve(true)
    }
    const length = this.#lines.lengthOf(key)
    if (length >= this.#options.maxWaitingOfKey) return Promise.resolve(false)
    if (this.#waiting >= this.#options.maxWaiting && !this.#dropFromLongerThan(length + 1)) {
      return Promise.resolve(false)
    }
    this.#waiting++
    return new Promise((resolve) => {
      this.#lines.add(key, { start: () => resolve(true), giveUp: () => resolve(false) })
    })
  }

  #dropFromLongerThan(length: number): boolean {
    const longest = this.#lines.longest()
    if (longest === undefined || longest.length <= length) return false
    this.#lines.remove(longest.key, longest.newest)
    this.#waiting--
    longest.newest.giveUp()
    return true
  }

  #startNext(): void {
    const next = this.#lines.next()
    if (next === undefined) return
    this.#waiting--
    this.#free--
    next.start()
  }
}
