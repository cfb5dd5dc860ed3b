import type { TSchema } from 'typebox'
import { schemaFormats } from '../../api/schemas/formats.ts'
import { type RequestSchema, violationsOf } from '../../http/violations.ts'
import { ControlError } from './control-error.ts'

/**
 * Checks a value against a schema.
 * @param place in front of each sentence.
 * @throws ControlError 422 with all that is wrong.
 */
export function requireValidBody(schema: TSchema, value: unknown, place = ''): void {
  const sentences = violationsOf(schema as object as RequestSchema, value, schemaFormats)
  if (sentences.length > 0)
    throw new ControlError(
      422,
      sentences.map((sentence) => `${place}${sentence}`),
    )
}
