import { type LocationRow, listLocationsOfCompany } from '../api/locations/location-store.ts'
import { readOldestFirst, rowsOf } from '../storage/read-in-slices.ts'
import type { Storage } from '../storage/storage.ts'
import { type InstallationRow, listInstallationsOfCompany } from './installation-store.ts'

/** The maximum number of a company's locations, and of an app's installations in it, that are read. */
const maxLooked = 10_000

/** The locations of a company, and where in it an app is installed, both oldest first. */
export async function placesOfCompany(
  storage: Storage,
  companyId: string,
  clientId: string,
): Promise<{ locations: LocationRow[]; installations: InstallationRow[] }> {
  const locations = readOldestFirst(
    (behind) => storage.read((tx) => tx.all(listLocationsOfCompany, { companyId, ...behind })),
    maxLooked,
  )
  const installations = readOldestFirst(
    (behind) => storage.read((tx) => tx.all(listInstallationsOfCompany, { companyId, clientId, ...behind })),
    maxLooked,
  )
  return { locations: await rowsOf(locations), installations: await rowsOf(installations) }
}
