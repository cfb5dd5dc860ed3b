import type { Worker } from 'node:cluster'
import { withTimeout } from '../../../lib/with-timeout.ts'
import type { Journal } from '../../../traffic/journal.ts'
import { type ListRequests, listOwnRequests } from '../../../traffic/list-requests.ts'
import type { RecordedRequest } from '../../../traffic/recorded-request.ts'
import { listTimeMs } from './pooled-requests.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

/** The parent also has to combine them. */
const answerTimeMs = 2 * listTimeMs
/** The most questions to the parent at a time. */
const maxQuestions = 100

/**
 * The latest requests of all workers, for the one that was asked: the parent collects them, also from this one.
 * @param journal what this worker has served.
 * @returns what lists them: those of this worker alone if the parent does not answer in time.
 */
export function requestsOfPool(worker: Worker, journal: Journal): ListRequests {
  const questions = new Map<number, (requests: RecordedRequest[]) => void>()
  let last = 0
  const send = (message: FromWorker) => {
    if (worker.isConnected()) worker.send(message, () => undefined)
  }
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'read-requests') {
      const { collection, query } = message
      send({ kind: 'requests', collection, requests: listOwnRequests(journal, query) })
    }
    if (message.kind === 'all-requests') questions.get(message.question)?.(message.requests)
  })
  return async (query) => {
    if (questions.size >= maxQuestions || !worker.isConnected()) return listOwnRequests(journal, query)
    const question = ++last
    const { promise, resolve } = Promise.withResolvers<RecordedRequest[]>()
    questions.set(question, resolve)
    send({ kind: 'wants-all-requests', question, query })
    try {
      return await withTimeout(answerTimeMs, promise, () => new Error('The parent did not answer.'))
    } catch {
      return listOwnRequests(journal, query)
    } finally {
      questions.delete(question)
    }
  }
}
