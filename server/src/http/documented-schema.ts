/** A JSON schema as plain data. */
export type Schema = { [keyword: string]: unknown }

/** The formats that OpenAPI 3.0 and its tools know. Others are the validator's own, and mean nothing outside. */
const publicFormats: ReadonlySet<unknown> = new Set(['date', 'date-time', 'email', 'uri', 'uuid', 'binary'])

/**
 * A schema in the words of OpenAPI 3.0: what only this program's validator understands is said in words that
 * others understand too, or is left to the description.
 */
export function documentedSchema(schema: Schema): Schema {
  if (schema.if !== undefined) return ofTwoBranches(schema)
  if (Array.isArray(schema.type)) return ofSeveralTypes(schema)
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

/** OpenAPI 3.0 has no lists of types: what speaks of texts goes to the text, the rest to the object. */
function ofSeveralTypes({ type: _, format, maxLength, ...object }: Schema): Schema {
  const text = { type: 'string', format, maxLength }
  return { anyOf: [text, { ...object, type: 'object' }].map(documentedSchema) }
}

/** OpenAPI 3.0 has no conditions: one of the branches fits. */
const ofTwoBranches = ({ if: _, then: one, else: other, ...rest }: Schema): Schema => ({
  ...rest,
  oneOf: [one, other].filter(isSchema).map(documentedSchema),
})

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

const mapValues = (schemas: Schema, map: (schema: Schema) => Schema): Schema =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, map(schema as Schema)]))
