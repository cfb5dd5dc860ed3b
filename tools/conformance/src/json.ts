/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const articles: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'a boolean',
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  array: 'a list',
  object: 'an object',
}

/** The JSON type of a value, as the files name it. */
export function typeOf(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** A type in words: `a text`, `a list`. */
export const inWords = (type: string): string => articles[type] ?? type
