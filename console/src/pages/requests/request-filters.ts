import type { RecordedRequest } from '../../api/requests.ts'

/** Which requests are shown. They are kept in the URL; what is missing there is empty. */
export interface RequestFilters {
  method: string
  /** A part of the path; `*` matches any characters. */
  path: string
  /** `422`, or `4xx` for all that begin so. */
  status: string
  isRefused: boolean
  /** Whether those of the console itself are shown, too. */
  withConsole: boolean
}

export function filtersIn(query: URLSearchParams): RequestFilters {
  return {
    method: query.get('method') ?? '',
    path: query.get('path') ?? '',
    status: query.get('status') ?? '',
    isRefused: query.has('refused'),
    withConsole: query.has('console'),
  }
}

/** A copy of a query with the filters in it. Its other parameters stay. */
export function withFilters(query: URLSearchParams, filters: RequestFilters): URLSearchParams {
  const { method, path, status, isRefused, withConsole } = filters
  const written = new URLSearchParams(query)
  const values = { method, path, status, refused: isRefused ? '1' : '', console: withConsole ? '1' : '' }
  for (const [name, value] of Object.entries(values)) {
    if (value === '') written.delete(name)
    else written.set(name, value)
  }
  return written
}

export const hasFilters = ({ method, path, status, isRefused }: RequestFilters): boolean =>
  method !== '' || path !== '' || status !== '' || isRefused

/** Pages, their files and the reference, which no integration requests. */
const ofPages = /^\/(?:console|docs)(?:\/|$)|^\/(?:favicon\.ico|openapi\.json|openapi-v3\.json)?$/

/**
 * Whether a request passes the filters.
 * @param of the location, and the person whose requests are those of the console.
 */
export function requestMatcher(
  { method, path, status, isRefused, withConsole }: RequestFilters,
  of: { locationId: string; userId: string },
): (request: RecordedRequest) => boolean {
  const pattern = path
    .split('*')
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('.*')
  const isPath = new RegExp(pattern, 'i')
  const digits = status.toLowerCase().replace(/x+$/, '')
  return (request) =>
    (request.locationId === null || request.locationId === of.locationId) &&
    (withConsole || (request.token !== of.userId && !ofPages.test(request.path))) &&
    (method === '' || request.method === method) &&
    (path === '' || isPath.test(request.path)) &&
    (status === '' || String(request.status ?? '').startsWith(digits)) &&
    (!isRefused || request.refusal !== undefined || (request.status ?? 500) >= 400)
}
