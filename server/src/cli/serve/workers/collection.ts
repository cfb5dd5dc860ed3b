import type { ToWorker } from './worker-messages.ts'

/** A worker, as its parent asks it. */
export interface AskedWorker {
  /** Does nothing if it has ended. */
  send(message: ToWorker): void
}

/** How long the workers have for their answers. One that is stuck must not hide the others. */
export const collectTimeMs = 1_000

/** Waits until some workers have answered, for a limited time. */
export class Collection {
  readonly #missing: Set<AskedWorker>
  readonly #complete = Promise.withResolvers<void>()

  constructor(workers: Iterable<AskedWorker>) {
    this.#missing = new Set(workers)
  }

  /** Sends a message to each worker. @returns how many neither answered in time nor ended. */
  async ask(message: ToWorker, timeMs: number): Promise<number> {
    const timer = setTimeout(this.#complete.resolve, timeMs)
    for (const worker of this.#missing) worker.send(message)
    if (this.#missing.size > 0) await this.#complete.promise
    clearTimeout(timer)
    return this.#missing.size
  }

  /** A worker has answered, or has ended. @returns whether it was awaited. */
  settle(worker: AskedWorker): boolean {
    const isAwaited = this.#missing.delete(worker)
    if (this.#missing.size === 0) this.#complete.resolve()
    return isAwaited
  }
}
