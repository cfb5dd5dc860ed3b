import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { HeldClock } from '../../../../../test/support/held-clock.ts'
import { until } from '../../../../../test/support/until.ts'
import { poolLimits, WorkerPool, type WorkerProcess } from './worker-pool.ts'

/** A worker that ends when it is told to, or only when it is killed. */
class FakeWorker implements WorkerProcess {
  readonly pid: number
  readonly told: string[] = []
  isRunning = true
  readonly #obeys: boolean
  readonly #listening = Promise.withResolvers<boolean>()
  readonly #ended = Promise.withResolvers<string>()

  constructor(pid: number, obeys: boolean) {
    this.pid = pid
    this.#obeys = obeys
  }

  get listening(): Promise<boolean> {
    return this.#listening.promise
  }

  get ended(): Promise<string> {
    return this.#ended.promise
  }

  listen(): void {
    this.#listening.resolve(true)
  }

  end(how = 'exit code 0'): void {
    this.isRunning = false
    this.#listening.resolve(false)
    this.#ended.resolve(how)
  }

  retire(): void {
    this.told.push('retire')
    if (this.#obeys) this.end()
  }

  stop(): void {
    this.told.push('stop')
    if (this.#obeys) this.end()
  }

  kill(): void {
    this.told.push('kill')
    this.end('SIGKILL')
  }
}

/** A pool of fakes. Pauses take no time and are recorded; time limits run until `letTimePass`. */
function makePool({
  obey = true,
  comesUp = () => true,
}: {
  obey?: boolean
  /** Undefined for a worker that neither listens nor ends. */
  comesUp?: (pid: number) => boolean | undefined
} = {}) {
  const workers: FakeWorker[] = []
  const clock = new HeldClock()
  const pauses: number[] = []
  let hasTimePassed = false
  const start = () => {
    const worker = new FakeWorker(workers.length + 1, obey)
    workers.push(worker)
    const isUp = comesUp(worker.pid)
    if (isUp) worker.listen()
    else if (isUp === false) worker.end('exit code 1')
    return worker
  }
  const sleep = async (timeMs: number, signal: AbortSignal) => {
    if (timeMs <= poolLimits.longestPauseMs) pauses.push(timeMs)
    else while (!signal.aborted && !hasTimePassed) await nextTurn()
  }
  const silent = { info: () => undefined, warn: () => undefined }
  return {
    pool: new WorkerPool({ size: 2, start, clock, log: silent, sleep }),
    workers,
    clock,
    pauses,
    letTimePass: () => {
      hasTimePassed = true
    },
    running: () => workers.filter(({ isRunning }) => isRunning).map(({ pid }) => pid),
  }
}

describe('a pool of workers', () => {
  it('has started when all of them listen', async () => {
    const { pool, workers, running } = makePool({ comesUp: (pid) => (pid === 1 ? undefined : true) })
    const starting = pool.start()
    const first = await Promise.race([starting, nextTurn('waits')])
    workers[0]?.listen()
    expect([first, await starting, running()]).toEqual(['waits', true, [1, 2]])
    await pool.stop()
  })

  it.each([1, 2])('reports that worker %i did not listen', async (broken) => {
    const { pool, running } = makePool({ comesUp: (pid) => pid !== broken })
    expect(await pool.start()).toBe(false)
    await pool.stop()
    expect(running()).toEqual([])
  })

  it('stops a worker that takes too long to listen', async () => {
    const { pool, workers, letTimePass } = makePool({ comesUp: () => undefined })
    const starting = pool.start()
    letTimePass()
    expect(await starting).toBe(false)
    expect(workers[0]?.told).toEqual(['kill'])
  })

  it('immediately replaces a worker that ends after a long life', async () => {
    const { pool, workers, clock, pauses, running } = makePool()
    await pool.start()
    clock.advance(poolLimits.steadyTimeMs)
    workers[0]?.end('SIGSEGV')
    await until(() => running().length === 2)
    expect({ pids: running(), pauses }).toEqual({ pids: [2, 3], pauses: [0] })
    await pool.stop()
  })

  it('waits longer and longer if a worker ends soon after its start, and continues while another serves', async () => {
    const { pool, workers, pauses, running } = makePool({ comesUp: (pid) => pid < 3 || pid === 15 })
    let hasGivenUp = false
    void pool.gaveUp.then(() => {
      hasGivenUp = true
    })
    await pool.start()
    workers[0]?.end('SIGKILL')
    await until(() => running().includes(15))
    expect(pauses.slice(0, 8)).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000])
    expect(new Set(pauses.slice(8))).toEqual(new Set([10_000]))
    expect({ hasGivenUp, pids: running() }).toEqual({ hasGivenUp: false, pids: [2, 15] })
    await pool.stop()
  })

  it('gives up if all end again and again (BR-341)', async () => {
    const { pool, workers, running } = makePool({ comesUp: (pid) => pid < 3 })
    await pool.start()
    for (const worker of workers.slice()) worker.end('SIGKILL')
    await pool.gaveUp
    await pool.stop()
    expect(running()).toEqual([])
    const count = workers.length
    await nextTurn()
    expect(workers).toHaveLength(count)
  })

  it('replaces all, one by one, each after another one listens (BR-342)', async () => {
    const { pool, workers, running } = makePool({ comesUp: (pid) => (pid > 2 ? undefined : true) })
    await pool.start()
    const rolling = pool.roll()
    await until(() => workers.length === 3)
    expect(running()).toEqual([1, 2, 3])
    workers[2]?.listen()
    await until(() => workers.length === 4)
    expect(running()).toEqual([2, 3, 4])
    expect(workers[0]?.told).toEqual(['retire'])
    workers[3]?.listen()
    await rolling
    expect(running()).toEqual([3, 4])
    await pool.stop()
  })

  it('replaces all once more if requested meanwhile, however often', async () => {
    const { pool, running } = makePool()
    await pool.start()
    await Promise.all([pool.roll(), pool.roll(), pool.roll()])
    expect(running()).toEqual([5, 6])
    await pool.stop()
  })

  it('keeps the serving workers if a new one does not listen', async () => {
    const { pool, running } = makePool({ comesUp: (pid) => pid !== 3 })
    await pool.start()
    await pool.roll()
    expect(running()).toEqual([1, 2])
    await pool.roll()
    expect(running()).toEqual([4, 5])
    await pool.stop()
  })

  it('keeps the number of workers if one ends while another is replaced', async () => {
    const { pool, workers, running } = makePool({ comesUp: (pid) => (pid === 3 ? undefined : true) })
    await pool.start()
    const rolling = pool.roll()
    await until(() => workers.length === 3)
    workers[0]?.end('SIGKILL')
    workers[2]?.listen()
    await rolling
    expect(running()).toEqual([3, 4])
    await pool.stop()
  })

  it('kills a worker that does not end in time', async () => {
    const { pool, workers, letTimePass } = makePool({ obey: false })
    await pool.start()
    const stopping = pool.stop()
    letTimePass()
    await stopping
    expect(workers.map(({ told }) => told)).toEqual([
      ['stop', 'kill'],
      ['stop', 'kill'],
    ])
  })
})
