import type { RequestSchema, Violation } from '../http/violations.ts'
import { isItem, shown } from './seed/placed.ts'

/** A violation of a schema as a sentence that says how to repair it. */
export function repairSentence(schema: RequestSchema, value: unknown, { path, sentence }: Violation): string {
  if (sentence.endsWith(' must be either object or array')) return `${path} must be an object`
  return `${sentence}${repairOf(schema, valueAt(value, path), { path, sentence })}`
}

/** The value at a path such as `contacts.0.email`. */
export const valueAt = (whole: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], whole)

/** The most values that are listed. */
const maxListed = 30

/** Empty if the sentence says enough. */
function repairOf(schema: RequestSchema, value: unknown, { path, sentence }: Violation): string {
  if (sentence.endsWith(' must be a string') && isUnquoted(value)) return ': put it in quotes'
  if (!sentence.endsWith(' must be a valid enum value')) return ''
  const { enum: values, items } = schemaAt(schema, path) ?? {}
  const allowed = values ?? items?.enum ?? []
  const wrong = [value].flat().filter((one) => !allowed.includes(one) && !isItem(one))
  const repair = [
    ...(wrong.length > 0 ? [`not ${wrong.map(shown).join(', ')}`] : []),
    ...(allowed.length <= maxListed ? [`one of ${allowed.join(', ')}`] : []),
  ]
  return repair.length > 0 ? `: ${repair.join(', but ')}` : ''
}

const schemaAt = (schema: RequestSchema, path: string): RequestSchema | undefined =>
  path.split('.').reduce<RequestSchema | undefined>((at, name) => at?.items ?? at?.properties?.[name], schema)

/** Whether YAML reads a text without quotes as such a value: a phone, a postal code, `yes`. */
const isUnquoted = (value: unknown) => typeof value === 'number' || typeof value === 'boolean'
