import type { Schema } from '../../http/documented-schema.ts'

/** Converts a schema of OpenAPI 3.0 to JSON Schema, which has `null` as a type and a list of examples. */
export function jsonSchemaOf(schema: Schema): Schema {
  const { nullable, example, properties, items, additionalProperties, anyOf, oneOf, ...rest } = schema
  const converted: Schema = {
    ...rest,
    ...(example !== undefined && { examples: [example] }),
    ...(isSchema(properties) && { properties: ofEach(properties) }),
    ...(isSchema(items) && { items: jsonSchemaOf(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties: isSchema(additionalProperties)
        ? jsonSchemaOf(additionalProperties)
        : additionalProperties,
    }),
    ...(Array.isArray(anyOf) && { anyOf: anyOf.map(jsonSchemaOf) }),
    ...(Array.isArray(oneOf) && { oneOf: oneOf.map(jsonSchemaOf) }),
  }
  return nullable === true ? orNull(converted) : converted
}

function orNull({ type, enum: values, ...rest }: Schema): Schema {
  return {
    ...(type !== undefined && { type: [type, 'null'] }),
    ...(Array.isArray(values) && { enum: [...values, null] }),
    ...rest,
  }
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const ofEach = (schemas: Schema): Schema =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, jsonSchemaOf(schema as Schema)]))
