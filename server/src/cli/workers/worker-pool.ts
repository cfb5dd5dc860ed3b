import type { Clock } from '../../lib/clock.ts'
import type { StorageLog } from '../../storage/log.ts'

/** A process that serves, as the pool sees it. */
export interface WorkerProcess {
  readonly pid: number
  /** True when it listens, false where it ended before. */
  readonly listening: Promise<boolean>
  /** Says at its end how it ended. */
  readonly ended: Promise<string>
  /** Has it take no more connections, and end when those that it has are done with. */
  retire(): void
  /** Has it answer what is under way, and end. */
  stop(): void
  kill(): void
}

export interface WorkerPoolOptions {
  size: number
  start: () => WorkerProcess
  clock: Clock
  log: StorageLog
  /** Waits, and no longer than until the signal. Never rejects. */
  sleep: (timeMs: number, signal: AbortSignal) => Promise<void>
}

/** The place of one worker, which has another in it when that one has gone. */
interface Place {
  worker: WorkerProcess
  listensSince: number
  /** How many workers in a row died soon after their start. */
  quickDeaths: number
  /** What is done to the place, one thing after the other. */
  turn: Promise<void>
}

export const poolLimits = {
  /** Who serves for as long did not die of its start. */
  steadyTimeMs: 10_000,
  /** How long a place stays empty after a quick death, doubled with each. */
  firstPauseMs: 100,
  longestPauseMs: 10_000,
  quickDeaths: 10,
  startTimeMs: 60_000,
  /** Longer than a worker takes that retires or stops by itself. */
  endTimeMs: 30_000,
} as const

/**
 * Keeps a number of workers going. Who dies is replaced, at once or, where it didn't live long, after a pause;
 * they are given up where they die one after the other and none serves.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions
  readonly #living = new Set<WorkerProcess>()
  readonly #stopping = new AbortController()
  readonly #gaveUp = Promise.withResolvers<void>()
  #places: Place[] = []
  #rolling: Promise<void> | undefined
  #rollsAgain = false

  constructor(options: WorkerPoolOptions) {
    this.#options = options
  }

  /** Resolves where the workers were given up. */
  get gaveUp(): Promise<void> {
    return this.#gaveUp.promise
  }

  /** Starts the workers. @returns whether all listen. Where one ended before, it has said why. */
  async start(): Promise<boolean> {
    const workers = Array.from({ length: this.#options.size }, () => this.#start())
    const up = await Promise.all(workers.map((worker) => this.#listens(worker)))
    if (up.includes(false)) return false
    this.#places = workers.map((worker) => this.#placeOf(worker))
    return true
  }

  /** Replaces the workers one by one: each when another listens in its place. Asked for meanwhile, once more. */
  roll(): Promise<void> {
    this.#rollsAgain = this.#rolling !== undefined
    this.#rolling ??= this.#rollAll()
    return this.#rolling
  }

  /** Has all workers stop, and waits for their end. */
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

  #placeOf(worker: WorkerProcess): Place {
    const place: Place = { worker, listensSince: 0, quickDeaths: 0, turn: Promise.resolve() }
    this.#occupy(place, worker)
    return place
  }

  #occupy(place: Place, worker: WorkerProcess): void {
    place.worker = worker
    place.listensSince = this.#options.clock.now()
    void worker.ended.then((how) => {
      if (this.#stopping.signal.aborted || place.worker !== worker) return
      this.#options.log.warn({ workerPid: worker.pid }, `a worker ended (${how}): another takes its place`)
      const livedMs = this.#options.clock.now() - place.listensSince
      place.quickDeaths = livedMs < poolLimits.steadyTimeMs ? place.quickDeaths + 1 : 0
      this.#inTurn(place, () => this.#refill(place, worker))
    })
  }

  #inTurn(place: Place, work: () => Promise<void>): Promise<void> {
    place.turn = place.turn.then(work)
    return place.turn
  }

  async #refill(place: Place, dead: WorkerProcess): Promise<void> {
    while (place.worker === dead) {
      if (place.quickDeaths >= poolLimits.quickDeaths && !this.#someoneServes()) this.#gaveUp.resolve()
      await this.#options.sleep(pauseMs(place.quickDeaths), this.#stopping.signal)
      if (this.#stopping.signal.aborted) return
      const worker = this.#start()
      if (await this.#listens(worker)) this.#occupy(place, worker)
      else place.quickDeaths += 1
    }
  }

  #someoneServes(): boolean {
    return this.#places.some(({ worker }) => this.#living.has(worker))
  }

  async #rollAll(): Promise<void> {
    do {
      this.#rollsAgain = false
      this.#options.log.info({}, 'the workers are replaced')
      for (const place of this.#places) {
        let isReplaced = false
        await this.#inTurn(place, async () => {
          isReplaced = await this.#replace(place)
        })
        if (!isReplaced) break
      }
    } while (this.#rollsAgain && !this.#stopping.signal.aborted)
    this.#rolling = undefined
  }

  /** @returns whether the next may be replaced too. */
  async #replace(place: Place): Promise<boolean> {
    if (this.#stopping.signal.aborted) return false
    const old = place.worker
    const worker = this.#start()
    if (!(await this.#listens(worker))) {
      if (!this.#stopping.signal.aborted)
        this.#options.log.warn({ workerPid: worker.pid }, 'a new worker does not serve: the old ones stay')
      return false
    }
    this.#occupy(place, worker)
    old.retire()
    await this.#untilEnd(old)
    return true
  }

  /** Whether it comes to listen; who doesn't in time is killed. */
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
