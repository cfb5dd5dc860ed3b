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
  `SELECT ${columns} FROM locations WHERE id = :id`,
)

export const listLocations = statement<{ limit: number }, LocationRow>(
  'list-locations',
  `SELECT ${columns} FROM locations ORDER BY date_added, id LIMIT :limit`,
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
  'SELECT id FROM locations WHERE company_id = :companyId ORDER BY date_added, id LIMIT :limit',
)

export const listLocationsOfCompany = statement<{ companyId: string; limit: number }, LocationRow>(
  'list-locations-of-company',
  `SELECT ${columns} FROM locations WHERE company_id = :companyId ORDER BY date_added, id LIMIT :limit`,
)
