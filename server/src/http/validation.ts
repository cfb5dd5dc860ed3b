import type { preHandlerHookHandler } from 'fastify'
import type { ReadTx } from '../storage/storage.ts'
import type { ApiError } from './api-error.ts'
import { maxJsonValues } from './bounds.ts'
import { errors } from './errors.ts'
import type { AnyRequest, OperationRequest } from './messages.ts'
import { sentencesIn } from './schema-validator.ts'
import { maxViolations } from './violations.ts'

/** Throws an error that takes precedence over those of the body, such as a contact that does not exist. */
export type Precondition = (tx: ReadTx, request: OperationRequest) => Promise<unknown>

/** Refuses an invalid request with a 422 that lists every violation. For Fastify's routes with `attachValidation`. */
export const requireValid: preHandlerHookHandler = (request, _reply, done) =>
  done(refusalOf(request, sentencesIn(request.validationError?.validation)))

/** Returns the 422 for an invalid request, or undefined. @param sentences the violations of its schemas. */
export function refusalOf(
  { hasTooManyValues, textViolations = [] }: Pick<AnyRequest, 'hasTooManyValues' | 'textViolations'>,
  sentences: readonly string[],
): ApiError | undefined {
  if (hasTooManyValues)
    return errors.unprocessable([`the body must not hold more than ${maxJsonValues} values`])
  if (sentences.length === 0 && textViolations.length === 0) return undefined
  return errors.unprocessable([...new Set([...sentences, ...textViolations])].slice(0, maxViolations))
}
