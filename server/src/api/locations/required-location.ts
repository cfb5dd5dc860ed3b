import { principalOf } from '../../auth/authorization.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import type { Precondition } from '../../http/validation.ts'
import { findReachableLocation } from './find-location.ts'

/** The names of the parameter; a missing one is called by the first. */
type Names = readonly [string, ...string[]]

const onlyName: Names = ['locationId']

const isNamed = (value: unknown) => value !== undefined && value !== null && value !== ''

/**
 * Returns the precondition of an operation on the opportunities of a location: HighLevel refuses a request that names
 * no location before it validates the rest.
 * @param part what names the location.
 * @throws ApiError 422 for no location, 401 for one that the token cannot access.
 */
export const requiredLocation =
  (part: 'body' | 'query', namesOf: (request: OperationRequest) => Names = () => onlyName): Precondition =>
  async (tx, request) => {
    const names = namesOf(request)
    const members = (request[part] ?? {}) as Record<string, unknown>
    const location = names.map((name) => members[name]).find(isNamed)
    if (location === undefined) throw errors.locationUndefined(names[0])
    if (typeof location === 'string') await findReachableLocation(tx, principalOf(request), location)
  }
