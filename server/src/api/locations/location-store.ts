import type { Added } from '../../storage/read-in-slices.ts'
import { statement } from '../../storage/statement.ts'

export interface LocationRow {
  id: string
  companyId: string
  name: string
  country: string
  timezone: string
  /** 0 or 1. */
  allowDuplicateContact: number
  /** JSON of a list of UniqueIdentifier; null for the default. */
  contactUniqueIdentifiers: string | null
  dateAdded: number
}

const columns = `id, company_id AS "companyId", name, country, timezone,
  allow_duplicate_contact AS "allowDuplicateContact",
  contact_unique_identifiers AS "contactUniqueIdentifiers", date_added AS "dateAdded"`

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

/** Rows after a given one, oldest first. */
export const listLocationsOfCompany = statement<{ companyId: string; limit: number } & Added, LocationRow>(
  'list-locations-of-company',
  `SELECT ${columns} FROM locations
   WHERE company_id = :companyId AND date_deleted IS NULL AND (date_added, id) > (:dateAdded, :id)
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
  contactUniqueIdentifiers: string | null
  profile: string
  emailFolded: string | null
}>(
  'update-location',
  `UPDATE locations SET name = :name, country = :country, timezone = :timezone,
     allow_duplicate_contact = :allowDuplicateContact,
     contact_unique_identifiers = :contactUniqueIdentifiers, profile = :profile, email_folded = :emailFolded
   WHERE id = :id`,
)

/** Includes rows whose deletion has not finished. */
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

const listed = `SELECT id, octet_length(profile) AS "size" FROM locations
  WHERE company_id = :companyId AND date_deleted IS NULL AND (:only = '' OR id = :only)
    AND (:emailFolded = '' OR email_folded = :emailFolded)`

/** How long the profile of a location is, in UTF-8. */
interface ListedLocation {
  id: string
  size: number
}

export type FoundLocation = LocationRow & { profile: string }

/** A location with its profile. */
export const findWholeLocation = statement<{ id: string }, FoundLocation>(
  'find-whole-location',
  `SELECT ${columns}, profile FROM locations WHERE id = :id AND date_deleted IS NULL`,
)

export const searchLocationsOldestFirst = statement<LocationSearch, ListedLocation>(
  'search-locations-oldest-first',
  `${listed} ORDER BY date_added, id LIMIT :limit OFFSET :skip`,
)

export const searchLocationsNewestFirst = statement<LocationSearch, ListedLocation>(
  'search-locations-newest-first',
  `${listed} ORDER BY date_added DESC, id DESC LIMIT :limit OFFSET :skip`,
)

/** Hides the location from everything but the rest of its deletion. */
export const markLocationDeleted = statement<{ id: string; dateDeleted: number }>(
  'mark-location-deleted',
  'UPDATE locations SET date_deleted = :dateDeleted WHERE id = :id AND date_deleted IS NULL',
)

export const listDeletedLocations = statement<{ limit: number }, { id: string }>(
  'list-deleted-locations',
  `SELECT id FROM locations WHERE date_deleted IS NOT NULL ORDER BY date_deleted, id LIMIT :limit`,
)

/** Whether the row exists, even if its deletion has begun. */
export const locationRowExists = statement<{ id: string }, { one: number }>(
  'location-row-exists',
  'SELECT 1 AS "one" FROM locations WHERE id = :id',
)

export const deleteLocationRow = statement<{ id: string }>(
  'delete-location',
  'DELETE FROM locations WHERE id = :id',
)
