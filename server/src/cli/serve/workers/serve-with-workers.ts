import cluster from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoOwner } from '../../../demo/demo-owner.ts'
import type { Demo } from '../../../demo/fill-demo.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import type { Storage } from '../../../storage/storage.ts'
import { Failure } from '../../failure.ts'
import { type Log, openLog } from '../../log.ts'
import { openSecrets } from '../../open-secret-key.ts'
import { beginOnDatabase } from '../../with-storage.ts'
import { type BackgroundWork, startBackgroundWork } from '../background-work.ts'
import { findPort } from '../listen-errors.ts'
import { openDemo, signInOfOwner } from '../open-demo.ts'
import { refuseDevelopment } from '../refuse-development.ts'
import { sayListening } from '../say-listening.ts'
import type { ServeOptions } from '../serve-options.ts'
import { stopSignal } from '../stop-signal.ts'
import { forkWorker } from './forked-worker.ts'
import { PooledMetrics } from './pooled-metrics.ts'
import { PooledRequests } from './pooled-requests.ts'
import { WorkerPool } from './worker-pool.ts'

/**
 * Runs workers that serve on one port until SIGTERM or SIGINT, and replaces them one by one on SIGHUP. This process
 * does the work that must happen once, and accepts the connections; it handles no requests.
 * @throws Failure if the database or the port is not available, or the workers don't stay alive.
 */
export async function serveWithWorkers(options: ServeOptions): Promise<void> {
  const stopped = stopSignal().then(() => 'stopped' as const)
  const log = await openLog(options.logLevel, { namesProcess: true })
  const { storage, demo, owner } = await prepare(options, log)
  let backgroundWork: BackgroundWork | undefined
  try {
    const port = await findPort(options)
    let url = ''
    const pool = workerPool(options, port, log, (listensAt) => {
      url = listensAt
    })
    process.on('SIGHUP', () => void pool.roll())
    const started = await Promise.race([pool.start(), stopped])
    if (started === true) {
      await sayListening(url, demo, async () => owner, options)
      backgroundWork = startBackgroundWork(storage, log)
      // This process needs no database from here on.
      void backgroundWork.done.then(() => storage.close())
      const end = await Promise.race([stopped, pool.gaveUp])
      await pool.stop()
      if (end !== 'stopped')
        throw new Failure('The workers repeatedly ended right after their start: see the log.')
    } else {
      await pool.stop()
      if (started === false) throw new Failure('A worker failed to start: the reason is above.')
    }
  } finally {
    await backgroundWork?.stop()
    await storage.close()
    log.flush()
  }
}

/** Migrates the database, fills the demo and creates the keys: once, before there are workers. */
function prepare(
  options: ServeOptions,
  log: Log,
): Promise<{ storage: Storage; demo?: Demo; owner?: DemoOwner | undefined }> {
  return beginOnDatabase({ ...options, log: log.logger }, async (storage) => {
    await refuseDevelopment(storage)
    const secrets = await openSecrets(options.database, storage)
    if (!options.demo) return { storage }
    const demo = await openDemo(storage, options.database)
    return {
      storage,
      demo,
      ...(demo.token !== undefined && { owner: await signInOfOwner(storage, secrets) }),
    }
  })
}

function workerPool(
  { workers }: ServeOptions,
  port: number,
  { logger, writeLine }: Log,
  onListening: (url: string) => void,
): WorkerPool {
  const pooled = { metrics: new PooledMetrics(), requests: new PooledRequests() }
  cluster.setupPrimary({
    // The last `--port` takes precedence; it is the same for all workers, even if any port was requested.
    args: [...process.argv.slice(2), '--port', String(port)],
    // Lines of several processes in one pipe could interleave, so this process writes them all.
    silent: !process.stderr.isTTY,
  })
  return new WorkerPool({
    size: workers,
    start: () => forkWorker({ writeLine, onListening, ...pooled }),
    clock,
    log: logger,
    sleep: (timeMs, signal) => sleep(timeMs, undefined, { signal }).catch(() => undefined),
  })
}
