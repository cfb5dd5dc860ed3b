import type { Worker } from 'node:cluster'
import { withTimeout } from '../../../lib/with-timeout.ts'
import { collectTimeMs } from './collection.ts'
import type { FromWorker } from './worker-messages.ts'

/** The parent also has to combine the answers of the workers. */
const answerTimeMs = 2 * collectTimeMs

/** Sends a message of a worker to its parent, unless that has ended. */
export function sendToParent(worker: Worker, message: FromWorker): void {
  if (worker.isConnected()) worker.send(message, () => undefined)
}

/** The questions of a worker that its parent has not answered yet. */
export class ParentQuestions<Answer> {
  readonly #open = new Map<number, (answer: Answer) => void>()
  readonly #timeMs: number
  #last = 0

  constructor(timeMs = answerTimeMs) {
    this.#timeMs = timeMs
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * Asks a question, and waits for its answer.
   * @param send sends the question by its number, which the answer repeats.
   * @throws Error if the parent does not answer in time.
   */
  async ask(send: (question: number) => void): Promise<Answer> {
    const question = ++this.#last
    const { promise, resolve } = Promise.withResolvers<Answer>()
    this.#open.set(question, resolve)
    send(question)
    try {
      return await withTimeout(this.#timeMs, promise, () => new Error('The other workers did not answer.'))
    } finally {
      this.#open.delete(question)
    }
  }

  /** The parent has answered a question, perhaps too late. */
  answer(question: number, answer: Answer): void {
    this.#open.get(question)?.(answer)
  }
}
