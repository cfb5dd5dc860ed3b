type Json = { [key: string]: unknown }

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** An OpenAPI document with its references resolved. A circular reference stays. */
export function dereferenced<Document>(document: Document): Document {
  const resolve = (value: unknown, within: readonly string[] = []): unknown => {
    if (Array.isArray(value)) return value.map((part) => resolve(part, within))
    if (!isObject(value)) return value
    if (typeof value.$ref === 'string') {
      if (within.includes(value.$ref)) return value
      return resolve(targetOf(document, value.$ref), [...within, value.$ref])
    }
    // A description of its own wraps a reference, and own properties wrap the extended schema.
    if (Array.isArray(value.allOf)) {
      const { allOf, ...own } = value
      return [...allOf, own].map((part) => resolve(part, within) as Json).reduce(together)
    }
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part, within)]))
  }
  return resolve(document) as Document
}

/** A schema that two are together. */
const together = (one: Json, other: Json): Json => ({
  ...one,
  ...other,
  ...bothOf('properties', one, other),
  ...bothOf('required', one, other),
})

function bothOf(key: 'properties' | 'required', { [key]: one }: Json, { [key]: other }: Json): Json {
  if (one === undefined || other === undefined) return {}
  return { [key]: Array.isArray(one) ? [...one, ...(other as string[])] : { ...one, ...other } }
}

function targetOf(document: unknown, reference: string): unknown {
  let target = document
  for (const key of reference.replace('#/', '').split('/'))
    target = isObject(target) ? target[key] : undefined
  if (target === undefined) throw new Error(`Nothing is at ${reference}.`)
  return target
}
