import { ownTurn } from '../../lib/own-turn.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { slicesOf } from '../../storage/sweep-rows.ts'
import { findFirstEvent, listReaders, listSizesAfter, sumDeliveries } from './retention-store.ts'

/** Successive events of a location, behind one event up to another, and what they and their deliveries take. */
interface Page {
  after: number
  to: number
  bytes: number
}

/** The most events of a page, and the bytes of their documents. */
const pageSize = 500
const maxPageBytes = 256 * 1024
/** What an event takes beside its document, and a delivery beside its attempts, with their entries in indexes. */
const eventBytes = 200
const deliveryBytes = 150
/** Old pages that are measured again each time: their deliveries have had attempts since. */
const measuredAgain = 10
export const maxReaders = 1_000

/**
 * Knows about how many bytes the events of each location take, without reading them all each time: it remembers pages
 * of them, and reads the new ones. What any node has removed is known from the first event that is left.
 */
export class OutboxSizes {
  readonly #storage: Pick<Storage, 'read'>
  readonly #pages = new Map<string, { pages: Page[]; turn: number }>()

  constructor(storage: Pick<Storage, 'read'>) {
    this.#storage = storage
  }

  /** Forgets everything. For a database that was replaced. */
  clear(): void {
    this.#pages.clear()
  }

  /** Reads what has changed, page by page, each in its own turn. @returns the bytes. */
  async measure(locationId: string, stopping: AbortSignal): Promise<number> {
    const first = (await this.#storage.read((tx) => tx.get(findFirstEvent, { locationId })))?.sequence
    if (first === undefined) {
      this.#pages.delete(locationId)
      return 0
    }
    const known = this.#pages.get(locationId) ?? { pages: [], turn: 0 }
    this.#pages.set(locationId, known)
    known.pages = known.pages.filter(({ to }) => to >= first)
    await this.#measureAgain(locationId, known)
    // The last page may have grown.
    let after = known.pages.pop()?.after ?? first - 1
    while (!stopping.aborted) {
      const from = after
      const page = await this.#storage.read((tx) => pageAfter(tx, locationId, from))
      if (page === undefined) break
      known.pages.push(page)
      after = page.to
      await ownTurn()
    }
    return known.pages.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /**
   * The last event to remove, so that the others take at most so many bytes, as measured last; undefined if they
   * already do. The last page stays.
   */
  endOfExcess(locationId: string, maxBytes: number): number | undefined {
    const pages = this.#pages.get(locationId)?.pages ?? []
    let excess = pages.reduce((sum, { bytes }) => sum + bytes, 0) - maxBytes
    let end: number | undefined
    for (const { to, bytes } of pages.slice(0, -1)) {
      if (excess <= 0) break
      excess -= bytes
      end = to
    }
    return end
  }

  async #measureAgain(locationId: string, known: { pages: Page[]; turn: number }): Promise<void> {
    const count = Math.min(measuredAgain, known.pages.length)
    for (let index = 0; index < count; index += 1) {
      known.turn = (known.turn + 1) % known.pages.length
      const { after, to } = known.pages[known.turn] as Page
      const page = await this.#storage.read((tx) => pageAfter(tx, locationId, after, to))
      if (page) known.pages[known.turn] = { ...page, to }
      await ownTurn()
    }
  }
}

async function pageAfter(
  tx: ReadTx,
  locationId: string,
  after: number,
  to = Number.MAX_SAFE_INTEGER,
): Promise<Page | undefined> {
  const sizes = await tx.all(listSizesAfter, { locationId, after, limit: pageSize })
  const [slice = []] = slicesOf(
    sizes.filter(({ sequence }) => sequence <= to),
    { maxItems: pageSize, maxBytes: maxPageBytes },
  )
  const end = slice.at(-1)?.sequence
  if (end === undefined) return undefined
  let bytes = slice.reduce((sum, event) => sum + event.bytes + eventBytes, 0)
  for (const { webhookId } of await tx.all(listReaders, { locationId, limit: maxReaders })) {
    const deliveries = await tx.get(sumDeliveries, { locationId, webhookId, after, to: end })
    bytes += (deliveries?.bytes ?? 0) + (deliveries?.count ?? 0) * deliveryBytes
  }
  return { after, to: end, bytes }
}
