import type { Migration } from './migration.ts'

/**
 * Records which contacts refer to which documents, how many bytes a location's documents take, and which documents
 * are being deleted. Existing documents have no known references, so they are not deleted with a value.
 */
export const documentUse: Migration = {
  number: 10,
  name: 'document-use',
  statements: [
    'ALTER TABLE documents ADD COLUMN references_known INTEGER NOT NULL DEFAULT 0',
    'ALTER TABLE documents ADD COLUMN is_deleted INTEGER NOT NULL DEFAULT 0',
    'CREATE INDEX deleted_documents ON documents (id) WHERE is_deleted = 1',
    `CREATE TABLE document_references (
       location_id TEXT NOT NULL REFERENCES locations (id),
       document_id TEXT NOT NULL,
       contact_id TEXT NOT NULL,
       PRIMARY KEY (location_id, document_id, contact_id)
     )`,
    `CREATE TABLE document_bytes (
       location_id TEXT PRIMARY KEY,
       bytes BIGINT NOT NULL
     )`,
    `INSERT INTO document_bytes (location_id, bytes)
     SELECT location_id, SUM(size_bytes) FROM documents GROUP BY location_id`,
  ],
}
