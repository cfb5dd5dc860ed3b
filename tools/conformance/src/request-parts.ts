import { distinct, type GoodValues, withProperty } from './good-values.ts'
import type { Parameter, SpecOperation } from './load-spec.ts'
import type { RequestCase } from './request-case.ts'
import { alternativesOf, shapeOf } from './schema.ts'
import type { Template } from './template.ts'

/**
 * The name of the record for a parameter. `id` alone refers to the segment before it: that of
 * `/contacts/{contactId}/notes/{id}` is a `noteId`.
 */
export function plantedName({ path }: SpecOperation, { name, in: where }: Parameter): string {
  if (where !== 'path' || name !== 'id') return name
  // `/custom-fields/{id}` is not of the custom fields of a location: it is a `fieldId`.
  const collection = /(recurring-\w+|\w+)\/\{id\}/.exec(path)?.[1] ?? ''
  const words = collection.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return `${words.replace(/ies$/, 'y').replace(/s$/, '')}Id`
}

/** The parameters of an operation in one place. */
export const parametersIn = ({ parameters }: SpecOperation, where: Parameter['in']): Parameter[] =>
  parameters.filter((parameter) => parameter.in === where)

/** A valid value of a parameter. */
function parameterValue(good: GoodValues, operation: SpecOperation, parameter: Parameter): Template {
  const owned = { owner: operation.operationId, name: plantedName(operation, parameter) }
  return good.value(parameter.schema, owned, 'full')
}

/** A request with only the required parts. @param version of the API. */
export function minimalRequest(good: GoodValues, operation: SpecOperation, version: string): RequestCase {
  const valuesIn = (where: Parameter['in']) =>
    Object.fromEntries(
      parametersIn(operation, where)
        .filter(({ required }) => required || where === 'path')
        .map((parameter) => [parameter.name, parameterValue(good, operation, parameter)]),
    )
  const headers = parametersIn(operation, 'header').filter(({ required }) => required)
  const { body } = operation
  return {
    label: 'only what is required',
    expects: 'success',
    caller: 'everyone',
    headers: Object.fromEntries(
      headers.map(({ name, schema }) => [
        name,
        name === 'Version' ? version : String(schema.enum?.[0] ?? schema.example ?? ''),
      ]),
    ),
    path: valuesIn('path'),
    query: valuesIn('query'),
    ...(body?.required && { body: good.value(body.schema, bodyOwned(operation), 'minimal') }),
  }
}

/** A request with all parts. */
export function fullRequest(good: GoodValues, operation: SpecOperation, version: string): RequestCase {
  const query = parametersIn(operation, 'query').map(
    (parameter) => [parameter.name, parameterValue(good, operation, parameter)] as const,
  )
  const { body } = operation
  return {
    ...minimalRequest(good, operation, version),
    label: 'everything',
    query: Object.fromEntries(query),
    ...(body && { body: good.value(body.schema, bodyOwned(operation), 'full') }),
  }
}

/** The owner of a body's properties. */
export const bodyOwned = ({ operationId, body }: SpecOperation) => ({
  owner: body?.schema.name ?? operationId,
  name: 'body',
})

/** Bodies with one property in addition to the required ones, for all of its values. */
export function bodiesOfOneProperty(
  good: GoodValues,
  operation: SpecOperation,
): { property: string; body: Template }[] {
  if (!operation.body) return []
  const owned = bodyOwned(operation)
  return alternativesOf(operation.body.schema).flatMap((alternative) => {
    const minimal = good.value(alternative, owned, 'minimal')
    const owner = alternative.name ?? owned.owner
    return Object.entries(shapeOf(alternative)?.properties ?? {}).flatMap(([name, schema]) =>
      good
        .variants(schema, { owner, name })
        .map((value) => ({ property: `body.${name}`, body: withProperty(minimal, name, value) })),
    )
  })
}

/** Further complete bodies: the alternatives after the first, and the examples of the file. */
export function otherBodies(good: GoodValues, operation: SpecOperation): Template[] {
  if (!operation.body) return []
  const { schema, examples } = operation.body
  const [, ...others] = alternativesOf(schema)
  const full = others.map((one) => good.value(one, bodyOwned(operation), 'full'))
  return distinct([...full, ...examples]).filter((body) => good.takes(schema, body))
}
