import type { ReadTx } from '../../storage/storage.ts'
import { findLastEventOfLocation } from '../delivery-store.ts'
import { findEventFrom } from './delivery-list-store.ts'

/** How far the clocks of nodes may differ. */
const maxSkewMs = 5 * 60 * 1000

/**
 * A number before which no event of a location was recorded since a time. Numbers and times grow together, so a binary
 * search finds it, in some dozens of look-ups and without an index on times. A few of the events from it on may be older.
 * @param since milliseconds since 1970.
 */
export async function firstEventSince(tx: ReadTx, locationId: string, since: number): Promise<number> {
  const last = (await tx.get(findLastEventOfLocation, { locationId }))?.sequence ?? 0
  let low = (await tx.get(findEventFrom, { locationId, first: 0 }))?.sequence ?? 0
  let high = last + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const event = await tx.get(findEventFrom, { locationId, first: middle })
    if (event === undefined || event.dateAdded >= since - maxSkewMs) high = middle
    else low = event.sequence + 1
  }
  return low
}
