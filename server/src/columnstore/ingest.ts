import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Storage } from '../storage/storage.ts'
import type { LocationIndex } from './location-index.ts'
import { SegmentBuilder } from './segments/segment-builder.ts'
import type { ChangedDocument, DocumentSource } from './source.ts'

/** The limits of a batch. Large documents, or those with many columns of their own, make it smaller. */
export interface BatchBounds {
  documentsPerBatch: number
  charactersPerBatch: number
  cellsPerBatch: number
}

/**
 * The number of documents read at once, with a few statements: one round trip to a database over a network. Other work
 * has its turn after each read. Ingesting them takes 10 ms.
 */
const documentsPerRead = 250

/** Ingests the current state of some of the changed documents, at least one. */
export async function ingest(
  { storage, source }: { storage: Pick<Storage, 'read'>; source: DocumentSource },
  location: LocationIndex,
  { documentsPerBatch, charactersPerBatch, cellsPerBatch }: BatchBounds,
): Promise<void> {
  const { locationId, changes } = location
  const rows = new SegmentBuilder()
  let ingested = 0
  /** @returns whether there is room for more. */
  const add = (ids: readonly string[], documents: readonly (ChangedDocument | undefined)[]): boolean => {
    for (const [at, document] of documents.entries()) {
      if (ingested === documentsPerBatch || rows.characters >= charactersPerBatch) return false
      if (document !== undefined) {
        const values = document.values()
        if (rows.rows > 0 && !rows.hasRoomFor(values, cellsPerBatch)) return false
        rows.add(ids[at] as string, values)
      }
      ingested += 1
    }
    return true
  }
  for (const ids of chunksOf(changes.ids(), documentsPerRead)) {
    const documents = await storage.read((tx) => source.readChanged(tx, locationId, ids))
    const hasRoom = add(ids, documents)
    await yieldToOthers()
    if (!hasRoom) break
  }
  await location.apply(changes.take(ingested), rows)
}

function* chunksOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = []
  for (const item of items) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
