import type { RequestCase } from './request-case.ts'
import type { Answer } from './send-request.ts'

/** A request, and what came of it: an answer, or why there is none. */
export type Exchange = { request: RequestCase } & ({ answer: Answer } | { fault: string })
