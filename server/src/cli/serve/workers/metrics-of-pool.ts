import type { Worker } from 'node:cluster'
import type { Snapshot } from '../../../metrics/family.ts'
import type { Metrics } from '../../../metrics/metrics.ts'
import { ParentQuestions, sendToParent } from './parent-questions.ts'
import type { ToWorker } from './worker-messages.ts'

/**
 * The metrics of all workers, for the one that was asked: the parent collects them, also from this one.
 * @returns what reads them. It throws if the parent does not answer in time.
 */
export function metricsOfPool(worker: Worker, metrics: Metrics): () => Promise<readonly Snapshot[]> {
  const questions = new ParentQuestions<Snapshot>()
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'read-metrics')
      void metrics.snapshot().then((snapshot) => sendToParent(worker, { kind: 'metrics', snapshot }))
    if (message.kind === 'all-metrics') questions.answer(message.question, message.snapshot)
  })
  return async () => [
    await questions.ask((question) => sendToParent(worker, { kind: 'wants-all-metrics', question })),
  ]
}
