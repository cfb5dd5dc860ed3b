import type { Documents } from './documents.ts'
import { isObject, type Json } from './json.ts'
import { SpecError } from './spec-error.ts'

const maxDepth = 100

/**
 * Creates a function that replaces all references in a value of a document by their targets. The target of a named
 * reference has the name as `name`. A target with several references is one object.
 * @returns the function. It throws SpecError for a missing target or a circular reference.
 */
export function referenceResolver(documents: Documents): (value: Json, path: string) => Json {
  const resolved = new Map<string, Json>()

  const follow = (reference: string, from: string, within: readonly string[]): Json => {
    const { value, path, name, id } = documents.follow(reference, from)
    const known = resolved.get(id)
    if (known !== undefined) return known
    if (within.includes(id)) throw new SpecError(`${name} contains itself: such a schema is not supported.`)
    const target = resolve(value, path, [...within, id])
    const named = isObject(target) ? { name, ...target } : target
    resolved.set(id, named)
    return named
  }

  const resolve = (value: Json, path: string, within: readonly string[], depth = 0): Json => {
    if (depth > maxDepth) throw new SpecError(`The file is nested deeper than ${maxDepth} levels.`)
    if (Array.isArray(value)) return value.map((item) => resolve(item, path, within, depth + 1))
    if (!isObject(value)) return value
    if (typeof value.$ref === 'string') return follow(value.$ref, path, within)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolve(item, path, within, depth + 1)]),
    )
  }

  return (value, path) => resolve(value, path, [])
}
