import type { Journal } from './journal.ts'
import { pathGlob } from './path-glob.ts'
import type { RecordedRequest } from './recorded-request.ts'
import { requestFilter } from './request-filter.ts'

/** Which of the latest requests of a location; plain data, for other processes. */
export interface RequestQuery {
  locationId: string
  /** In milliseconds since 1970. */
  since?: number | undefined
  method?: string | undefined
  /** May have `*` for any characters. */
  path?: string | undefined
  status?: number | undefined
  limit: number
}

/** Lists requests, the newest first. */
export type ListRequests = (query: RequestQuery) => Promise<RecordedRequest[]>

/** The requests that a process has served itself, the newest first. */
export function listOwnRequests(
  journal: Journal,
  { locationId, limit, method, path, ...conditions }: RequestQuery,
): RecordedRequest[] {
  const filter = requestFilter({
    ...conditions,
    method: method?.toUpperCase(),
    path: path === undefined ? undefined : pathGlob(path),
  })
  return journal.listOf(locationId, filter, limit)
}

/** The lists of several processes as one. @param lists each with the newest first. */
export function newestOfAll(lists: readonly RecordedRequest[][], limit: number): RecordedRequest[] {
  return lists
    .flat()
    .sort((one, other) => other.at.localeCompare(one.at, 'en'))
    .slice(0, limit)
}
