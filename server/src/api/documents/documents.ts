import { setImmediate as othersFirst } from 'node:timers/promises'
import { errors } from '../../http/errors.ts'
import type { Storage, WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import {
  addDocumentBytes,
  addToDocument,
  completeDocument,
  type DocumentRow,
  deleteDocumentChunks,
  deleteDocumentRow,
  findDocumentBytes,
  findDocumentChunk,
  findDocumentSize,
  insertDocument,
  insertDocumentChunk,
  listDeletedDocuments,
  listIncompleteDocuments,
  type RemovableDocument,
} from './document-store.ts'

/** The maximum size of a file. */
export const maxFileBytes = 50 * 1024 * 1024
/** Files are stored in chunks of this size, each in its own write, so other writes do not wait long. */
export const chunkBytes = 256 * 1024
const chunksPerDelete = 16

/** The input of a document: its content as a stream, at most `maxFileBytes`. */
interface NewDocument {
  locationId: string
  fileName: string
  mimeType: string
  content: AsyncIterable<Buffer>
  /** The quota of the location. */
  quotaBytes: number
}

/**
 * Stores a document as it arrives, with at most one chunk in memory. It stays hidden until `completeDocuments`.
 * @param begun gets the id before anything is stored, so the document can be removed after any failure.
 * @returns its size.
 * @throws ApiError 400 if the quota is exceeded; also what `content` throws.
 */
export async function storeDocument(
  { storage, clock, ids }: ApiContext,
  { locationId, fileName, mimeType, content, quotaBytes }: NewDocument,
  begun: (id: string) => void,
): Promise<{ id: string; sizeBytes: number }> {
  const id = ids.next()
  begun(id)
  const row = { id, locationId, fileName, mimeType, dateAdded: clock.now() }
  await storage.write((tx) => tx.run(insertDocument, row), { locationId })
  let number = 0
  let sizeBytes = 0
  for await (const chunk of chunksOf(content)) {
    const piece = { documentId: id, number, content: chunk }
    await storage.write((tx) => storeChunk(tx, piece, { locationId, quotaBytes }), { locationId })
    number += 1
    sizeBytes += chunk.length
  }
  return { id, sizeBytes }
}

/** Concurrent uploads are written one after the other, so none exceeds the quota unnoticed. */
async function storeChunk(
  tx: WriteTx,
  chunk: { documentId: string; number: number; content: Buffer },
  { locationId, quotaBytes }: { locationId: string; quotaBytes: number },
): Promise<void> {
  const bytes = chunk.content.length
  const held = await tx.get(findDocumentBytes, { locationId })
  if ((held?.bytes ?? 0) + bytes > quotaBytes) throw errors.uploadQuotaReached(quotaBytes)
  await tx.run(insertDocumentChunk, chunk)
  await tx.run(addToDocument, { locationId, id: chunk.documentId, bytes })
  await tx.run(addDocumentBytes, { locationId, bytes })
}

/** Makes documents of a location visible, all at once. */
export const completeDocuments = (
  storage: Storage,
  locationId: string,
  documents: readonly { id: string }[],
): Promise<void> =>
  storage.write(
    async (tx) => {
      for (const { id } of documents) await tx.run(completeDocument, { locationId, id })
    },
    { locationId },
  )

/** The content of a document, chunk by chunk. @throws Error when a chunk of it is missing. */
export async function* readDocument(
  storage: Pick<Storage, 'read'>,
  document: DocumentRow,
): AsyncGenerator<Buffer> {
  const chunks = Math.ceil(document.sizeBytes / chunkBytes)
  for (let number = 0; number < chunks; number += 1) {
    const row = await storage.read((tx) => tx.get(findDocumentChunk, { documentId: document.id, number }))
    if (!row) throw new Error(`The document ${document.id} has lost its chunk ${number}.`)
    yield row.content
  }
}

/**
 * Removes a document, complete or not, a few chunks per write, and returns its bytes to the quota. Resumes an
 * interrupted removal; another process may remove the document at the same time.
 */
export async function removeDocument(storage: Storage, { id, locationId }: RemovableDocument): Promise<void> {
  const some = { documentId: id, limit: chunksPerDelete }
  const removeSome = () => storage.write((tx) => tx.change(deleteDocumentChunks, some), { locationId })
  while ((await removeSome()) === chunksPerDelete) await othersFirst()
  await storage.write(
    async (tx) => {
      const size = await tx.get(findDocumentSize, { id })
      // Another process may remove it at the same time.
      if ((await tx.change(deleteDocumentRow, { locationId, id })) === 0 || size === undefined) return
      await tx.run(addDocumentBytes, { locationId, bytes: -size.sizeBytes })
    },
    { locationId },
  )
}

const deletedAtOnce = 100

/** Removes the content of deleted documents. @param stopping ends it early; the next call continues. */
export async function removeDeletedDocuments(storage: Storage, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const deleted = await storage.read((tx) => tx.all(listDeletedDocuments, { limit: deletedAtOnce }))
    if (deleted.length === 0) return
    for (const document of deleted) if (!stopping.aborted) await removeDocument(storage, document)
  }
}

const dayMs = 24 * 60 * 60 * 1000
const maxRemovedAtOnce = 1000

/** Removes the remains of uploads whose process was killed. */
export async function removeAbandonedDocuments({ storage, clock }: ApiContext): Promise<void> {
  const addedBefore = clock.now() - dayMs
  const abandoned = await storage.read((tx) =>
    tx.all(listIncompleteDocuments, { addedBefore, limit: maxRemovedAtOnce }),
  )
  for (const document of abandoned) await removeDocument(storage, document)
}

/** Regroups pieces of any size into chunks of `chunkBytes`; the last one may be smaller. */
async function* chunksOf(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = []
  let gathered = 0
  for await (const piece of content) {
    let rest = piece
    while (gathered + rest.length >= chunkBytes) {
      const fits = chunkBytes - gathered
      yield Buffer.concat([...pieces, rest.subarray(0, fits)])
      pieces = []
      gathered = 0
      rest = rest.subarray(fits)
    }
    if (rest.length > 0) pieces.push(rest)
    gathered += rest.length
  }
  if (gathered > 0) yield Buffer.concat(pieces)
}
