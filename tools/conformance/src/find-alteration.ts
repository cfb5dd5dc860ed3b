import { isObject, type Json } from './json.ts'
import { type Schema, shapeOf } from './schema.ts'

const maxLength = 100

/**
 * Looks for a property that was sent where its answer has a place for it: at the top, or in the object that is
 * answered there, such as `contact`.
 * @returns what was answered instead; undefined where there is no such place, or it has what was sent.
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
 * Whether a value has in it what was sent: a list each item, an object each property, whatever else they have.
 * Lists of objects come back in forms of their own, and aren't looked into. Null clears.
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
