import type { ErrorObject } from 'ajv'
import { inWords, isObject, type Json, typeOf } from './json.ts'
import { validatorOf } from './json-schema.ts'
import { alternativesOf, type Schema, shapeOf } from './schema.ts'

const maxDepth = 20

/** A violation in a response and its place: `contact.tags[]`. */
export interface Flaw {
  place: string
  detail: string
}

/** The violations of the schema in a value. */
export function flawsOf(schema: Schema, value: Json): Flaw[] {
  const validate = validatorOf(schema)
  if (validate(value)) return []
  return (validate.errors ?? []).filter(isOutermost).map((error) => ({
    place: placeOf(error),
    detail: detailOf(error),
  }))
}

/** The errors of the alternatives repeat those of the whole. */
const isOutermost = ({ schemaPath }: ErrorObject) => !/\/(any|one)Of\/\d/.test(schemaPath)

/** `/contact/tags/0` → `contact.tags[]`. */
function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  const steps = instancePath.split('/').slice(1)
  if (keyword === 'required') steps.push(String(params.missingProperty))
  return steps.reduce((place, step) => (/^\d+$/.test(step) ? `${place}[]` : joined(place, step)), '')
}

function detailOf({ keyword, data, params, message }: ErrorObject): string {
  if (keyword === 'required') return 'is missing'
  if (keyword !== 'type') return `${message}`
  const wanted = [params.type].flat().map(inWords).join(' or ')
  return `is ${inWords(typeOf(data as Json))}, not ${wanted}`
}

const joined = (place: string, name: string) => (place === '' ? name : `${place}.${name}`)

/** The places of a value's properties, by whether the schema has them. */
export interface Places {
  named: Set<string>
  extra: Set<string>
}

/** Finds the places of a value's properties. */
export function placesIn(schema: Schema, value: Json): Places {
  const places: Places = { named: new Set(), extra: new Set() }
  const visit = (one: Schema, at: Json | undefined, place: string, depth: number): void => {
    if (depth > maxDepth) return
    if (Array.isArray(at)) {
      if (at.length > 0) places.named.add(`${place}[]`)
      for (const item of at) visit(one.items ?? {}, item, `${place}[]`, depth + 1)
      return
    }
    const properties = propertiesOf(one)
    if (!isObject(at) || !properties) return
    for (const [name, part] of Object.entries(at)) {
      const property = properties[name]
      const where = joined(place, name)
      places[property ? 'named' : 'extra'].add(where)
      if (property) visit(property, part, where, depth + 1)
    }
  }
  visit(schema, value, '', 0)
  return places
}

/** The places in a schema that no response had. Includes lists of objects, and omits what is inside a missing place. */
export function missingPlaces(schema: Schema, seen: ReadonlySet<string>): string[] {
  const missing: string[] = []
  const visit = (one: Schema, place: string, depth: number): void => {
    if (depth > maxDepth) return
    if (one.items && seen.has(`${place}[]`)) visit(one.items, `${place}[]`, depth + 1)
    else if (one.items && propertiesOf(one.items)) missing.push(`${place}[]`)
    for (const [name, property] of Object.entries(propertiesOf(one) ?? {})) {
      const where = joined(place, name)
      if (seen.has(where)) visit(property, where, depth + 1)
      else missing.push(where)
    }
  }
  visit(schema, '', 0)
  return missing
}

/** The properties of an object or of its alternatives; undefined if it may have any. */
function propertiesOf(schema: Schema): Record<string, Schema> | undefined {
  const shapes = alternativesOf(schema).map(shapeOf)
  const properties = Object.assign({}, ...shapes.map((shape) => shape?.properties))
  return Object.keys(properties).length > 0 && schema.additionalProperties === undefined
    ? properties
    : undefined
}
