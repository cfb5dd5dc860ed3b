import type { Json } from './json.ts'
import { validatorOf } from './json-schema.ts'
import { alternativesOf, type Schema, shapeOf } from './schema.ts'
import { fillIn, Planted, type Template } from './template.ts'

/** The maximum number of values tried in one place. */
const maxVariants = 200
const maxDepth = 12

/**
 * The owner and the name of a value: `CreateContactDto` and `email`. Records can be registered under both, or under the
 * name.
 */
export interface Owned {
  owner: string
  name: string
}

/**
 * Generates valid values for a schema. Ids of records are replaced by those of new records, since the examples name
 * none that exist.
 */
export class GoodValues {
  readonly #kinds: Readonly<Record<string, Json>>

  /** @param kinds the records that can be created, by name, each with a value of the same form: `World.kinds`. */
  constructor(kinds: Readonly<Record<string, Json>>) {
    this.#kinds = kinds
  }

  /** Whether a value is valid for a schema. */
  takes(schema: Schema, value: Template): boolean {
    return validatorOf(schema)(fillIn(value, this.#kinds))
  }

  /** A value with all properties of the schema, or only the required ones. */
  value(schema: Schema, owned: Owned, extent: 'full' | 'minimal', depth = 0): Template {
    const planted = this.#planted(owned)
    if (planted) return planted
    const [alternative = schema] = alternativesOf(schema)
    if (alternative !== schema) return this.value(alternative, owned, extent, depth)
    const shape = shapeOf(schema)
    if (shape && Object.keys(shape.properties).length > 0 && depth < maxDepth) {
      const names = Object.keys(shape.properties).filter(
        (name) => extent === 'full' || shape.required.has(name),
      )
      return this.#object(schema, shape.properties, names, owned, extent, depth)
    }
    const { example, items } = schema
    if (example !== undefined && !items?.properties && this.takes(schema, example)) return example
    if (schema.enum?.[0] !== undefined) return schema.enum[0]
    if (schema.type === 'array') return [this.value(schema.items ?? {}, owned, extent, depth + 1)]
    return plainValue(schema)
  }

  /** Values that try everything in a schema: each alternative, each value of an enum, each property alone. */
  variants(schema: Schema, owned: Owned, depth = 0): Template[] {
    const planted = this.#planted(owned)
    const own = planted ? [planted] : this.#ownVariants(schema, owned, depth)
    const all = schema.nullable ? [...own, null] : own
    return distinct(all)
      .filter((value) => this.takes(schema, value))
      .slice(0, maxVariants)
  }

  #ownVariants(schema: Schema, owned: Owned, depth: number): Template[] {
    if (depth > maxDepth) return []
    if (schema.anyOf || schema.oneOf) {
      return alternativesOf(schema).flatMap((one) => this.variants(one, owned, depth + 1))
    }
    const values: Template[] = [this.value(schema, owned, 'full', depth), ...(schema.enum ?? [])]
    if (schema.example !== undefined) values.push(schema.example)
    const { items } = schema
    if (items) values.push(...this.variants(items, owned, depth + 1).map((item) => [item]))
    const shape = shapeOf(schema)
    if (!shape) return values
    const minimal = this.value(schema, owned, 'minimal', depth)
    const owner = schema.name ?? owned.owner
    const alone = Object.entries(shape.properties).flatMap(([name, property]) =>
      this.variants(property, { owner, name }, depth + 1).map((value) => withProperty(minimal, name, value)),
    )
    return [...values, minimal, ...alone]
  }

  #object(
    schema: Schema,
    properties: Record<string, Schema>,
    names: readonly string[],
    owned: Owned,
    extent: 'full' | 'minimal',
    depth: number,
  ): Template {
    const owner = schema.name ?? owned.owner
    return Object.fromEntries(
      names.map((name) => [name, this.value(properties[name] ?? {}, { owner, name }, extent, depth + 1)]),
    )
  }

  #planted({ owner, name }: Owned): Planted | undefined {
    const key = [`${owner}.${name}`, name].find((one) => one in this.#kinds)
    return key === undefined ? undefined : new Planted(key)
  }
}

/** An object with one more property; other values do not change. */
export const withProperty = (object: Template, name: string, value: Template): Template =>
  typeof object === 'object' && object !== null && !Array.isArray(object) && !(object instanceof Planted)
    ? { ...object, [name]: value }
    : object

/** Removes duplicates. */
export const distinct = (values: readonly Template[]): Template[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
]

const byFormat: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
  email: 'conformance@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
}

function plainValue({ type, format, minimum, minLength, maxLength }: Schema): Template {
  switch (type) {
    case 'number':
    case 'integer':
      return minimum ?? 1
    case 'boolean':
      return true
    case 'object':
      return {}
    default:
      return (byFormat[format ?? ''] ?? 'conformance').padEnd(minLength ?? 0, 'x').slice(0, maxLength)
  }
}
