import type { Worker } from 'node:cluster'
import type { Journal } from '../../../traffic/journal.ts'
import { type ListRequests, listOwnRequests } from '../../../traffic/list-requests.ts'
import type { RecordedRequest } from '../../../traffic/recorded-request.ts'
import { ParentQuestions, sendToParent } from './parent-questions.ts'
import type { ToWorker } from './worker-messages.ts'

/** The most questions to the parent at a time. */
const maxQuestions = 100

/**
 * The latest requests of all workers, for the one that was asked: the parent collects them, also from this one.
 * @param journal what this worker has served.
 * @returns what lists them: those of this worker alone if the parent does not answer in time.
 */
export function requestsOfPool(worker: Worker, journal: Journal): ListRequests {
  const questions = new ParentQuestions<RecordedRequest[]>()
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'read-requests') {
      const { collection, query } = message
      sendToParent(worker, { kind: 'requests', collection, requests: listOwnRequests(journal, query) })
    }
    if (message.kind === 'all-requests') questions.answer(message.question, message.requests)
  })
  return async (query) => {
    if (questions.size >= maxQuestions || !worker.isConnected()) return listOwnRequests(journal, query)
    try {
      return await questions.ask((question) =>
        sendToParent(worker, { kind: 'wants-all-requests', question, query }),
      )
    } catch {
      return listOwnRequests(journal, query)
    }
  }
}
