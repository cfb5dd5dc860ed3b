import type { Dispatcher } from 'undici'
import { type Clock, monotonicMs } from '../lib/clock.ts'
import { failureSentence, statusSentence } from './failure-sentence.ts'
import { retryAfterMs } from './retry-after.ts'
import { wasOpenAt } from './targets/connection-age.ts'

/** What came of sending a delivery once. */
export interface Attempt {
  /** Of the answer, if there is one. */
  status?: number
  /** Why it failed, in one sentence that repeats nothing of the URL. Without it, the receiver has taken the delivery: its status is 2xx. */
  error?: string
  /** The first 2 KiB of the answer's body, as text that PostgreSQL takes. Not that of a compressed one. */
  response?: string
  /** How long the receiver asks to wait, from a second to a day. */
  retryAfterMs?: number
  durationMs: number
}

const keptBytes = 2 * 1024
const maxBodyBytes = 64 * 1024
const givenUp = new Error('The delivery was given up.')

/** Whether the receiver closed the connection. */
const isClosing = ({ code, message }: Error & { code?: string }) =>
  code === 'UND_ERR_SOCKET' ? message === 'other side closed' : code === 'ECONNRESET' || code === 'EPIPE'

export interface AttemptActions {
  settle(attempt: Attempt): void
  /** Sends it once more, on a new connection, unless nothing is sent any more. Called once at most. @returns whether it does. */
  repeat(): boolean
}

/**
 * Makes an attempt of what undici reports. The status decides: an answer of 2xx counts however its body ends.
 */
export class AttemptHandler implements Dispatcher.DispatchHandler {
  readonly #actions: AttemptActions
  readonly #clock: Clock
  readonly #startedMs = monotonicMs()
  readonly #timer: NodeJS.Timeout
  #controller: Dispatcher.DispatchController | undefined
  #settled = false
  #isRepeated = false
  #attempt: Attempt = { durationMs: 0 }
  #isCompressed = false
  #bodyBytes = 0
  #body: Buffer | undefined

  /** @param actions `settle` is called once, after `timeoutMs` at the latest. */
  constructor(timeoutMs: number, clock: Clock, actions: AttemptActions) {
    this.#actions = actions
    this.#clock = clock
    this.#timer = setTimeout(() => {
      this.#finish(`The receiver did not answer within ${timeoutMs / 1000} s.`)
      this.#controller?.abort(givenUp)
    }, timeoutMs)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled) controller.abort(givenUp)
    else this.#controller = controller
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // Only informational.
    if (status < 200) return
    this.#attempt.status = status
    this.#isCompressed = headers['content-encoding'] !== undefined
    const [wait] = [headers['retry-after']].flat()
    const waitMs = wait === undefined ? undefined : retryAfterMs(wait, this.#clock.now())
    if (waitMs !== undefined) this.#attempt.retryAfterMs = waitMs
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bodyBytes += chunk.length
    if (this.#body === undefined) this.#body = chunk
    else if (this.#body.length < keptBytes) this.#body = Buffer.concat([this.#body, chunk])
    if (this.#bodyBytes < maxBodyBytes) return
    this.#finish()
    controller.abort(givenUp)
  }

  onResponseEnd(): void {
    this.#finish()
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (!this.#repeats(error)) this.#finish(failureSentence(error))
  }

  /** Sends it once more if the receiver closed a connection that was open before. @returns whether it does. */
  #repeats(error: Error & { code?: string }): boolean {
    if (this.#settled || this.#isRepeated || this.#attempt.status !== undefined) return false
    if (!isClosing(error) || !wasOpenAt(error, this.#startedMs)) return false
    this.#isRepeated = true
    this.#controller = undefined
    return this.#actions.repeat()
  }

  /** @param failure counts if there is no status. */
  #finish(failure?: string): void {
    if (this.#settled) return
    this.#settled = true
    clearTimeout(this.#timer)
    const attempt = this.#attempt
    const { status } = attempt
    if (status === undefined) attempt.error = failure ?? 'The receiver did not answer.'
    else if (status >= 300) attempt.error = statusSentence(status)
    if (this.#body !== undefined && !this.#isCompressed) attempt.response = textOf(this.#body)
    attempt.durationMs = monotonicMs() - this.#startedMs
    this.#actions.settle(attempt)
  }
}

const decoder = new TextDecoder()

/** The beginning of a body, without a character that is cut off. PostgreSQL takes no NUL. */
function textOf(body: Buffer): string {
  const isCut = body.length > keptBytes
  const text = decoder.decode(isCut ? body.subarray(0, keptBytes) : body, { stream: isCut })
  // Forgets the character that is cut off.
  if (isCut) decoder.decode()
  return text.replaceAll('\0', '\ufffd')
}
