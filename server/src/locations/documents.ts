import type { Storage } from '../storage/storage.ts'
import {
  completeDocument,
  type DocumentRow,
  deleteDocumentChunks,
  deleteDocumentRow,
  findDocumentChunk,
  insertDocument,
  insertDocumentChunk,
  listIncompleteDocuments,
} from './document-store.ts'
import type { LocationContext } from './location-context.ts'

/** The largest file. */
export const maxFileBytes = 50 * 1024 * 1024
/** A file is stored in pieces of this size, each in a write of its own, so that no other write waits long. */
export const chunkBytes = 256 * 1024
const maxChunks = maxFileBytes / chunkBytes
const chunksPerDelete = 16

/** What a document is made of: the content as it comes, at most `maxFileBytes` of it. */
interface NewDocument {
  locationId: string
  fileName: string
  mimeType: string
  content: AsyncIterable<Buffer>
}

/**
 * Stores a document as it comes, never more than a chunk of it in memory. Nobody finds it before
 * `completeDocuments`.
 * @param begun is told the id before anything is stored under it, so that it can be removed whatever happens.
 * @returns its size.
 * @throws what `content` throws.
 */
export async function storeDocument(
  { storage, clock, ids }: LocationContext,
  { locationId, fileName, mimeType, content }: NewDocument,
  begun: (id: string) => void,
): Promise<{ id: string; sizeBytes: number }> {
  const id = ids.next()
  begun(id)
  await storage.write((tx) =>
    tx.run(insertDocument, { id, locationId, fileName, mimeType, dateAdded: clock.now() }),
  )
  let number = 0
  let sizeBytes = 0
  for await (const chunk of chunksOf(content)) {
    const row = { documentId: id, number, content: chunk }
    await storage.write((tx) => tx.run(insertDocumentChunk, row))
    number += 1
    sizeBytes += chunk.length
  }
  return { id, sizeBytes }
}

/** Lets documents be found, all of them at once. */
export const completeDocuments = (
  storage: Storage,
  documents: readonly { id: string; sizeBytes: number }[],
) =>
  storage.write(async (tx) => {
    for (const { id, sizeBytes } of documents) await tx.run(completeDocument, { id, sizeBytes })
  })

/** The content of a document, chunk by chunk. @throws Error when a chunk of it is missing. */
export async function* readDocument(storage: Storage, document: DocumentRow): AsyncGenerator<Buffer> {
  const chunks = Math.ceil(document.sizeBytes / chunkBytes)
  for (let number = 0; number < chunks; number += 1) {
    const row = await storage.read((tx) => tx.get(findDocumentChunk, { documentId: document.id, number }))
    if (!row) throw new Error(`The document ${document.id} has lost its chunk ${number}.`)
    yield row.content
  }
}

/** Removes a document, complete or not, a few chunks a write. */
export async function removeDocument(storage: Storage, id: string): Promise<void> {
  for (let below = chunksPerDelete; below < maxChunks + chunksPerDelete; below += chunksPerDelete) {
    await storage.write((tx) => tx.run(deleteDocumentChunks, { documentId: id, below }))
  }
  await storage.write((tx) => tx.run(deleteDocumentRow, { id }))
}

const dayMs = 24 * 60 * 60 * 1000
const maxRemovedAtOnce = 1000

/** Removes what uploads left behind that neither ended nor failed: whoever received them was killed. */
export async function removeAbandonedDocuments({ storage, clock }: LocationContext): Promise<void> {
  const addedBefore = clock.now() - dayMs
  const abandoned = await storage.read((tx) =>
    tx.all(listIncompleteDocuments, { addedBefore, limit: maxRemovedAtOnce }),
  )
  for (const { id } of abandoned) await removeDocument(storage, id)
}

/** Gathers pieces of any size into chunks of `chunkBytes`; the last one is what is left. */
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
