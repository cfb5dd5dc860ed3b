import type { Spec } from './load-spec.ts'
import type { Schema } from './schema.ts'

const maxDepth = 20

/**
 * Visits each schema of a file once, with its place: `CreateContactDto.dateOfBirth`, `GetNoteSchema`, `get-contacts
 * limit`.
 */
export function walkSchemas({ operations }: Spec, meet: (schema: Schema, place: string) => void): void {
  const met = new Set<Schema>()
  const visit = (schema: Schema, where: string, depth: number): void => {
    if (met.has(schema) || depth > maxDepth) return
    met.add(schema)
    const place = schema.name ?? where
    meet(schema, place)
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      visit(property, `${place}.${name}`, depth + 1)
    }
    for (const part of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
      visit(part, place, depth + 1)
    }
    if (schema.items) visit(schema.items, `${place}[]`, depth + 1)
  }
  for (const { operationId, parameters, body, answers } of operations) {
    for (const { name, schema } of parameters) visit(schema, `${operationId} ${name}`, 0)
    if (body) visit(body.schema, `${operationId} body`, 0)
    for (const [status, schema] of answers) if (schema) visit(schema, `${operationId} ${status}`, 0)
  }
}
