/** The files that `npm run build` makes of the schema of seeds: a JSON Schema for editors, and types for programs. */
import { isDeepStrictEqual } from 'node:util'
import { locationSeedBody } from '../server/src/dev/seed/location-seed-schema.ts'
import { seedBody } from '../server/src/dev/seed/seed-schema.ts'
import type { RequestSchema } from '../server/src/http/violations.ts'

interface Schema extends RequestSchema {
  description?: string
  example?: unknown
  items?: Schema
  properties?: Record<string, Schema>
}

const whole = seedBody as object as Schema
const ofLocation = locationSeedBody as object as Schema

/** The JSON Schema of seeds. */
export function seedJsonSchema(): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'A seed of contactd' }
  return `${JSON.stringify({ ...head, ...standard(whole) }, null, 2)}\n`
}

/** Replaces the keywords that only the server's validator knows. */
function standard({ nullable, idOrKey, format: _, example, ...schema }: Schema): object {
  const { type, items, properties, enum: values } = schema
  return {
    ...schema,
    ...(nullable && type !== undefined && { type: [type, 'null'].flat() }),
    ...(nullable && values && { enum: [...values, null] }),
    ...(idOrKey && { anyOf: [{ required: ['id'] }, { required: ['key'] }] }),
    ...(example !== undefined && { examples: [example] }),
    ...(typeof example === 'string' &&
      schema.description === undefined && { description: `For example \`${example}\`.` }),
    ...(items && { items: standard(items) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, standard(property)]),
      ),
    }),
  }
}

/** The types `LocationSeed` and `Seed`, as text. */
export function seedTypes(): string {
  const location = whole.properties?.locations?.items
  const names = Object.keys(ofLocation.properties ?? {})
  const others = Object.entries(location?.properties ?? {}).filter(([name]) => !names.includes(name))
  for (const name of names)
    if (!isDeepStrictEqual(location?.properties?.[name], ofLocation.properties?.[name]))
      throw new Error(`${name} differs between the two schemas.`)
  const own = { ...location, properties: Object.fromEntries(others) }
  const { locations: _, ...rest } = whole.properties ?? {}
  const outside = { ...whole, properties: rest, required: [] }
  return `/** What a location has at its start. Every item may carry its id. */
export interface LocationSeed ${typeOf(ofLocation)}

/** A location in a seed. */
export interface SeedLocation extends LocationSeed ${typeOf(own)}

/** What a development server has at its start. */
export interface Seed ${typeOf(outside).replace('{', '{\n  locations: SeedLocation[]')}`
}

/** @param indent of the line that the type begins on. */
function typeOf(schema: Schema, indent = ''): string {
  const { type = [], nullable, enum: values } = schema
  const kinds = values
    ? values.map((value) => JSON.stringify(value))
    : [type].flat().map((one) => plainType(one, schema, indent))
  const types = nullable ? [...kinds, 'null'] : kinds
  return types.length === 0 ? 'unknown' : types.join(' | ')
}

function plainType(type: string, { items, properties = {}, required = [] }: Schema, indent: string): string {
  if (type === 'array') {
    const item = typeOf(items ?? {}, indent)
    return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
  }
  if (type === 'integer') return 'number'
  if (type !== 'object') return type
  const deeper = `${indent}  `
  const lines = Object.entries(properties).flatMap(([name, property]) => [
    ...(property.description ? [`${deeper}/** ${property.description} */`] : []),
    `${deeper}${name}${required.includes(name) ? '' : '?'}: ${typeOf(property, deeper)}`,
  ])
  return ['{', ...lines, `${indent}}`].join('\n')
}
