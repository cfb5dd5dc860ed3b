import type { Json } from './json.ts'
import type { RequestCase } from './request-case.ts'
import type { Answer } from './send-request.ts'

/** A request that was answered. */
export interface Answered {
  request: RequestCase
  /** The body as it was sent; undefined where there was none. */
  sent: Json | undefined
  answer: Answer
}

/** A request, and what came of it: an answer, or why there is none. */
export type Exchange = Answered | { request: RequestCase; fault: string }
