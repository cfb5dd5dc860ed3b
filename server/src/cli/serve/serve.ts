import cluster from 'node:cluster'
import { openLog } from '../log.ts'
import { type BackgroundWork, startBackgroundWork } from './background-work.ts'
import { findPort } from './listen-errors.ts'
import { sayListening } from './say-listening.ts'
import { openNode } from './serve-node.ts'
import type { ServeOptions } from './serve-options.ts'
import { stopSignal } from './stop-signal.ts'
import { serveAsWorker } from './workers/serve-as-worker.ts'
import { serveWithWorkers } from './workers/serve-with-workers.ts'

/**
 * Runs the server until SIGTERM or SIGINT; then it finishes in-flight requests and exits with 0.
 * @throws Failure if the database or the port is not available.
 */
export async function serve(options: ServeOptions): Promise<void> {
  if (cluster.isWorker) await serveAsWorker(options)
  else if (options.workers > 1) await serveWithWorkers(options)
  else await serveAlone(options)
}

async function serveAlone(options: ServeOptions): Promise<void> {
  const stopped = stopSignal()
  // First, so that no database is created for nothing.
  if (options.port !== 0) await findPort(options)
  const log = await openLog(options.logLevel)
  const node = await openNode(options, log)
  let backgroundWork: BackgroundWork | undefined
  try {
    await sayListening(node.url, node.demo, node.demoOwner, options)
    backgroundWork = startBackgroundWork(node.storage, log)
    await stopped
  } finally {
    await Promise.all([backgroundWork?.stop(), node.drain()])
    await node.storage.close()
    log.flush()
  }
}
