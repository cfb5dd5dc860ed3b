import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { BacklogPage } from './backlog.ts'
import type { LocationIndex } from './location-index.ts'
import { SegmentBuilder } from './segments/segment-builder.ts'

/** The limits of a batch. Large documents, or those with many columns of their own, make it smaller. */
export interface BatchBounds {
  documentsPerBatch: number
  charactersPerBatch: number
  cellsPerBatch: number
}

/** Ingests the current state of some documents of the backlog, at least one if there are any. */
export async function ingest(
  location: LocationIndex,
  { documentsPerBatch, charactersPerBatch, cellsPerBatch }: BatchBounds,
): Promise<void> {
  const { changes } = location
  const rows = new SegmentBuilder()
  let ingested = 0
  /** @returns whether there is room for more. */
  const add = ({ ids, documents }: BacklogPage): boolean => {
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
  for await (const page of changes.pages()) {
    const hasRoom = add(page)
    await yieldToOthers()
    if (!hasRoom) break
  }
  await location.apply(changes.take(ingested), rows)
}
