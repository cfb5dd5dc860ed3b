import cluster from 'node:cluster'
import { greeting } from '../demo/greeting.ts'
import { startFinishing } from './finishing.ts'
import { openLog } from './log.ts'
import { say } from './output.ts'
import { openNode } from './serve-node.ts'
import type { ServeOptions } from './serve-options.ts'
import { stopSignal } from './stop-signal.ts'
import { serveAsWorker } from './workers/serve-as-worker.ts'
import { serveWithWorkers } from './workers/serve-with-workers.ts'

/**
 * Runs the server until SIGTERM or SIGINT; then answers what is under way, and ends with 0.
 * @throws Failure when the database or the port can't be had.
 */
export async function serve(options: ServeOptions): Promise<void> {
  if (cluster.isWorker) await serveAsWorker(options)
  else if (options.workers > 1) await serveWithWorkers(options)
  else await serveAlone(options)
}

async function serveAlone(options: ServeOptions): Promise<void> {
  const stopped = stopSignal()
  const log = await openLog(options.logLevel)
  const node = await openNode(options, log)
  say(`contactd listens on ${node.url}`)
  if (node.demo) say(greeting(node.url, node.demo))
  const finishing = startFinishing(node.storage, log)
  await stopped
  await Promise.all([finishing.stop(), node.drain()])
  await node.storage.close()
  log.flush()
}
