import { findLocation, listLocationsOfCompany } from '../../locations/location-store.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { listInstallationsOfCompany } from '../installation-store.ts'

/** The value of the whole company, where that of a location is its id. */
export const wholeCompany = 'company'

/** A location that an app may be installed in. */
export interface LocationChoice {
  id: string
  name: string
  isInstalled: boolean
}

/** Where an owner may install an app. */
export interface PlaceChoices {
  /** By name. */
  locations: LocationChoice[]
  /** How many were found, of which only the first are listed. */
  found: number
  /** How many the company has. */
  total: number
  search: string | undefined
  isInstalledInCompany: boolean
}

const maxShown = 100
/** The most locations of a company, and installations of an app in it, that are looked at. */
const maxLooked = 10_000
const maxSearchLength = 255

const byName = new Intl.Collator('en', { numeric: true })

/**
 * The locations of a company, for an owner to choose from.
 * @param search a part of a name, without regard to case, or an id; anything that is none finds all.
 */
export async function findPlaceChoices(
  tx: ReadTx,
  { companyId, clientId, search }: { companyId: string; clientId: string; search?: unknown },
): Promise<PlaceChoices> {
  const wanted = typeof search === 'string' ? search.trim().slice(0, maxSearchLength) : ''
  const lowerCase = wanted.toLowerCase()
  const all = await tx.all(listLocationsOfCompany, { companyId, limit: maxLooked })
  const found = all.filter(({ id, name }) => name.toLowerCase().includes(lowerCase) || id === wanted)
  const installations = await tx.all(listInstallationsOfCompany, { companyId, clientId, limit: maxLooked })
  const installed = new Set(installations.map((installation) => installation.locationId))
  return {
    locations: found
      .sort((a, b) => byName.compare(a.name, b.name))
      .slice(0, maxShown)
      .map(({ id, name }) => ({ id, name, isInstalled: installed.has(id) })),
    found: found.length,
    total: all.length,
    search: wanted === '' ? undefined : wanted,
    isInstalledInCompany: installed.has(null),
  }
}

/** Where an app is to be installed. */
export interface Place {
  /** Undefined for the whole company. */
  locationId: string | undefined
}

/** @returns undefined for what is no choice of this company's. */
export async function findPlace(tx: ReadTx, companyId: string, value: unknown): Promise<Place | undefined> {
  if (value === wholeCompany) return { locationId: undefined }
  if (typeof value !== 'string' || !/^\w{1,255}$/.test(value)) return undefined
  const location = await tx.get(findLocation, { id: value })
  return location?.companyId === companyId ? { locationId: location.id } : undefined
}
