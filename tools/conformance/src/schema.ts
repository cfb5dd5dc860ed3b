import type { Json } from './json.ts'

/** A schema of OpenAPI 3.0 with references replaced by named schemas. */
export interface Schema {
  /** Its name in the file, if any. */
  name?: string
  type?: string
  nullable?: boolean
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  enum?: Json[]
  example?: Json
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
}

/** An object's properties, and the required ones, with `allOf` merged. */
export interface Shape {
  properties: Record<string, Schema>
  required: ReadonlySet<string>
}

/** The shape of an object schema; undefined for any other. */
export function shapeOf(schema: Schema): Shape | undefined {
  const parts = (schema.allOf ?? []).map(shapeOf).filter((part) => part !== undefined)
  const isObject = schema.type === 'object' || schema.properties !== undefined
  if (!isObject && parts.length === 0) return undefined
  return {
    properties: Object.assign({}, ...parts.map(({ properties }) => properties), schema.properties),
    required: new Set([...parts.flatMap(({ required }) => [...required]), ...(schema.required ?? [])]),
  }
}

/** The alternatives of a schema, or the schema itself. */
export const alternativesOf = (schema: Schema): Schema[] => schema.anyOf ?? schema.oneOf ?? [schema]

/** Whether a schema accepts any object, or any value. */
export function isSilent(schema: Schema): boolean {
  if (schema.enum || schema.items || schema.anyOf || schema.oneOf) return false
  if (typeof schema.additionalProperties === 'object') return false
  if (schema.type !== undefined && schema.type !== 'object') return false
  const shape = shapeOf(schema)
  return shape === undefined || Object.keys(shape.properties).length === 0
}
