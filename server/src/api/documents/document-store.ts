import { type Statement, statement } from '../../storage/statement.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { fullLists, listOf, listParams } from '../../storage/value-lists.ts'

export interface DocumentRow {
  id: string
  locationId: string
  fileName: string
  mimeType: string
  sizeBytes: number
}

/** The parts of a document that its removal needs. */
export interface RemovableDocument {
  id: string
  locationId: string
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
  `INSERT INTO documents
     (id, location_id, file_name, mime_type, size_bytes, complete, date_added, references_known, is_deleted)
   VALUES (:id, :locationId, :fileName, :mimeType, 0, 0, :dateAdded, 1, 0)`,
)

export const insertDocumentChunk = statement<{ documentId: string; number: number; content: Buffer }>(
  'insert-document-chunk',
  'INSERT INTO document_chunks (document_id, number, content) VALUES (:documentId, :number, :content)',
)

/** Updated with each chunk, so the size of an interrupted upload is known. */
export const addToDocument = statement<{ locationId: string; id: string; bytes: number }>(
  'add-to-document',
  'UPDATE documents SET size_bytes = size_bytes + :bytes WHERE id = :id AND location_id = :locationId',
)

export const completeDocument = statement<{ locationId: string; id: string }>(
  'complete-document',
  'UPDATE documents SET complete = 1 WHERE id = :id AND location_id = :locationId',
)

/** The total size of a location's documents, including those being uploaded or deleted. */
export const findDocumentBytes = statement<{ locationId: string }, { bytes: number }>(
  'find-document-bytes',
  'SELECT bytes FROM document_bytes WHERE location_id = :locationId',
)

/** @param bytes negative to free them. */
export const addDocumentBytes = statement<{ locationId: string; bytes: number }>(
  'add-document-bytes',
  `INSERT INTO document_bytes (location_id, bytes) VALUES (:locationId, :bytes)
   ON CONFLICT (location_id) DO UPDATE SET bytes = document_bytes.bytes + excluded.bytes`,
)

/** Only complete ones. */
export const findDocument = statement<{ id: string }, DocumentRow>(
  'find-document',
  `SELECT id, location_id AS "locationId", file_name AS "fileName", mime_type AS "mimeType",
     size_bytes AS "sizeBytes"
   FROM documents WHERE id = :id AND complete = 1 AND is_deleted = 0`,
)

/** A document of the location with known references, complete or not; none if it is deleted. */
type DocumentList = Record<string, string>

const inList = `IN (${listOf((place) => `:id${place}`)})`

const findDocumentsToFollow = statement<DocumentList, { id: string }>(
  'find-documents-to-follow',
  `SELECT id FROM documents
   WHERE location_id = :locationId AND references_known = 1 AND is_deleted = 0 AND id ${inList}`,
)

const insertReferences = statement<DocumentList>(
  'insert-document-references',
  `INSERT INTO document_references (location_id, document_id, contact_id)
   VALUES ${listOf((place) => `(:locationId, :id${place}, :contactId)`)}
   ON CONFLICT (location_id, document_id, contact_id) DO NOTHING`,
)

const findReferencesOfContact = statement<DocumentList, { id: string }>(
  'find-document-references-of-contact',
  `SELECT document_id AS "id" FROM document_references
   WHERE location_id = :locationId AND contact_id = :contactId AND document_id ${inList}`,
)

const findReferencesOfOthers = statement<DocumentList, { id: string }>(
  'find-document-references-of-others',
  `SELECT DISTINCT document_id AS "id" FROM document_references
   WHERE location_id = :locationId AND contact_id <> :contactId AND document_id ${inList}`,
)

const deleteReferences = statement<DocumentList>(
  'delete-document-references',
  `DELETE FROM document_references
   WHERE location_id = :locationId AND contact_id = :contactId AND document_id ${inList}`,
)

/** Hides the document from everything but the removal of its content. */
export const markDocumentDeleted = statement<{ locationId: string; id: string }>(
  'mark-document-deleted',
  'UPDATE documents SET is_deleted = 1 WHERE id = :id AND location_id = :locationId',
)

const markUnnamed = statement<DocumentList>(
  'mark-unnamed-documents-deleted',
  `UPDATE documents SET is_deleted = 1
   WHERE location_id = :locationId AND references_known = 1 AND is_deleted = 0 AND id ${inList}`,
)

/**
 * Records the documents that a contact now names, and those that it no longer names. Deletes the latter if no other
 * contact names them. Ignores ids that are not documents of the location. Reads everything at once, before the first
 * change.
 */
export async function changeReferences(
  tx: WriteTx,
  { locationId, contactId }: { locationId: string; contactId: string },
  { added, dropped }: { added: readonly string[]; dropped: readonly string[] },
): Promise<void> {
  const place = { locationId, contactId }
  const [followed, held] = await Promise.all([
    idsFound(tx, findDocumentsToFollow, added, { locationId }),
    idsFound(tx, findReferencesOfContact, dropped, place),
  ])
  const heldByOthers = new Set(await idsFound(tx, findReferencesOfOthers, held, place))
  const unnamed = held.filter((id) => !heldByOthers.has(id))
  for (const some of fullLists(followed))
    await tx.run(insertReferences, { ...place, ...listParams('id', some) })
  for (const some of fullLists(held)) await tx.run(deleteReferences, { ...place, ...listParams('id', some) })
  for (const some of fullLists(unnamed)) await tx.run(markUnnamed, { locationId, ...listParams('id', some) })
}

async function idsFound(
  tx: WriteTx,
  find: Statement<DocumentList, { id: string }>,
  ids: readonly string[],
  place: Record<string, string>,
): Promise<string[]> {
  const found = await Promise.all(
    fullLists(ids).map((some) => tx.all(find, { ...place, ...listParams('id', some) })),
  )
  return found.flat().map(({ id }) => id)
}

export const listDeletedDocuments = statement<{ limit: number }, RemovableDocument>(
  'list-deleted-documents',
  `SELECT id, location_id AS "locationId" FROM documents WHERE is_deleted = 1 ORDER BY id LIMIT :limit`,
)

export const findDocumentChunk = statement<{ documentId: string; number: number }, { content: Buffer }>(
  'find-document-chunk',
  'SELECT content FROM document_chunks WHERE document_id = :documentId AND number = :number',
)

export const listIncompleteDocuments = statement<{ addedBefore: number; limit: number }, RemovableDocument>(
  'list-incomplete-documents',
  `SELECT id, location_id AS "locationId" FROM documents WHERE complete = 0 AND date_added < :addedBefore
   ORDER BY date_added, id LIMIT :limit`,
)

/** The documents that a contact or an opportunity refers to. */
export const listDocumentsOfHolder = statement<
  { locationId: string; contactId: string; limit: number },
  { id: string }
>(
  'list-documents-of-holder',
  `SELECT document_id AS "id" FROM document_references
   WHERE location_id = :locationId AND contact_id = :contactId ORDER BY document_id LIMIT :limit`,
)

/** Complete or not. */
export const listDocumentsOfLocation = statement<{ locationId: string; limit: number }, { id: string }>(
  'list-documents-of-location',
  'SELECT id FROM documents WHERE location_id = :locationId ORDER BY date_added, id LIMIT :limit',
)

/** Complete or not. */
export const findDocumentSize = statement<{ id: string }, { sizeBytes: number }>(
  'find-document-size',
  'SELECT size_bytes AS "sizeBytes" FROM documents WHERE id = :id',
)

/** The first of the remaining ones. */
export const deleteDocumentChunks = statement<{ documentId: string; limit: number }>(
  'delete-document-chunks',
  `DELETE FROM document_chunks WHERE document_id = :documentId AND number IN (
     SELECT number FROM document_chunks WHERE document_id = :documentId ORDER BY number LIMIT :limit)`,
)

export const deleteDocumentRow = statement<{ locationId: string; id: string }>(
  'delete-document',
  'DELETE FROM documents WHERE id = :id AND location_id = :locationId',
)
