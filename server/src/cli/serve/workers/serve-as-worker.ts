import cluster, { type Worker } from 'node:cluster'
import { on, once } from 'node:events'
import { Metrics } from '../../../metrics/metrics.ts'
import { openLog } from '../../log.ts'
import { openNode } from '../serve-node.ts'
import type { ServeOptions } from '../serve-options.ts'
import { stopSignal } from '../stop-signal.ts'
import { metricsOfPool } from './metrics-of-pool.ts'
import { requestsOfPool } from './requests-of-pool.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

/** How long to wait for keep-alive connections: a client in use sends a request in this time. */
const retireTimeMs = 5_000

/**
 * Serves as one of several processes, until it is told to retire or to stop, or its parent ends.
 * @throws Failure if the database or the port is not available.
 */
export async function serveAsWorker(options: ServeOptions): Promise<void> {
  const { worker } = cluster
  if (!worker) throw new Error('This process is not a worker.')
  const stopping = new AbortController()
  for (const stop of [stopSignal(), once(process, 'disconnect')]) void stop.then(() => stopping.abort())
  // A terminal sends it to all processes, but it is meant for the parent.
  process.on('SIGHUP', () => undefined)
  try {
    await serveUntil(options, worker, stopping.signal)
  } finally {
    // The channel to the parent keeps the process alive.
    if (worker.isConnected()) worker.disconnect()
  }
}

async function serveUntil(options: ServeOptions, worker: Worker, stopping: AbortSignal): Promise<void> {
  const retired = retireMessage(stopping)
  const log = await openLog(options.logLevel, { namesProcess: true })
  const metrics = new Metrics()
  const node = await openNode(options, log, {
    metrics,
    readMetrics: metricsOfPool(worker, metrics),
    listRequests: (journal) => requestsOfPool(worker, journal),
  })
  // Until now, the worker exits as soon as its parent does, because the parent would have to report where it listens.
  // From now on, it finishes its requests first.
  worker.exitedAfterDisconnect = true
  worker.send({ kind: 'listens', at: node.url } satisfies FromWorker, () => undefined)
  await retired
  if (!stopping.aborted) await node.retire(AbortSignal.any([stopping, AbortSignal.timeout(retireTimeMs)]))
  await node.drain()
  await node.storage.close()
  log.flush()
}

/** Resolves when the parent asks this worker to retire, or at the signal. */
async function retireMessage(signal: AbortSignal): Promise<void> {
  try {
    for await (const [message] of on(process, 'message', { signal }))
      if ((message as ToWorker).kind === 'retire') return
  } catch {
    // The signal.
  }
}
