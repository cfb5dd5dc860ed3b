import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { openLog } from '../log.ts'
import { openNode } from '../serve-node.ts'
import type { ServeOptions } from '../serve-options.ts'
import { stopSignal } from '../stop-signal.ts'
import type { ListeningMessage } from './forked-worker.ts'

/** How long connections that are kept alive are waited for: a client that uses its own sends a request by then. */
const retireTimeMs = 5_000

/**
 * Serves as one of several processes, until it is told to retire or to stop, or until the process that started it
 * is gone.
 * @throws Failure when the database or the port can't be had.
 */
export async function serveAsWorker(options: ServeOptions): Promise<void> {
  const { worker } = cluster
  if (!worker) throw new Error('This process is no worker.')
  const stopping = new AbortController()
  for (const stop of [stopSignal(), once(process, 'disconnect')]) void stop.then(() => stopping.abort())
  // A terminal sends it to all processes; it is meant for the first.
  process.on('SIGHUP', () => undefined)
  try {
    await serveUntil(options, worker, stopping.signal)
  } finally {
    // What it hears on keeps it alive.
    if (worker.isConnected()) worker.disconnect()
  }
}

async function serveUntil(options: ServeOptions, worker: Worker, stopping: AbortSignal): Promise<void> {
  const retired = once(process, 'message', { signal: stopping }).catch(() => undefined)
  const log = await openLog(options.logLevel, { namesProcess: true })
  const node = await openNode(options, log)
  // Until now it has ended at once where the process that started it did: that process would have to say where it
  // listens. From now on it answers first what it is at.
  worker.exitedAfterDisconnect = true
  worker.send({ listensAt: node.url } satisfies ListeningMessage, () => undefined)
  await retired
  if (!stopping.aborted) await node.retire(AbortSignal.any([stopping, AbortSignal.timeout(retireTimeMs)]))
  await node.drain()
  await node.storage.close()
  log.flush()
}
