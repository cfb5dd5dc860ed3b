import type { Json } from './json.ts'
import type { RequestCase } from './request-case.ts'
import type { Answer } from './send-request.ts'

/** A request with its response. */
export interface Answered {
  request: RequestCase
  /** The body as sent; undefined for none. */
  sent: Json | undefined
  answer: Answer
}

/** A request with its response, or with the reason why it has none. */
export type Exchange = Answered | { request: RequestCase; fault: string }
