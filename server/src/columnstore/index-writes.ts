import type { Storage, WriteTx } from '../storage/storage.ts'
import type { DocumentSource } from './source.ts'

/** The next version of a location's index: new segments replace old ones in one transaction. */
interface VersionChange {
  locationId: string
  /** The version that this change is based on. */
  version: number
  /** The number of the last change that the new segments contain. */
  ingestedTo: number
  added?: { segmentId: string; rowCount: number; sizeBytes: number; tombstones: Buffer }
  removed: readonly string[]
  tombstones: readonly { segmentId: string; tombstones: Buffer }[]
}

/**
 * All writes of the index. Each call is a short transaction, so other writes do not wait long. The arguments can be
 * posted from one thread to another.
 */
export interface IndexWrites {
  insertColumns(locationId: string, segmentId: string, columns: readonly [string, Buffer][]): Promise<void>
  /** @returns false, without a change, if another process has committed a version first. */
  commitVersion(change: VersionChange): Promise<boolean>
  deleteColumns(locationId: string, segmentId: string): Promise<void>
  /** Deletes a location's first changes up to `to`. @returns their number: `limit`, or fewer if none are left. */
  deleteChanges(locationId: string, to: number, limit: number): Promise<number>
  /** Deletes the columns of segments that were never committed and whose ids sort before this one. */
  deleteOrphanedColumns(locationId: string, before: string): Promise<void>
}

/** The writes of an index, through the storage. */
export function indexWrites(
  storage: Pick<Storage, 'write'>,
  { changes, segments, findLocation }: Pick<DocumentSource, 'changes' | 'segments' | 'findLocation'>,
): IndexWrites {
  const write = <T>(locationId: string, fn: (tx: WriteTx) => Promise<T>) => storage.write(fn, { locationId })
  return {
    insertColumns: (locationId, segmentId, columns) =>
      write(locationId, async (tx) => {
        for (const [name, content] of columns)
          await tx.run(segments.insertColumn, { locationId, segmentId, name, content: asBuffer(content) })
      }),
    commitVersion: ({ locationId, version, ingestedTo, added, removed, tombstones }) =>
      write(locationId, async (tx) => {
        if (version === 0) {
          // If the location was deleted meanwhile, its index must not come back.
          if (!(await tx.get(findLocation, { id: locationId }))) return false
          await tx.run(segments.insertIndex, { locationId })
        }
        if ((await tx.change(segments.raiseIndexVersion, { locationId, version, ingestedTo })) === 0)
          return false
        for (const segmentId of removed) await tx.run(segments.deleteSegment, { locationId, segmentId })
        for (const set of tombstones)
          await tx.run(segments.setTombstones, {
            locationId,
            segmentId: set.segmentId,
            tombstones: asBuffer(set.tombstones),
          })
        if (added !== undefined)
          await tx.run(segments.insertSegment, {
            ...added,
            locationId,
            tombstones: asBuffer(added.tombstones),
          })
        return true
      }),
    deleteColumns: (locationId, segmentId) =>
      write(locationId, async (tx) => {
        await tx.run(segments.deleteColumns, { locationId, segmentId })
      }),
    deleteChanges: (locationId, to, limit) =>
      write(locationId, async (tx) => {
        const { count = 0, last } = (await tx.get(changes.findFirst, { locationId, to, limit })) ?? {}
        if (typeof last === 'number') await tx.run(changes.remove, { locationId, to: last })
        return count
      }),
    deleteOrphanedColumns: (locationId, before) =>
      write(locationId, async (tx) => {
        for (const { segmentId } of await tx.all(segments.listOrphanedSegments, { locationId, before }))
          await tx.run(segments.deleteColumns, { locationId, segmentId })
      }),
  }
}

/** Posted to another thread, a Buffer arrives as a plain array of bytes. */
const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
