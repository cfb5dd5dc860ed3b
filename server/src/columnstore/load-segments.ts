import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Storage } from '../storage/storage.ts'
import type { IndexRow } from './segment-store.ts'
import { readBitSet } from './segments/bit-set.ts'
import type { ColumnCache } from './segments/column-cache.ts'
import { chunkCountsOfRows, chunkName } from './segments/column-chunks.ts'
import { DiskSegment } from './segments/disk-segment.ts'
import type { Segment } from './segments/segment.ts'
import type { DocumentSource } from './source.ts'

interface LoadContext {
  storage: Pick<Storage, 'read'>
  source: Pick<DocumentSource, 'segments'>
  cache: ColumnCache
}

/** Lists a location's segments in the database, oldest first. They read their columns when needed. */
export async function loadSegments(
  context: LoadContext,
  locationId: string,
): Promise<{ index: IndexRow | undefined; segments: DiskSegment[] }> {
  const { storage, source } = context
  const { index, rows } = await storage.read(async (tx) => ({
    index: await tx.get(source.segments.findIndex, { locationId }),
    rows: await tx.all(source.segments.listSegments, { locationId }),
  }))
  const names = await storage.read((tx) =>
    Promise.all(
      rows.map(({ segmentId }) => tx.all(source.segments.listColumnNames, { locationId, segmentId })),
    ),
  )
  const segments = rows.map(({ segmentId, rowCount, sizeBytes, tombstones }, at) => {
    const chunks = chunkCountsOfRows((names[at] ?? []).map(({ name }) => name))
    const segment = {
      id: segmentId,
      rows: rowCount,
      sizeBytes,
      tombstones: readBitSet(rowCount, tombstones),
    }
    return openSegment(context, locationId, segment, chunks, segment.tombstones.count())
  })
  return { index, segments }
}

/**
 * A segment in the database.
 * @param chunks the number of rows in which each column is stored.
 */
export function openSegment(
  context: LoadContext,
  locationId: string,
  { id, rows, sizeBytes, tombstones }: Pick<Segment, 'id' | 'rows' | 'sizeBytes' | 'tombstones'>,
  chunks: ReadonlyMap<string, number>,
  flushedTombstones: number,
): DiskSegment {
  const readContent = (name: string) =>
    readColumnContent(context, { locationId, segmentId: id }, name, chunks.get(name) ?? 1)
  const { cache } = context
  const names = [...chunks.keys()]
  return new DiskSegment({ id, rows, sizeBytes, tombstones, flushedTombstones, names, readContent, cache })
}

/** @returns undefined if a chunk no longer exists. */
function readColumnContent(
  { storage, source }: LoadContext,
  { locationId, segmentId }: { locationId: string; segmentId: string },
  name: string,
  chunks: number,
): Promise<Buffer | undefined> {
  return storage.read(
    async (tx) => {
      const contents: Buffer[] = []
      for (let chunk = 0; chunk < chunks; chunk += 1) {
        if (chunk > 0) await yieldToOthers()
        const row = await tx.get(source.segments.findColumn, {
          locationId,
          segmentId,
          name: chunkName(name, chunk),
        })
        if (row === undefined) return undefined
        contents.push(row.content)
      }
      return contents.length === 1 ? contents[0] : Buffer.concat(contents)
    },
    { locationId },
  )
}
