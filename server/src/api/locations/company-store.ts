import { statement } from '../../storage/statement.ts'

export interface CompanyRow {
  id: string
  name: string
}

export type ListedCompany = CompanyRow & { dateAdded: number }

export const findCompany = statement<{ id: string }, CompanyRow>(
  'find-company',
  'SELECT id, name FROM companies WHERE id = :id',
)

export const listCompanies = statement<{ limit: number }, ListedCompany>(
  'list-companies',
  'SELECT id, name, date_added AS "dateAdded" FROM companies ORDER BY date_added, id LIMIT :limit',
)

export const insertCompany = statement<{ id: string; name: string; dateAdded: number }>(
  'insert-company',
  'INSERT INTO companies (id, name, date_added) VALUES (:id, :name, :dateAdded)',
)
