import { isObject, type Json } from './json.ts'
import { type Schema, shapeOf } from './schema.ts'

const maxLength = 100

/**
 * Compares a sent property with the response, if its schema has a place for it: at the top level, or in the returned
 * object, such as `contact`.
 * @returns the difference; undefined if there is no such place, or the values match.
 */
export function alterationOf(
  schema: Schema,
  answer: Json | undefined,
  name: string,
  sent: Json | undefined,
): string | undefined {
  if (sent === undefined || !isObject(answer)) return undefined
  const properties = shapeOf(schema)?.properties ?? {}
  const wrapper = Object.keys(properties).find(
    (key) => isObject(answer[key]) && shapeOf(properties[key] ?? {})?.properties[name] !== undefined,
  )
  const held = wrapper === undefined ? answer : answer[wrapper]
  if (!isObject(held) || (wrapper === undefined && properties[name] === undefined)) return undefined
  const answered = held[name] ?? null
  return holds(answered, sent) ? undefined : `sent ${textOf(sent)}, answered ${textOf(answered)}`
}

/**
 * Whether a value contains what was sent: each item of a list, or each property of an object. Lists of objects are not
 * compared, since responses have other forms of them. Null clears a value.
 */
function holds(answered: Json, sent: Json): boolean {
  if (sent === null) return answered === null || answered === ''
  if (Array.isArray(sent)) {
    if (sent.some(isObject)) return true
    return Array.isArray(answered) && sent.every((item) => answered.some((one) => holds(one, item)))
  }
  if (isObject(sent)) {
    return (
      isObject(answered) && Object.entries(sent).every(([key, part]) => holds(answered[key] ?? null, part))
    )
  }
  return answered === sent
}

function textOf(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}
