import { Ajv, type ValidateFunction } from 'ajv'
import type { Json, JsonObject } from './json.ts'
import type { Schema } from './schema.ts'
import { SpecError } from './spec-error.ts'

/** As the files mean them, independent of the server's own formats. */
const formats = {
  'date-time': /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^\s@]+@[^\s@]+$/,
  uri: /^[a-z][a-z\d+.-]*:\S+$/i,
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
}

const ajv = new Ajv({ allErrors: true, strict: false, verbose: true, logger: false, formats })

const compiled = new WeakMap<Schema, ValidateFunction>()

/**
 * The validator of a schema of a file. It is compiled once: the schema must not change afterwards.
 * @throws SpecError if the schema is invalid.
 */
export function validatorOf(schema: Schema): ValidateFunction {
  const known = compiled.get(schema)
  if (known) return known
  const made = compile(schema)
  compiled.set(schema, made)
  return made
}

/** Whether a value is valid for a schema that may still change. @throws SpecError if the schema is invalid. */
export const takesNow = (schema: Schema, value: Json): boolean => compile(schema)(value)

function compile(schema: Schema): ValidateFunction {
  try {
    return ajv.compile(toJsonSchema(schema))
  } catch (error) {
    throw new SpecError(`The schema ${schema.name ?? ''} is none: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}

const kept = [
  'type',
  'required',
  'enum',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
] as const

/** Converts a schema of OpenAPI 3.0 to JSON Schema, in which `nullable` is a type. */
function toJsonSchema(schema: Schema): JsonObject {
  const converted: JsonObject = {}
  for (const keyword of kept) {
    const value: Json | undefined = schema[keyword]
    // Some files have `required: true` in a single property.
    if (value !== undefined && (keyword !== 'required' || Array.isArray(value))) converted[keyword] = value
  }
  const { properties, items, additionalProperties } = schema
  if (properties) {
    converted.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, toJsonSchema(property)]),
    )
  }
  if (items) converted.items = toJsonSchema(items)
  if (additionalProperties !== undefined) {
    converted.additionalProperties =
      typeof additionalProperties === 'boolean' ? additionalProperties : toJsonSchema(additionalProperties)
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const parts = schema[keyword]
    if (parts) converted[keyword] = parts.map(toJsonSchema)
  }
  return schema.nullable ? orNull(converted) : converted
}

function orNull(schema: JsonObject): JsonObject {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] }
  return {
    ...schema,
    type: [schema.type, 'null'],
    ...(Array.isArray(schema.enum) && { enum: [...new Set([...schema.enum, null])] }),
  }
}
