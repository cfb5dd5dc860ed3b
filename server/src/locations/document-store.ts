import { statement } from '../storage/statement.ts'

export interface DocumentRow {
  id: string
  locationId: string
  fileName: string
  mimeType: string
  sizeBytes: number
}

/** Incomplete until `completeDocument`. */
export const insertDocument = statement<{
  id: string
  locationId: string
  fileName: string
  mimeType: string
  dateAdded: number
}>(
  'insert-document',
  `INSERT INTO documents (id, location_id, file_name, mime_type, size_bytes, complete, date_added)
   VALUES (:id, :locationId, :fileName, :mimeType, 0, 0, :dateAdded)`,
)

export const insertDocumentChunk = statement<{ documentId: string; number: number; content: Buffer }>(
  'insert-document-chunk',
  'INSERT INTO document_chunks (document_id, number, content) VALUES (:documentId, :number, :content)',
)

export const completeDocument = statement<{ id: string; sizeBytes: number }>(
  'complete-document',
  'UPDATE documents SET complete = 1, size_bytes = :sizeBytes WHERE id = :id',
)

/** Complete ones alone. */
export const findDocument = statement<{ id: string }, DocumentRow>(
  'find-document',
  `SELECT id, location_id AS "locationId", file_name AS "fileName", mime_type AS "mimeType",
     size_bytes AS "sizeBytes"
   FROM documents WHERE id = :id AND complete = 1`,
)

export const findDocumentChunk = statement<{ documentId: string; number: number }, { content: Buffer }>(
  'find-document-chunk',
  'SELECT content FROM document_chunks WHERE document_id = :documentId AND number = :number',
)

export const listIncompleteDocuments = statement<{ addedBefore: number; limit: number }, { id: string }>(
  'list-incomplete-documents',
  `SELECT id FROM documents WHERE complete = 0 AND date_added < :addedBefore
   ORDER BY date_added, id LIMIT :limit`,
)

/** Complete or not. */
export const listDocumentsOfLocation = statement<{ locationId: string; limit: number }, { id: string }>(
  'list-documents-of-location',
  'SELECT id FROM documents WHERE location_id = :locationId ORDER BY date_added, id LIMIT :limit',
)

export const deleteDocumentChunks = statement<{ documentId: string; below: number }>(
  'delete-document-chunks',
  'DELETE FROM document_chunks WHERE document_id = :documentId AND number < :below',
)

export const deleteDocumentRow = statement<{ id: string }>(
  'delete-document',
  'DELETE FROM documents WHERE id = :id',
)
