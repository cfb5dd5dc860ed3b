import { distinct, type GoodValues } from './good-values.ts'
import type { SpecOperation } from './load-spec.ts'
import type { RequestCase } from './request-case.ts'
import {
  bodiesOfOneProperty,
  fullRequest,
  minimalRequest,
  otherBodies,
  parametersIn,
  plantedName,
} from './request-parts.ts'

/**
 * Requests that the file allows: with the required parts, with everything, with its examples, with each property and
 * each query parameter alone and each of its possible values, and with each value of an enum in the path.
 */
export function goodRequests(good: GoodValues, operation: SpecOperation, version: string): RequestCase[] {
  const minimal = minimalRequest(good, operation, version)
  const full = fullRequest(good, operation, version)
  return [
    minimal,
    full,
    ...otherBodies(good, operation).map((body) => ({ ...full, label: 'an example', body })),
    ...bodiesOfOneProperty(good, operation).map(({ property, body }) => ({
      ...minimal,
      label: property,
      property,
      body,
    })),
    ...queriesOfOneParameter(good, operation, minimal),
    ...pathChoices(good, operation, minimal),
  ]
}

function queriesOfOneParameter(
  good: GoodValues,
  operation: SpecOperation,
  minimal: RequestCase,
): RequestCase[] {
  return parametersIn(operation, 'query').flatMap(({ name, schema }) => {
    const property = `query.${name}`
    return good
      .variants(schema, { owner: operation.operationId, name })
      .map((value) => ({ ...minimal, label: property, property, query: { ...minimal.query, [name]: value } }))
  })
}

function pathChoices(good: GoodValues, operation: SpecOperation, minimal: RequestCase): RequestCase[] {
  return parametersIn(operation, 'path').flatMap((parameter) => {
    const owned = { owner: operation.operationId, name: plantedName(operation, parameter) }
    const values = distinct(good.variants(parameter.schema, owned))
    if (values.length < 2) return []
    return values.map((value) => ({
      ...minimal,
      label: `path.${parameter.name}`,
      path: { ...minimal.path, [parameter.name]: value },
    }))
  })
}
