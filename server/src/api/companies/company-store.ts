import { statement } from '../../storage/statement.ts'

export interface CompanyRow {
  id: string
  name: string
  /** JSON of a CompanyProfile. */
  profile: string
}

export type ListedCompany = CompanyRow & { dateAdded: number }

export const findCompany = statement<{ id: string }, CompanyRow>(
  'find-company',
  'SELECT id, name, profile FROM companies WHERE id = :id',
)

export const listCompanies = statement<{ limit: number }, ListedCompany>(
  'list-companies',
  'SELECT id, name, profile, date_added AS "dateAdded" FROM companies ORDER BY date_added, id LIMIT :limit',
)

export const insertCompany = statement<{ id: string; name: string; profile: string; dateAdded: number }>(
  'insert-company',
  'INSERT INTO companies (id, name, profile, date_added) VALUES (:id, :name, :profile, :dateAdded)',
)

/** Excludes locations that are being deleted. */
export const countLocationsLeft = statement<{ companyId: string }, { count: number }>(
  'count-locations-left-in-company',
  'SELECT COUNT(*) AS "count" FROM locations WHERE company_id = :companyId AND date_deleted IS NULL',
)
