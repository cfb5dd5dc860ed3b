import type { InstalledLocation, InstalledLocations, InstalledLocationsQuery } from './installed-locations.ts'

/** A page of the installed locations in version v3. */
export interface InstalledLocationsPage {
  items: InstalledLocation[]
  pagination: {
    totalRecords: number
    hasNextPage: boolean
    hasPrevPage: boolean
    nextPageToken?: string
    prevPageToken?: string
    currentPageSize: number
  }
  metadata: { filterApplied: object }
  installToFutureLocations: boolean
}

/** Converts the requested page of the list to version v3's shape. */
export function pageOf(found: InstalledLocations, query: InstalledLocationsQuery): InstalledLocationsPage {
  const { locations, count, installToFutureLocations } = found
  const { skip, limit, ...filterApplied } = query
  const next = skip + limit
  const hasNextPage = next < count
  const hasPrevPage = skip > 0
  return {
    items: locations,
    pagination: {
      totalRecords: count,
      hasNextPage,
      hasPrevPage,
      ...(hasNextPage && { nextPageToken: pageToken(next) }),
      ...(hasPrevPage && { prevPageToken: pageToken(Math.max(skip - limit, 0)) }),
      currentPageSize: locations.length,
    },
    metadata: { filterApplied },
    installToFutureLocations,
  }
}

/** Encodes the offset of a page as an opaque token. */
export const pageToken = (offset: number): string =>
  Buffer.from(JSON.stringify({ offset })).toString('base64url')

/** The offset that a token encodes; undefined for an invalid token. */
export function offsetOf(token: string): number | undefined {
  const [, digits] = /^\{"offset":(\d{1,9})\}$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  return digits === undefined ? undefined : Number(digits)
}
