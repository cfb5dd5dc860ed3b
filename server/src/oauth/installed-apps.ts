import { belongsToCaller, type Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Clock } from '../lib/clock.ts'
import { type Ids, isId } from '../lib/ids.ts'
import type { ReadTx, Storage } from '../storage/storage.ts'
import { type App, appOf } from './app.ts'
import { listAppsOfCompany } from './app-store.ts'
import { uninstallApp } from './install-app.ts'
import {
  findInstallation,
  findInstallationById,
  type InstallationRow,
  listInstallationsOfCompany,
} from './installation-store.ts'

/** The most apps, and installations of each, in a response. */
const maxListed = 1_000

/** Where an app is installed: without a location in the whole company. */
interface InstallationView {
  id: string
  companyId: string
  locationId?: string
  /** Who installed it. */
  userId?: string
  dateAdded: string
}

/** An app of a company with its installations there. */
export interface InstalledApp extends App {
  installations: InstallationView[]
}

/** List Installed Apps: those of the caller's location with those of the whole company, or of all of its locations. */
export const listInstalledApps = (
  { storage }: { storage: Pick<Storage, 'read'> },
  { companyId, locationId }: Principal,
): Promise<InstalledApp[]> =>
  storage.read(async (tx) => {
    const rows = await tx.all(listAppsOfCompany, { companyId, limit: maxListed })
    const apps = await Promise.all(
      rows.map(async (row) => {
        const installed = await installationsOf(tx, { clientId: row.clientId, companyId, locationId })
        return { ...appOf(row), installations: installed.map(viewOf) }
      }),
    )
    return apps.filter(({ installations }) => installations.length > 0)
  })

async function installationsOf(
  tx: ReadTx,
  { locationId, ...app }: { clientId: string; companyId: string; locationId: string | undefined },
): Promise<InstallationRow[]> {
  if (locationId === undefined)
    return tx.all(listInstallationsOfCompany, { ...app, dateAdded: 0, id: '', limit: maxListed })
  const found = await Promise.all([
    tx.get(findInstallation, { ...app, locationId: null }),
    tx.get(findInstallation, { ...app, locationId }),
  ])
  return found.filter((row) => row !== undefined)
}

/**
 * Uninstall App: its tokens for that place are refused from the next request on.
 * @throws ApiError 400 if the caller's location or company has no such installation.
 */
export const uninstallInstalledApp = (
  { storage, clock, ids }: { storage: Pick<Storage, 'write'>; clock: Clock; ids: Ids },
  principal: Principal,
  id: string,
): Promise<void> =>
  storage.write(async (tx) => {
    const row = isId(id) ? await tx.get(findInstallationById, { id }) : undefined
    if (!row || !belongsToCaller(principal, row)) throw errors.installationNotFound(id)
    const { clientId, companyId, locationId } = row
    const place = { clientId, companyId, locationId: locationId ?? undefined }
    await uninstallApp(tx, { clock, ids }, place, principal.sourceId)
  }, 'database')

const viewOf = ({ id, companyId, locationId, userId, dateAdded }: InstallationRow): InstallationView => ({
  id,
  companyId,
  ...(locationId !== null && { locationId }),
  ...(userId !== null && { userId }),
  dateAdded: new Date(dateAdded).toISOString(),
})
