/** A JSON schema as plain data. */
export type Schema = { [keyword: string]: unknown }

/** The formats that OpenAPI 3.0 and its tools know. Others are the validator's own, and mean nothing outside. */
const publicFormats: ReadonlySet<unknown> = new Set(['date', 'date-time', 'email', 'uri', 'uuid', 'binary'])

/**
 * A schema in the words of OpenAPI 3.0: what only this program's validator understands is said in words that
 * others understand too, or is left to the description.
 */
export function documentedSchema(schema: Schema): Schema {
  const { format, idOrKey, properties, items, additionalProperties, ...rest } = schema
  return {
    ...rest,
    ...(publicFormats.has(format) && { format }),
    ...(idOrKey === true && { anyOf: [{ required: ['id'] }, { required: ['key'] }] }),
    ...(isSchema(properties) && { properties: mapValues(properties, documentedSchema) }),
    ...(isSchema(items) && { items: documentedSchema(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties: isSchema(additionalProperties)
        ? documentedSchema(additionalProperties)
        : additionalProperties,
    }),
  }
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

const mapValues = (schemas: Schema, map: (schema: Schema) => Schema): Schema =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, map(schema as Schema)]))
