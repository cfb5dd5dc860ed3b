import { statement } from './statement.ts'

// Statements for the tests of the port: one of each kind, on tables that every database has.

interface CompanyRow {
  id: string
  name: string
  date_added: number
}

export const insert = statement<{ id: string; name: string; dateAdded: number }>(
  'conformance-insert',
  'INSERT INTO companies (id, name, date_added) VALUES (:id, :name, :dateAdded)',
)
export const insertReturning = statement<{ id: string; name: string; dateAdded: number }, CompanyRow>(
  'conformance-insert-returning',
  'INSERT INTO companies (id, name, date_added) VALUES (:id, :name, :dateAdded) RETURNING id, name, date_added',
)
export const find = statement<{ id: string }, CompanyRow>(
  'conformance-find',
  'SELECT id, name, date_added FROM companies WHERE id = :id',
)
export const list = statement<Record<string, never>, CompanyRow>(
  'conformance-list',
  'SELECT id, name, date_added FROM companies ORDER BY id',
)
export const setDate = statement<{ id: string; dateAdded: number }>(
  'conformance-set-date',
  'UPDATE companies SET date_added = :dateAdded WHERE id = :id',
)
export const setEveryDate = statement<{ dateAdded: number }>(
  'conformance-set-every-date',
  'UPDATE companies SET date_added = :dateAdded',
)
export const insertUser = statement<{ id: string; companyId: string; passwordHash: string | null }>(
  'conformance-insert-user',
  `INSERT INTO users (id, company_id, name, email, email_lower_case, role, type, password_hash, date_added)
   VALUES (:id, :companyId, 'N', :id, :id, 'user', 'account', :passwordHash, 1)`,
)
export const findUser = statement<{ id: string }, { password_hash: string | null }>(
  'conformance-find-user',
  'SELECT password_hash FROM users WHERE id = :id',
)
export const insertLocation = statement<{ id: string; companyId: string }>(
  'conformance-insert-location',
  `INSERT INTO locations (id, company_id, name, country, timezone, allow_duplicate_contact, date_added)
   VALUES (:id, :companyId, 'N', 'US', 'UTC', 0, 1)`,
)
export const insertDocument = statement<{ id: string; locationId: string }>(
  'conformance-insert-document',
  `INSERT INTO documents (id, location_id, file_name, mime_type, size_bytes, complete, date_added)
   VALUES (:id, :locationId, 'f', 'text/plain', 3, 1, 1)`,
)
export const insertChunk = statement<{ documentId: string; content: Buffer }>(
  'conformance-insert-chunk',
  'INSERT INTO document_chunks (document_id, number, content) VALUES (:documentId, 0, :content)',
)
export const findChunk = statement<{ documentId: string }, { content: Buffer }>(
  'conformance-find-chunk',
  'SELECT content FROM document_chunks WHERE document_id = :documentId',
)
