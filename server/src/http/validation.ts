import type { preHandlerHookHandler } from 'fastify'
import type { ReadTx } from '../storage/storage.ts'
import type { ApiError } from './api-error.ts'
import { maxJsonValues } from './bounds.ts'
import { errors } from './errors.ts'
import type { AnyRequest, OperationRequest } from './messages.ts'
import { sentencesIn } from './schema-validator.ts'
import { maxViolations } from './violations.ts'

/** Throws what an operation refuses before it looks at its body, such as a contact that does not exist. */
export type Precondition = (tx: ReadTx, request: OperationRequest) => Promise<unknown>

/** Refuses an invalid request with 422, which names every violation. For routes of Fastify with `attachValidation`. */
export const requireValid: preHandlerHookHandler = (request, _reply, done) =>
  done(refusalOf(request, sentencesIn(request.validationError?.validation)))

/** The 422 that the request has earned, or undefined. @param sentences the violations of its schemas. */
export function refusalOf(
  { hasTooManyValues, textViolations = [] }: Pick<AnyRequest, 'hasTooManyValues' | 'textViolations'>,
  sentences: readonly string[],
): ApiError | undefined {
  if (hasTooManyValues)
    return errors.unprocessable([`the body must not hold more than ${maxJsonValues} values`])
  if (sentences.length === 0 && textViolations.length === 0) return undefined
  return errors.unprocessable([...new Set([...sentences, ...textViolations])].slice(0, maxViolations))
}
