import { locationRowExists } from '../../../locations/location-store.ts'
import type { Storage, WriteTx } from '../../../storage/storage.ts'
import {
  deleteChanges,
  deleteColumns,
  deleteSegment,
  findFirstChanges,
  insertColumn,
  insertIndex,
  insertSegment,
  listStraySegments,
  raiseIndexVersion,
  setOutdated,
} from './index-store.ts'

/** New segments in the place of old ones, all at once. */
interface IndexChange {
  locationId: string
  /** The version of the index that this is a change of. */
  version: number
  /** The number of the last change that the segments have then. */
  taken: number
  added?: { segmentId: string; contacts: number; sizeBytes: number; outdated: Buffer }
  removed: readonly string[]
  outdated: readonly { segmentId: string; outdated: Buffer }[]
}

/**
 * All that the index writes, each call a transaction of its own and none of them long: others write meanwhile.
 * Its arguments go from one thread to another as they are.
 */
export interface IndexWrites {
  putColumns(locationId: string, segmentId: string, columns: readonly [string, Buffer][]): Promise<void>
  /** @returns whether it was done: false where another process has changed the index first. */
  changeIndex(change: IndexChange): Promise<boolean>
  deleteColumns(locationId: string, segmentId: string): Promise<void>
  /** Deletes the first changes of a location, up to a number (with it). @returns how many: `limit`, or the last. */
  deleteChanges(locationId: string, to: number, limit: number): Promise<number>
  /** Deletes columns of segments that never came to be, of ids before this one. */
  deleteStrayColumns(locationId: string, before: string): Promise<void>
}

/** Writes through the storage. */
export function indexWrites(storage: Pick<Storage, 'write'>): IndexWrites {
  const write = <T>(locationId: string, fn: (tx: WriteTx) => Promise<T>) => storage.write(fn, { locationId })
  return {
    putColumns: (locationId, segmentId, columns) =>
      write(locationId, async (tx) => {
        for (const [name, content] of columns)
          await tx.run(insertColumn, { locationId, segmentId, name, content: asBuffer(content) })
      }),
    changeIndex: ({ locationId, version, taken, added, removed, outdated }) =>
      write(locationId, async (tx) => {
        if (version === 0) {
          // One that was deleted meanwhile must not come back.
          if (!(await tx.get(locationRowExists, { id: locationId }))) return false
          await tx.run(insertIndex, { locationId })
        }
        if ((await tx.change(raiseIndexVersion, { locationId, version, taken })) === 0) return false
        for (const segmentId of removed) await tx.run(deleteSegment, { locationId, segmentId })
        for (const set of outdated)
          await tx.run(setOutdated, {
            locationId,
            segmentId: set.segmentId,
            outdated: asBuffer(set.outdated),
          })
        if (added !== undefined)
          await tx.run(insertSegment, { ...added, locationId, outdated: asBuffer(added.outdated) })
        return true
      }),
    deleteColumns: (locationId, segmentId) =>
      write(locationId, async (tx) => {
        await tx.run(deleteColumns, { locationId, segmentId })
      }),
    deleteChanges: (locationId, to, limit) =>
      write(locationId, async (tx) => {
        const { count = 0, last } = (await tx.get(findFirstChanges, { locationId, to, limit })) ?? {}
        if (typeof last === 'number') await tx.run(deleteChanges, { locationId, to: last })
        return count
      }),
    deleteStrayColumns: (locationId, before) =>
      write(locationId, async (tx) => {
        for (const { segmentId } of await tx.all(listStraySegments, { locationId, before }))
          await tx.run(deleteColumns, { locationId, segmentId })
      }),
  }
}

/** Between threads a Buffer becomes a plain array of bytes. */
const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
