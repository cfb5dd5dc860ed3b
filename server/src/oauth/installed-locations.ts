import type { LocationRow } from '../api/locations/location-store.ts'
import { appIdOf } from '../auth/access-token.ts'
import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Storage } from '../storage/storage.ts'
import { placesOfCompany } from './company-places.ts'

export interface InstalledLocationsQuery {
  companyId: string
  appId: string
  locationId?: string
  /** A part of the name, case-insensitive. */
  query?: string
  isInstalled?: boolean
  skip: number
  limit: number
}

export interface InstalledLocation {
  _id: string
  name: string
  address: string
  isInstalled: boolean
  installedAt?: string
}

export interface InstalledLocations {
  /** At most `limit` locations, from `skip` on. */
  locations: InstalledLocation[]
  /** The total number. */
  count: number
  installToFutureLocations: boolean
}

/**
 * The locations of the caller's company, and whether the caller's app is installed in each, on its own or with the
 * whole company.
 * @throws ApiError 401 if the company or the app is not the caller's.
 */
export async function listInstalledLocations(
  storage: Storage,
  principal: Principal,
  query: InstalledLocationsQuery,
): Promise<InstalledLocations> {
  const { companyId, appId } = query
  if (companyId !== principal.companyId || appId !== appIdOf(principal.sourceId))
    throw errors.locationUnreachable()
  const { locations, installations } = await placesOfCompany(storage, companyId, principal.sourceId)
  const wholeCompany = installations.find((installation) => installation.locationId === null)
  const byLocation = new Map(installations.map((installation) => [installation.locationId, installation]))
  const all = locations.map((location) => {
    const installation = byLocation.get(location.id) ?? wholeCompany
    return viewOf(location, installation?.dateAdded)
  })
  const found = all.filter((location) => fits(location, query))
  return {
    locations: found.slice(query.skip, query.skip + query.limit),
    count: found.length,
    installToFutureLocations: wholeCompany !== undefined,
  }
}

const viewOf = (location: LocationRow, dateInstalled: number | undefined): InstalledLocation => ({
  _id: location.id,
  name: location.name,
  address: '',
  isInstalled: dateInstalled !== undefined,
  ...(dateInstalled !== undefined && { installedAt: new Date(dateInstalled).toISOString() }),
})

const fits = (location: InstalledLocation, { locationId, query, isInstalled }: InstalledLocationsQuery) =>
  (locationId === undefined || location._id === locationId) &&
  (query === undefined || location.name.toLowerCase().includes(query.toLowerCase())) &&
  (isInstalled === undefined || location.isInstalled === isInstalled)
