import { appIdOf } from '../auth/access-token.ts'
import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import { type LocationRow, listLocationsOfCompany } from '../locations/location-store.ts'
import type { ReadTx } from '../storage/storage.ts'
import { listInstallationsOfCompany } from './installation-store.ts'

export interface InstalledLocationsQuery {
  companyId: string
  appId: string
  locationId?: string
  /** A part of the name, without regard to case. */
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
  /** Those from `skip` on, `limit` at most. */
  locations: InstalledLocation[]
  /** How many there are in all. */
  count: number
  installToFutureLocations: boolean
}

/** The most locations of a company, and installations of an app in it, that are looked at. */
const maxLooked = 10_000

/**
 * The locations of the caller's company, and whether the caller's app is installed in each: by itself, or
 * with the whole company.
 * @throws ApiError 401 where company or app are not the caller's.
 */
export async function listInstalledLocations(
  tx: ReadTx,
  principal: Principal,
  query: InstalledLocationsQuery,
): Promise<InstalledLocations> {
  const { companyId, appId } = query
  if (companyId !== principal.companyId || appId !== appIdOf(principal.sourceId))
    throw errors.locationUnreachable()
  const bounds = { companyId, limit: maxLooked }
  const installations = await tx.all(listInstallationsOfCompany, { ...bounds, clientId: principal.sourceId })
  const wholeCompany = installations.find((installation) => installation.locationId === null)
  const byLocation = new Map(installations.map((installation) => [installation.locationId, installation]))
  const all = (await tx.all(listLocationsOfCompany, bounds)).map((location) => {
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
