import { statement } from '../storage/statement.ts'

export interface LocationRow {
  id: string
  companyId: string
  name: string
  country: string
  timezone: string
  /** 0 or 1. */
  allowDuplicateContact: number
  dateAdded: number
}

const columns = `id, company_id AS "companyId", name, country, timezone,
  allow_duplicate_contact AS "allowDuplicateContact", date_added AS "dateAdded"`

export const findLocation = statement<{ id: string }, LocationRow>(
  'find-location',
  `SELECT ${columns} FROM locations WHERE id = :id AND date_deleted IS NULL`,
)

export const listLocations = statement<{ limit: number }, LocationRow>(
  'list-locations',
  `SELECT ${columns} FROM locations WHERE date_deleted IS NULL ORDER BY date_added, id LIMIT :limit`,
)

export const insertLocation = statement<{
  id: string
  companyId: string
  name: string
  country: string
  timezone: string
  allowDuplicateContact: number
  dateAdded: number
}>(
  'insert-location',
  `INSERT INTO locations (id, company_id, name, country, timezone, allow_duplicate_contact, date_added)
   VALUES (:id, :companyId, :name, :country, :timezone, :allowDuplicateContact, :dateAdded)`,
)

export const listLocationIdsOfCompany = statement<{ companyId: string; limit: number }, { id: string }>(
  'list-location-ids-of-company',
  `SELECT id FROM locations WHERE company_id = :companyId AND date_deleted IS NULL
   ORDER BY date_added, id LIMIT :limit`,
)

export const listLocationsOfCompany = statement<{ companyId: string; limit: number }, LocationRow>(
  'list-locations-of-company',
  `SELECT ${columns} FROM locations WHERE company_id = :companyId AND date_deleted IS NULL
   ORDER BY date_added, id LIMIT :limit`,
)

/** JSON of a LocationProfile. */
export const findLocationProfile = statement<{ id: string }, { profile: string }>(
  'find-location-profile',
  'SELECT profile FROM locations WHERE id = :id',
)

/** @param emailFolded the email of the profile, with its case folded. */
export const updateLocationRow = statement<{
  id: string
  name: string
  country: string
  timezone: string
  allowDuplicateContact: number
  profile: string
  emailFolded: string | null
}>(
  'update-location',
  `UPDATE locations SET name = :name, country = :country, timezone = :timezone,
     allow_duplicate_contact = :allowDuplicateContact, profile = :profile, email_folded = :emailFolded
   WHERE id = :id`,
)

/** Those that are being deleted count too: they still hold their rows. */
export const countLocationsOfCompany = statement<{ companyId: string }, { count: number }>(
  'count-locations-of-company',
  'SELECT COUNT(*) AS "count" FROM locations WHERE company_id = :companyId',
)

interface LocationSearch {
  [column: string]: string | number
  companyId: string
  /** The only location to find, or `''` for all of the company. */
  only: string
  /** The email to find, with its case folded, or `''` for any. */
  emailFolded: string
  limit: number
  skip: number
}

const found = `SELECT ${columns}, profile FROM locations
  WHERE company_id = :companyId AND date_deleted IS NULL AND (:only = '' OR id = :only)
    AND (:emailFolded = '' OR email_folded = :emailFolded)`

export type FoundLocation = LocationRow & { profile: string }

export const searchLocationsOldestFirst = statement<LocationSearch, FoundLocation>(
  'search-locations-oldest-first',
  `${found} ORDER BY date_added, id LIMIT :limit OFFSET :skip`,
)

export const searchLocationsNewestFirst = statement<LocationSearch, FoundLocation>(
  'search-locations-newest-first',
  `${found} ORDER BY date_added DESC, id DESC LIMIT :limit OFFSET :skip`,
)

/** From here on the location is unknown to everything but what finishes its deletion. */
export const markLocationDeleted = statement<{ id: string; dateDeleted: number }>(
  'mark-location-deleted',
  'UPDATE locations SET date_deleted = :dateDeleted WHERE id = :id AND date_deleted IS NULL',
)

export const listDeletedLocations = statement<{ limit: number }, { id: string }>(
  'list-deleted-locations',
  `SELECT id FROM locations WHERE date_deleted IS NOT NULL ORDER BY date_deleted, id LIMIT :limit`,
)

/** Whether there is a row of it, one that is being deleted too. */
export const locationRowExists = statement<{ id: string }, { one: number }>(
  'location-row-exists',
  'SELECT 1 AS "one" FROM locations WHERE id = :id',
)

export const deleteLocationRow = statement<{ id: string }>(
  'delete-location',
  'DELETE FROM locations WHERE id = :id',
)
