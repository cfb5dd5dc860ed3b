import type { GoodValues } from './good-values.ts'
import type { SpecOperation } from './load-spec.ts'
import type { RequestCase } from './request-case.ts'
import { bodyOwned, minimalRequest, parametersIn } from './request-parts.ts'
import { wrongValues } from './wrong-values.ts'

/** An id that does not exist. */
const unknownId = 'conformanceNonsense0'

const malformed = [400, 422]
const unknown = [400, 404, 422]
const unreachable = [400, 401, 403, 422]
const wrongVersion = [400, 401, 404]

/** Invalid requests, each with one error in the body, the query, the path or the headers. */
export function badRequests(good: GoodValues, operation: SpecOperation, version: string): RequestCase[] {
  const minimal = minimalRequest(good, operation, version)
  return [
    ...badBodies(good, operation, minimal),
    ...badQueries(good, operation, minimal),
    ...badPaths(operation, minimal),
    ...badLocations(operation, minimal),
    ...badHeaders(operation, minimal),
  ]
}

function badBodies(good: GoodValues, operation: SpecOperation, minimal: RequestCase): RequestCase[] {
  const { body } = operation
  if (!body) return []
  return wrongValues(good, body.schema, bodyOwned(operation)).map(({ value, place, what }) => ({
    ...minimal,
    label: `body${place}: ${what}`,
    expects: malformed,
    body: value,
  }))
}

function badQueries(good: GoodValues, operation: SpecOperation, minimal: RequestCase): RequestCase[] {
  return parametersIn(operation, 'query').flatMap(({ name, required, schema }) => {
    const { [name]: _, ...rest } = minimal.query
    const wrong = (what: string, query: RequestCase['query']) => ({
      ...minimal,
      label: `query.${name}: ${what}`,
      expects: malformed,
      query,
    })
    // In a query every value is text, so `nonsense` is invalid only for a number or a boolean.
    const isText = schema.type === 'string' || schema.type === 'array' || good.takes(schema, 'nonsense')
    return [
      ...(required ? [wrong('missing', rest)] : []),
      ...(isText ? [] : [wrong('a text', { ...minimal.query, [name]: 'nonsense' })]),
    ]
  })
}

function badPaths(operation: SpecOperation, minimal: RequestCase): RequestCase[] {
  return parametersIn(operation, 'path').map(({ name }) => ({
    ...minimal,
    label: `path.${name}: unknown`,
    // A location and a company are checked against the token before they are looked up.
    expects: ['locationId', 'companyId'].includes(name) ? unreachable : unknown,
    path: { ...minimal.path, [name]: unknownId },
  }))
}

/** Requests with a location that the token can't access, in every place that names one. */
function badLocations(operation: SpecOperation, minimal: RequestCase): RequestCase[] {
  const requests: RequestCase[] = []
  const { body, query } = minimal
  const refused = { ...minimal, expects: unreachable }
  if ('locationId' in query) {
    requests.push({
      ...refused,
      label: 'query.locationId: of others',
      query: { ...query, locationId: unknownId },
    })
  }
  if (operation.body && typeof body === 'object' && body !== null && 'locationId' in body) {
    requests.push({
      ...refused,
      label: 'body.locationId: of others',
      body: { ...body, locationId: unknownId },
    })
  }
  return requests
}

function badHeaders(operation: SpecOperation, minimal: RequestCase): RequestCase[] {
  return parametersIn(operation, 'header')
    .filter(({ required }) => required)
    .flatMap(({ name }) => {
      const { [name]: _, ...rest } = minimal.headers
      const missing = { ...minimal, label: `header ${name}: missing`, expects: wrongVersion, headers: rest }
      if (name !== 'Version') return [missing]
      const headers = { ...rest, [name]: '1999-01-01' }
      return [missing, { ...missing, label: `header ${name}: unknown`, headers }]
    })
}
