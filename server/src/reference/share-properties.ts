import type { Schema } from '../http/documented-schema.ts'

/** How many properties a schema must share with a larger one that extends it. */
const minShared = 4

interface NamedSchema {
  name: string
  schema: Schema
  /** The JSON of each property. */
  properties: ReadonlyMap<string, string>
  required: ReadonlySet<string>
}

/**
 * Removes duplication among named schemas. A schema that equals another refers to it; one that has all properties of
 * another, word for word, and further or more required ones, becomes `allOf` that one and its own properties.
 */
export function shareProperties(schemas: Record<string, Schema>): void {
  const all = Object.entries(schemas)
    .filter(([, { type, properties }]) => type === 'object' && properties !== undefined)
    .map(([name, schema]) => named(name, schema))
    .sort((a, b) => a.properties.size - b.properties.size || a.required.size - b.required.size)
  for (const [index, one] of all.entries()) {
    const base = all.slice(0, index).findLast((other) => isBase(other, one))
    if (base !== undefined) schemas[one.name] = extended(base, one)
  }
}

function named(name: string, schema: Schema): NamedSchema {
  const { properties, required = [] } = schema as { properties: object; required?: string[] }
  return {
    name,
    schema,
    properties: new Map(Object.entries(properties).map(([key, part]) => [key, JSON.stringify(part)])),
    required: new Set(required),
  }
}

/** Whether the first schema, with at most as many properties, accepts everything that the second accepts. */
function isBase(base: NamedSchema, { schema, properties, required }: NamedSchema): boolean {
  const isWhole = base.properties.size === properties.size
  return (
    (isWhole || base.properties.size >= minShared) &&
    [...base.properties].every(([key, json]) => properties.get(key) === json) &&
    [...base.required].every((key) => required.has(key)) &&
    base.schema.additionalProperties === schema.additionalProperties &&
    // The other schema would refuse additional properties.
    (isWhole || schema.additionalProperties === undefined)
  )
}

function extended(base: NamedSchema, { schema, required }: NamedSchema): Schema {
  const reference = { $ref: `#/components/schemas/${base.name}` }
  const { type, properties: all, required: _, additionalProperties: __, ...rest } = schema
  const own = Object.entries(all as object).filter(([key]) => !base.properties.has(key))
  const ofOwn = [...required].filter((key) => !base.properties.has(key))
  const ofBase = [...required].filter((key) => base.properties.has(key) && !base.required.has(key))
  if (own.length === 0 && ofBase.length === 0 && Object.keys(rest).length === 0) return reference
  const more = {
    type,
    properties: Object.fromEntries(own),
    ...(ofOwn.length > 0 && { required: ofOwn }),
  }
  return {
    ...rest,
    allOf: [reference, ...(own.length > 0 ? [more] : [])],
    ...(ofBase.length > 0 && { required: ofBase }),
  }
}
