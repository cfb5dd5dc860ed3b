import type { KnownOmission } from './known.ts'
import type { SpecOperation } from './load-spec.ts'
import { isSilent, type Schema } from './schema.ts'

/** Something that a request or its check needs and the file does not have. */
export interface Omission {
  /** `body`, `path type`, `token`, or the status of a response. */
  place: string
  detail: string
}

/**
 * Finds the omissions of an operation in the file.
 * @param needed properties that its body is known to need.
 */
export function findOmissions(operation: SpecOperation, needed: readonly string[] = []): Omission[] {
  const { path, parameters, body, answers, scopes } = operation
  const omissions: Omission[] = []
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  for (const name of names.filter((one) => !parameters.some((parameter) => parameter.name === one))) {
    omissions.push({ place: `path ${name}`, detail: 'is not described' })
  }
  if (body && isSilent(body.schema)) omissions.push({ place: 'body', detail: 'has no property' })
  for (const name of needed) {
    const isRequired = body?.schema.required?.includes(name)
    if (!isRequired) omissions.push({ place: `body.${name}`, detail: 'is not required' })
  }
  for (const [status, schema] of answers) {
    if (status >= 200 && status < 300 && !schema) {
      omissions.push({ place: String(status), detail: 'has no schema' })
    }
  }
  if (scopes === undefined) omissions.push({ place: 'token', detail: 'is not required' })
  else if (scopes.length === 0) omissions.push({ place: 'token', detail: 'needs no scope' })
  return omissions
}

/** Adds an omission to an operation. */
export function supply(operation: SpecOperation, { place, schema, needed, scopes }: KnownOmission): void {
  if (scopes) operation.scopes = [...scopes]
  if (needed !== undefined && operation.body)
    operation.body = { ...operation.body, schema: withNeeded(operation.body.schema, needed) }
  if (!schema) return
  const [where, name] = place.split(' ')
  if (where === 'body' && operation.body) operation.body = { ...operation.body, schema }
  else if (where === 'path' && name !== undefined) {
    operation.parameters.push({ name, in: 'path', required: true, schema })
  } else operation.answers.set(Number(place), schema)
}

/** A schema that also requires a property, with a value. */
const withNeeded = (schema: Schema, name: string): Schema => ({
  ...schema,
  required: [...(schema.required ?? []), name],
  properties: { ...schema.properties, [name]: { ...schema.properties?.[name], nullable: false } },
})
