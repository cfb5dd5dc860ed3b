import { isObject, type Json } from './json.ts'

/** A placeholder in a request for a record that is created before the request is sent: `contactId`. */
export class Planted {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  /** Distinguishes placeholders when templates are compared as text. */
  toJSON(): string {
    return `planted ${this.name}`
  }
}

/** A value of a request, with placeholders. */
export type Template = Json | Planted | Template[] | { [key: string]: Template }

/** The names of the placeholders in a template. */
export function namesIn(template: Template): string[] {
  if (template instanceof Planted) return [template.name]
  if (typeof template !== 'object' || template === null) return []
  return Object.values(template).flatMap((part) => namesIn(part as Template))
}

/** Replaces the placeholders of a template by these records. */
export function fillIn(template: Template, things: Readonly<Record<string, Json>>): Json {
  if (template instanceof Planted) {
    const thing = things[template.name]
    if (thing === undefined) throw new Error(`Nobody planted a ${template.name}.`)
    return thing
  }
  if (Array.isArray(template)) return template.map((part) => fillIn(part, things))
  if (!isObject(template)) return template as Json
  return Object.fromEntries(Object.entries(template).map(([key, part]) => [key, fillIn(part, things)]))
}
