import cluster from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Demo } from '../../demo/fill-demo.ts'
import { greeting } from '../../demo/greeting.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import type { Storage } from '../../storage/storage.ts'
import { Failure } from '../failure.ts'
import { type Finishing, startFinishing } from '../finishing.ts'
import { findPort } from '../listening.ts'
import { type Log, openLog } from '../log.ts'
import { openDemo } from '../open-demo.ts'
import { say } from '../output.ts'
import { openSecrets } from '../secrets.ts'
import type { ServeOptions } from '../serve-options.ts'
import { stopSignal } from '../stop-signal.ts'
import { beginOnDatabase } from '../with-storage.ts'
import { forkWorker } from './forked-worker.ts'
import { WorkerPool } from './worker-pool.ts'

/**
 * Runs workers that serve on one port until SIGTERM or SIGINT, and replaces them one by one at SIGHUP. This process
 * does what is to be done once, and accepts the connections; it answers none.
 * @throws Failure when the database or the port can't be had, or the workers don't stay alive.
 */
export async function serveWithWorkers(options: ServeOptions): Promise<void> {
  const stopped = stopSignal().then(() => 'stopped' as const)
  const log = await openLog(options.logLevel, { namesProcess: true })
  const { storage, demo } = await prepare(options, log)
  let finishing: Finishing | undefined
  try {
    const port = await findPort(options)
    let url = ''
    const pool = workerPool(options, port, log, (listensAt) => {
      url = listensAt
    })
    process.on('SIGHUP', () => void pool.roll())
    const started = await Promise.race([pool.start(), stopped])
    if (started === true) {
      say(`contactd listens on ${url}`)
      if (demo) say(greeting(url, demo))
      finishing = startFinishing(storage, log)
      // What is left to do here wants no database.
      void finishing.done.then(() => storage.close())
      const end = await Promise.race([stopped, pool.gaveUp])
      await pool.stop()
      if (end !== 'stopped')
        throw new Failure('The workers ended as soon as they had begun, again and again: the log says why.')
    } else {
      await pool.stop()
      if (started === false) throw new Failure('A worker did not come to serve: above stands why.')
    }
  } finally {
    await finishing?.stop()
    await storage.close()
    log.flush()
  }
}

/** Brings the database up to date, fills the demo and makes the keys: once, before there are workers. */
function prepare(options: ServeOptions, log: Log): Promise<{ storage: Storage; demo?: Demo }> {
  return beginOnDatabase({ ...options, log: log.logger }, async (storage) => {
    await openSecrets(options.database, storage)
    return { storage, ...(options.demo && { demo: await openDemo(storage, options.database) }) }
  })
}

function workerPool(
  { workers }: ServeOptions,
  port: number,
  { logger, writeLine }: Log,
  onListening: (url: string) => void,
): WorkerPool {
  cluster.setupPrimary({
    // The last one counts, and is the same for all, also where any was asked for.
    args: [...process.argv.slice(2), '--port', String(port)],
    // Lines of several processes in one pipe would break into each other: this process writes them, each whole.
    silent: !process.stderr.isTTY,
  })
  return new WorkerPool({
    size: workers,
    start: () => forkWorker(writeLine, onListening),
    clock,
    log: logger,
    sleep: (timeMs, signal) => sleep(timeMs, undefined, { signal }).catch(() => undefined),
  })
}
