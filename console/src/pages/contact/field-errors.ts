import type { ApiFailure } from '../../api/failure.ts'
import { type CustomField, customFieldName } from './contact-values.ts'

/** What is wrong with fields, by their names. */
export type FieldErrors = Readonly<Record<string, string>>

/**
 * Which fields a refusal is about. A 422 names them; a 400 has a sentence about a phone, an address that another contact has,
 * or the value of a custom field.
 */
export function fieldErrors(
  failure: ApiFailure,
  changed: readonly string[],
  fields: readonly CustomField[],
): FieldErrors {
  const errors: Record<string, string> = {}
  const body = failure.body as { meta?: { matchingField?: string; contactName?: string } } | undefined
  const match = body?.meta
  if (match?.matchingField !== undefined)
    errors[match.matchingField] = `${match.contactName ?? 'Another contact'} has it already.`
  for (const name of changed) {
    const sentence = failure.sentenceFor(name.replace(/\.(?=[^.]*$).*/, ''))
    if (sentence !== undefined) errors[name] = sentence
  }
  if (failure.status === 400 && changed.includes('phone') && /number|phone|country/i.test(failure.message))
    errors.phone ??= failure.message
  const invalid = /^Invalid Custom Field Value .* for "([^"]+)"$/.exec(failure.message)?.[1]
  const field = fields.find(({ id, fieldKey }) => id === invalid || fieldKey === invalid)
  if (field) errors[customFieldName(field.id)] = failure.message
  return errors
}
