import type { Added } from '../storage/read-in-slices.ts'
import { statement } from '../storage/statement.ts'

export interface InstallationRow {
  id: string
  clientId: string
  companyId: string
  /** Null if the app is installed for the whole company. */
  locationId: string | null
  userId: string | null
  dateAdded: number
}

const columns = `id, client_id AS "clientId", company_id AS "companyId", location_id AS "locationId",
  user_id AS "userId", date_added AS "dateAdded"`

export const findInstallation = statement<
  { clientId: string; companyId: string; locationId: string | null },
  InstallationRow
>(
  'find-installation',
  `SELECT ${columns} FROM installations
   WHERE client_id = :clientId AND company_id = :companyId
     AND COALESCE(location_id, '') = COALESCE(:locationId, '') AND date_uninstalled IS NULL`,
)

export const findInstallationById = statement<{ id: string }, InstallationRow>(
  'find-installation-by-id',
  `SELECT ${columns} FROM installations WHERE id = :id AND date_uninstalled IS NULL`,
)

export const insertInstallation = statement<{
  id: string
  clientId: string
  companyId: string
  locationId: string | null
  userId: string | null
  dateAdded: number
}>(
  'insert-installation',
  `INSERT INTO installations (id, client_id, company_id, location_id, user_id, date_added)
   VALUES (:id, :clientId, :companyId, :locationId, :userId, :dateAdded)`,
)

/** Removes the installer's id when the user is deleted. */
export const forgetInstaller = statement<{ userId: string }>(
  'forget-installer',
  'UPDATE installations SET user_id = NULL WHERE user_id = :userId',
)

export const markUninstalled = statement<{ id: string; dateUninstalled: number }>(
  'mark-uninstalled',
  'UPDATE installations SET date_uninstalled = :dateUninstalled WHERE id = :id AND date_uninstalled IS NULL',
)

export const markUninstalledFromLocation = statement<{ locationId: string; dateUninstalled: number }>(
  'mark-uninstalled-from-location',
  `UPDATE installations SET date_uninstalled = :dateUninstalled
   WHERE location_id = :locationId AND date_uninstalled IS NULL`,
)

/**
 * The places where an app of a company is installed, after one of them: one row per location, or one without a
 * location for all of them.
 */
export const listInstallationsOfCompany = statement<
  { clientId: string; companyId: string; limit: number } & Added,
  InstallationRow
>(
  'list-installations-of-company',
  `SELECT ${columns} FROM installations
   WHERE client_id = :clientId AND company_id = :companyId AND date_uninstalled IS NULL
     AND (date_added, id) > (:dateAdded, :id)
   ORDER BY date_added, id LIMIT :limit`,
)
