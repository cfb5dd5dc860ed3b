/** A JSON schema as plain data. */
export type Schema = { [keyword: string]: unknown }

/** The formats that OpenAPI 3.0 and its tools know. Others are known to our validator only. */
const publicFormats: ReadonlySet<unknown> = new Set(['date', 'date-time', 'email', 'uri', 'uuid', 'binary'])

/**
 * Converts a schema to OpenAPI 3.0. Keywords that only our validator knows become standard ones, or are dropped if the
 * description covers them.
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

/** The keywords that apply to one type only. */
const keywordsOf: Record<string, readonly string[]> = {
  string: ['format', 'pattern', 'minLength', 'maxLength'],
  array: ['items', 'minItems', 'maxItems'],
  object: ['properties', 'required', 'additionalProperties'],
}
const keywordsOfOneType = Object.values(keywordsOf).flat()

/** OpenAPI 3.0 has no lists of types: each type gets the keywords that apply to it. */
function ofSeveralTypes({ type, ...schema }: Schema): Schema {
  const only = (isMeant: (keyword: string) => boolean) =>
    Object.fromEntries(Object.entries(schema).filter(([keyword]) => isMeant(keyword)))
  return {
    ...only((keyword) => !keywordsOfOneType.includes(keyword)),
    anyOf: (type as string[]).map((one) =>
      documentedSchema({ type: one, ...only((keyword) => (keywordsOf[one] ?? []).includes(keyword)) }),
    ),
  }
}

/** OpenAPI 3.0 has no conditions: the value must match one of the branches. */
const ofTwoBranches = ({ if: _, then: one, else: other, ...rest }: Schema): Schema => ({
  ...rest,
  oneOf: [one, other].filter(isSchema).map(documentedSchema),
})

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

const mapValues = (schemas: Schema, map: (schema: Schema) => Schema): Schema =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, map(schema as Schema)]))
