import type { RequestFilter, StoredRequest } from './journal.ts'

/** What requests must have. Undefined conditions are not checked. */
export interface RequestConditions {
  /** In milliseconds since 1970. */
  since?: number | undefined
  /** In upper case. */
  method?: string | undefined
  path?: ((path: string) => boolean) | undefined
  status?: number | undefined
  locationId?: string | undefined
}

/** Whether a request meets all conditions. */
export const requestFilter =
  ({ since, method, path, status, locationId }: RequestConditions): RequestFilter =>
  (request: StoredRequest) =>
    (since === undefined || request.at >= since) &&
    (method === undefined || request.method === method) &&
    (path === undefined || path(request.path)) &&
    (status === undefined || request.status === status) &&
    (locationId === undefined || request.locationId === locationId)
