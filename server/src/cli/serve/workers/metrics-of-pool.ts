import type { Worker } from 'node:cluster'
import { withTimeout } from '../../../lib/with-timeout.ts'
import type { Snapshot } from '../../../metrics/family.ts'
import type { Metrics } from '../../../metrics/metrics.ts'
import { collectTimeMs } from './pooled-metrics.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

/** The parent also has to combine them. */
const answerTimeMs = 2 * collectTimeMs

/**
 * The metrics of all workers, for the one that was asked: the parent collects them, also from this one.
 * @returns what reads them. It throws if the parent does not answer in time.
 */
export function metricsOfPool(worker: Worker, metrics: Metrics): () => Promise<readonly Snapshot[]> {
  let answered: ((snapshot: Snapshot) => void) | undefined
  const send = (message: FromWorker) => {
    if (worker.isConnected()) worker.send(message, () => undefined)
  }
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'read-metrics')
      void metrics.snapshot().then((snapshot) => send({ kind: 'metrics', snapshot }))
    if (message.kind === 'all-metrics') answered?.(message.snapshot)
  })
  return async () => {
    const { promise, resolve } = Promise.withResolvers<Snapshot>()
    answered = resolve
    send({ kind: 'wants-all-metrics' })
    return [await withTimeout(answerTimeMs, promise, () => new Error('The other workers did not answer.'))]
  }
}
