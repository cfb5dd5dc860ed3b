import { findLocation } from '../../api/locations/location-store.ts'
import { sortedInTurns } from '../../lib/sort-in-turns.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { placesOfCompany } from '../company-places.ts'

/** The form value of the whole company; that of a location is its id. */
export const wholeCompany = 'company'

/** A location that an app may be installed in. */
export interface LocationChoice {
  id: string
  name: string
  isInstalled: boolean
}

/** The places where an owner may install an app. */
export interface PlaceChoices {
  /** Sorted by name. */
  locations: LocationChoice[]
  /** The number of matches, of which only the first are listed. */
  found: number
  /** The total number of the company's locations. */
  total: number
  search: string | undefined
  isInstalledInCompany: boolean
}

const maxShown = 100
const maxSearchLength = 255

const byName = new Intl.Collator('en', { numeric: true })

/**
 * Finds the locations of a company that an owner can choose from.
 * @param search a part of a name, case-insensitive, or an id; any other value finds all.
 */
export async function findPlaceChoices(
  storage: Storage,
  { companyId, clientId, search }: { companyId: string; clientId: string; search?: unknown },
): Promise<PlaceChoices> {
  const wanted = typeof search === 'string' ? search.trim().slice(0, maxSearchLength) : ''
  const lowerCase = wanted.toLowerCase()
  const { locations, installations } = await placesOfCompany(storage, companyId, clientId)
  const found = locations.filter(({ id, name }) => name.toLowerCase().includes(lowerCase) || id === wanted)
  const installed = new Set(installations.map((installation) => installation.locationId))
  const sorted = await sortedInTurns(found, (a, b) => byName.compare(a.name, b.name))
  return {
    locations: sorted
      .slice(0, maxShown)
      .map(({ id, name }) => ({ id, name, isInstalled: installed.has(id) })),
    found: found.length,
    total: locations.length,
    search: wanted === '' ? undefined : wanted,
    isInstalledInCompany: installed.has(null),
  }
}

/** The place of an installation. */
export interface InstallTarget {
  /** Undefined for the whole company. */
  locationId: string | undefined
}

/** @returns undefined if the company has no such choice. */
export async function findInstallTarget(
  tx: ReadTx,
  companyId: string,
  value: unknown,
): Promise<InstallTarget | undefined> {
  if (value === wholeCompany) return { locationId: undefined }
  if (typeof value !== 'string' || !/^\w{1,255}$/.test(value)) return undefined
  const location = await tx.get(findLocation, { id: value })
  return location?.companyId === companyId ? { locationId: location.id } : undefined
}
