import type { Clock } from '../../../lib/clock.ts'
import type { StorageLog } from '../../../storage/log.ts'

/** A serving process, as the pool sees it. */
export interface WorkerProcess {
  readonly pid: number
  /** True once it listens, false if it ended before. */
  readonly listening: Promise<boolean>
  /** Resolves at its end with how it ended. */
  readonly ended: Promise<string>
  /** Tells it to accept no more connections, and to end after the existing ones. */
  retire(): void
  /** Tells it to finish in-flight requests and end. */
  stop(): void
  kill(): void
}

export interface WorkerPoolOptions {
  size: number
  start: () => WorkerProcess
  clock: Clock
  log: StorageLog
  /** Waits, at most until the signal. Never rejects. */
  sleep: (timeMs: number, signal: AbortSignal) => Promise<void>
}

/** A slot for one worker, which is filled again when the worker ends. */
interface WorkerSlot {
  worker: WorkerProcess
  listensSince: number
  /** How many workers in a row died soon after their start. */
  quickDeaths: number
  /** The operations on the slot, one after the other. */
  turn: Promise<void>
}

export const poolLimits = {
  /** A worker that serves this long did not die of its start. */
  steadyTimeMs: 10_000,
  /** How long a slot stays empty after a quick death; doubled with each further one. */
  firstPauseMs: 100,
  longestPauseMs: 10_000,
  quickDeaths: 10,
  startTimeMs: 60_000,
  /** Longer than a worker takes to retire or to stop. */
  endTimeMs: 30_000,
} as const

/**
 * Keeps a number of workers running. A dead worker is replaced at once, or after a pause if it died quickly; the pool
 * gives up if workers keep dying and none serves.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions
  readonly #living = new Set<WorkerProcess>()
  readonly #stopping = new AbortController()
  readonly #gaveUp = Promise.withResolvers<void>()
  #slots: WorkerSlot[] = []
  #rolling: Promise<void> | undefined
  #rollsAgain = false

  constructor(options: WorkerPoolOptions) {
    this.#options = options
  }

  /** Resolves when the pool has given up. */
  get gaveUp(): Promise<void> {
    return this.#gaveUp.promise
  }

  /** Starts the workers. @returns whether all listen. A worker that ended before has reported why. */
  async start(): Promise<boolean> {
    const workers = Array.from({ length: this.#options.size }, () => this.#start())
    const up = await Promise.all(workers.map((worker) => this.#listens(worker)))
    if (up.includes(false)) return false
    this.#slots = workers.map((worker) => this.#placeOf(worker))
    return true
  }

  /**
   * Replaces the workers one by one, each once another listens in its slot. A call meanwhile causes one more round.
   */
  roll(): Promise<void> {
    this.#rollsAgain = this.#rolling !== undefined
    this.#rolling ??= this.#rollAll()
    return this.#rolling
  }

  /** Stops all workers, and waits for their end. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    for (const worker of this.#living) worker.stop()
    await Promise.all([...this.#living].map((worker) => this.#untilEnd(worker)))
  }

  #start(): WorkerProcess {
    const worker = this.#options.start()
    this.#living.add(worker)
    void worker.ended.then(() => this.#living.delete(worker))
    return worker
  }

  #placeOf(worker: WorkerProcess): WorkerSlot {
    const slot: WorkerSlot = { worker, listensSince: 0, quickDeaths: 0, turn: Promise.resolve() }
    this.#occupy(slot, worker)
    return slot
  }

  #occupy(slot: WorkerSlot, worker: WorkerProcess): void {
    slot.worker = worker
    slot.listensSince = this.#options.clock.now()
    void worker.ended.then((how) => {
      if (this.#stopping.signal.aborted || slot.worker !== worker) return
      this.#options.log.warn({ workerPid: worker.pid }, `a worker ended (${how}): it is replaced`)
      const livedMs = this.#options.clock.now() - slot.listensSince
      slot.quickDeaths = livedMs < poolLimits.steadyTimeMs ? slot.quickDeaths + 1 : 0
      void this.#inTurn(slot, () => this.#refill(slot, worker))
    })
  }

  #inTurn(slot: WorkerSlot, work: () => Promise<void>): Promise<void> {
    slot.turn = slot.turn.then(work)
    return slot.turn
  }

  async #refill(slot: WorkerSlot, dead: WorkerProcess): Promise<void> {
    while (slot.worker === dead) {
      if (slot.quickDeaths >= poolLimits.quickDeaths && !this.#someoneServes()) this.#gaveUp.resolve()
      await this.#options.sleep(pauseMs(slot.quickDeaths), this.#stopping.signal)
      if (this.#stopping.signal.aborted) return
      const worker = this.#start()
      if (await this.#listens(worker)) this.#occupy(slot, worker)
      else slot.quickDeaths += 1
    }
  }

  #someoneServes(): boolean {
    return this.#slots.some(({ worker }) => this.#living.has(worker))
  }

  async #rollAll(): Promise<void> {
    do {
      this.#rollsAgain = false
      this.#options.log.info({}, 'the workers are replaced')
      for (const slot of this.#slots) {
        let isReplaced = false
        await this.#inTurn(slot, async () => {
          isReplaced = await this.#replace(slot)
        })
        if (!isReplaced) break
      }
    } while (this.#rollsAgain && !this.#stopping.signal.aborted)
    this.#rolling = undefined
  }

  /** @returns whether the next worker may be replaced, too. */
  async #replace(slot: WorkerSlot): Promise<boolean> {
    if (this.#stopping.signal.aborted) return false
    const old = slot.worker
    const worker = this.#start()
    if (!(await this.#listens(worker))) {
      if (!this.#stopping.signal.aborted)
        this.#options.log.warn({ workerPid: worker.pid }, 'a new worker failed to start: the old ones stay')
      return false
    }
    this.#occupy(slot, worker)
    old.retire()
    await this.#untilEnd(old)
    return true
  }

  /** Whether it begins to listen; a worker that doesn't in time is killed. */
  async #listens(worker: WorkerProcess): Promise<boolean> {
    const isUp = await this.#within(poolLimits.startTimeMs, worker.listening)
    if (isUp) return true
    worker.kill()
    return false
  }

  async #untilEnd(worker: WorkerProcess): Promise<void> {
    if ((await this.#within(poolLimits.endTimeMs, worker.ended)) !== undefined) return
    worker.kill()
    await worker.ended
  }

  async #within<T>(timeMs: number, work: Promise<T>): Promise<T | undefined> {
    const done = new AbortController()
    try {
      return await Promise.race([work, this.#options.sleep(timeMs, done.signal).then(() => undefined)])
    } finally {
      done.abort()
    }
  }
}

const pauseMs = (quickDeaths: number): number =>
  quickDeaths === 0
    ? 0
    : Math.min(poolLimits.firstPauseMs * 2 ** (quickDeaths - 1), poolLimits.longestPauseMs)
