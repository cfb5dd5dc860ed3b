import type { TSchema } from 'typebox'
import { schemaFormats } from '../../api/schemas/formats.ts'
import { placedViolations, type RequestSchema } from '../../http/violations.ts'
import { repairSentence } from '../repair-sentence.ts'
import { ControlError } from './control-error.ts'

/**
 * Checks a value against a schema.
 * @param place in front of each sentence.
 * @throws ControlError 422 with all that is wrong.
 */
export function requireValidBody(schema: TSchema, value: unknown, place = ''): void {
  const own = schema as object as RequestSchema
  const violations = placedViolations(own, value, schemaFormats)
  if (violations.length > 0)
    throw new ControlError(
      422,
      violations.map((violation) => `${place}${repairSentence(own, value, violation)}`),
    )
}
