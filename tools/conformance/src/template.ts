import { isObject, type Json } from './json.ts'

/** Stands in a request for a thing that is planted just before it is sent: `contactId`. */
export class Planted {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  /** Tells two apart where templates are compared as text. */
  toJSON(): string {
    return `planted ${this.name}`
  }
}

/** A value of a request, with places in it for what is planted. */
export type Template = Json | Planted | Template[] | { [key: string]: Template }

/** The names of the things that a template has places for. */
export function namesIn(template: Template): string[] {
  if (template instanceof Planted) return [template.name]
  if (typeof template !== 'object' || template === null) return []
  return Object.values(template).flatMap((part) => namesIn(part as Template))
}

/** The value that a template is with these things in their places. */
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
