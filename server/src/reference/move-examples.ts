import type { Schema } from '../http/documented-schema.ts'
import { ownTurn } from '../lib/own-turn.ts'

interface Content {
  schema?: Schema
  examples?: object
}

interface Operation {
  requestBody?: { content?: Record<string, Content> }
  responses?: Record<string, { content?: Record<string, Content> }>
}

/**
 * Combines the examples of a response's fields into one example of the response, and removes those of the fields: in
 * generated clients they take a third of the lines. Request bodies have examples of their own. Each operation runs in
 * its own turn.
 */
export async function moveExamples(document: { paths?: Record<string, unknown> }): Promise<void> {
  const operations = Object.values(document.paths ?? {}).flatMap((methods) =>
    Object.values(methods as Record<string, Operation>),
  )
  for (const { requestBody, responses = {} } of operations) {
    for (const { content = {} } of [requestBody ?? {}, ...Object.values(responses)]) {
      const json = content['application/json']
      if (json?.schema === undefined) continue
      const value = exampleOf(json.schema)
      // A named example: generators copy a single unnamed one into their output.
      if (json.examples === undefined && value !== undefined) json.examples = { example: { value } }
      json.schema = withoutExamples(json.schema)
    }
    await ownTurn()
  }
}

/** An example of the schema: its own, else one built from its parts; undefined if there is none. */
function exampleOf(schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const combined = [schema.allOf, schema.anyOf, schema.oneOf].find(Array.isArray)
  if (combined !== undefined) return exampleOf(combined[0])
  if (isSchema(schema.items)) return [exampleOf(schema.items)].filter((item) => item !== undefined)
  if (isSchema(schema.properties)) {
    const required: unknown[] = Array.isArray(schema.required) ? schema.required : []
    const fields = Object.entries(schema.properties).map(([name, field]) => {
      const example = exampleOf(field as Schema)
      return [name, example === undefined && required.includes(name) ? plainValue(field as Schema) : example]
    })
    return Object.fromEntries(fields.filter(([, example]) => example !== undefined))
  }
  return plainValues[String(schema.type)]
}

const plainValue = ({ type, nullable }: Schema): unknown =>
  nullable === true ? null : plainTexts[String(type)]

const plainValues: Record<string, unknown> = { boolean: true, object: {} }
const plainTexts: Record<string, unknown> = { string: '', integer: 0, number: 0 }

/** A property may be named `example`: its value is a schema and stays. */
function withoutExamples(schema: Schema): Schema {
  const entries = Object.entries(schema).filter(([key]) => key !== 'example')
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === 'properties') return [key, mapValues(value as Schema, withoutExamples)]
      if (Array.isArray(value)) return [key, value.map((one) => (isSchema(one) ? withoutExamples(one) : one))]
      return [key, isSchema(value) ? withoutExamples(value) : value]
    }),
  )
}

const mapValues = (schemas: Schema, map: (schema: Schema) => Schema): Schema =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, map(schema as Schema)]))

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null
