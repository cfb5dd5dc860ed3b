import { inWords, type Json, typeOf } from './json.ts'
import { takesNow } from './json-schema.ts'
import type { Spec } from './load-spec.ts'
import type { Schema } from './schema.ts'
import { walkSchemas } from './walk-schemas.ts'

/** A schema that its own example violates. */
export interface Mistake {
  /** `CreateContactDto.dateOfBirth` */
  place: string
  /** `declared as an object, but its example is a text` */
  detail: string
  example: Json
  schema: Schema
}

/** Finds every schema of the file that its own example violates. */
export function findMistakes(spec: Spec): Mistake[] {
  const found = new Map<string, Mistake>()
  walkSchemas(spec, (schema, place) => {
    const { example } = schema
    if (example === undefined || found.has(place) || takesNow(schema, example)) return
    found.set(place, { place, detail: contradiction(schema, example), example, schema })
  })
  return [...found.values()]
}

function contradiction(schema: Schema, example: Json): string {
  const declared =
    schema.type === 'array' && schema.items ? listWords(schema.items) : inWords(schema.type ?? '')
  const [first] = Array.isArray(example) ? example : []
  const given = first === undefined ? inWords(typeOf(example)) : listWords({ type: typeOf(first) })
  return `declared as ${declared}, but its example is ${given}`
}

const listWords = ({ type }: Schema) => `a list where each item is ${inWords(type ?? '')}`

/** Changes the type of a schema to that of its example, and nothing else. */
export function followExample(schema: Schema, example: Json): void {
  const { name, nullable } = schema
  for (const keyword of Object.keys(schema) as (keyof Schema)[]) delete schema[keyword]
  Object.assign(schema, schemaOf(example), { example }, name && { name }, nullable && { nullable })
}

function schemaOf(example: Json): Schema {
  if (!Array.isArray(example)) return { type: typeOf(example) }
  const types = [...new Set(example.map(typeOf))].map((type) => ({ type }))
  return { type: 'array', ...(types.length > 0 && { items: { anyOf: types } }) }
}
