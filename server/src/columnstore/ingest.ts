import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { ReadTx, Storage } from '../storage/storage.ts'
import type { LocationIndex } from './location-index.ts'
import { SegmentBuilder } from './segments/segment-builder.ts'
import type { DocumentSource } from './source.ts'

/** The limits of a batch. Large documents, or those with many columns of their own, make it smaller. */
export interface BatchBounds {
  documentsPerBatch: number
  charactersPerBatch: number
  cellsPerBatch: number
}

/** The number of documents read at once, which share a round trip to a database over a network. */
const documentsPerRead = 32
/** The number of documents read before other work has its turn. They take 10 ms. */
const documentsPerSlice = 256

/** Ingests the current state of some of the changed documents, at least one. */
export async function ingest(
  { storage, source }: { storage: Pick<Storage, 'read'>; source: DocumentSource },
  location: LocationIndex,
  { documentsPerBatch, charactersPerBatch, cellsPerBatch }: BatchBounds,
): Promise<void> {
  const { locationId, changes } = location
  const rows = new SegmentBuilder()
  let ingested = 0
  let characters = 0
  /** @returns whether there is room for more. */
  const read = async (tx: ReadTx, slice: readonly string[]): Promise<boolean> => {
    for (const ids of chunksOf(slice, documentsPerRead)) {
      const found = await Promise.all(ids.map((id) => source.readChanged(tx, { locationId, id })))
      for (const [at, document] of found.entries()) {
        if (ingested === documentsPerBatch || characters >= charactersPerBatch) return false
        if (document !== undefined) {
          const values = document.values()
          if (rows.rows > 0 && rows.cellsWith(values) > cellsPerBatch) return false
          rows.add(ids[at] as string, values)
          characters += document.characters
        }
        ingested += 1
      }
    }
    return true
  }
  for (const slice of chunksOf(changes.ids(), documentsPerSlice)) {
    const hasRoom = await storage.read((tx) => read(tx, slice))
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
