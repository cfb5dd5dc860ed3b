import { setImmediate as othersFirst } from 'node:timers/promises'
import { type Statement, statement } from './statement.ts'
import type { Storage, WriteTx } from './storage.ts'

/** The most rows that one read examines, and that one write changes. */
const pageSize = 100
const rowsPerWrite = 25
/** The most bytes that one read scans (8 ms per MiB) and that one write changes, unless one row is larger. */
const bytesPerRead = 1024 * 1024
const bytesPerWrite = 512 * 1024

/** The statements on a table of documents in locations. */
export interface SweptTable {
  /** A page of rows by id, each with the size of its document in bytes. Does not read the documents. */
  listSizes: Statement<{ locationId: string; afterId: string; limit: number }, { id: string; bytes: number }>
  /** The ids of rows after one id, up to another, whose documents may contain a text. */
  listThatMayHold: Statement<
    { locationId: string; afterId: string; lastId: string; pattern: string; limit: number },
    { id: string }
  >
}

/** The statements on a table. @param noun of one of its rows. */
export const sweptTable = (noun: string, table: string): SweptTable => ({
  listSizes: statement(
    `list-${noun}-sizes`,
    `SELECT id, octet_length(document) AS "bytes" FROM ${table}
     WHERE location_id = :locationId AND id > :afterId ORDER BY id LIMIT :limit`,
  ),
  listThatMayHold: statement(
    `list-${table}-that-may-hold`,
    `SELECT id FROM ${table}
     WHERE location_id = :locationId AND id > :afterId AND id <= :lastId AND document LIKE :pattern
     ORDER BY id LIMIT :limit`,
  ),
})

/** A change of many rows. */
interface RowSweep {
  locationId: string
  /** A JSON string that the document of each affected row contains. */
  text: string
  /** Changes some of the rows, in one write. */
  change(tx: WriteTx, ids: readonly string[]): Promise<void>
}

/**
 * Changes all rows of a location that contain a text, page by page, so other work need not wait. The caller must first
 * stop everything that adds the text to rows.
 * @param stopping ends it early, after the current page.
 * @returns whether it finished.
 */
export async function sweepRows(
  storage: Storage,
  { listSizes, listThatMayHold }: SweptTable,
  { locationId, text, change }: RowSweep,
  stopping: AbortSignal,
): Promise<boolean> {
  const pattern = patternOf(text)
  let afterId = ''
  // Each turn continues after the rows of the previous one, so the loop ends with the last row.
  while (!stopping.aborted) {
    const after = { locationId, afterId }
    const sizes = await storage.read((tx) => tx.all(listSizes, { ...after, limit: pageSize }))
    const [page = []] = slicesOf(sizes, { maxItems: pageSize, maxBytes: bytesPerRead })
    const lastId = page.at(-1)?.id
    if (lastId === undefined) return true
    const holding = { ...after, lastId, pattern, limit: pageSize }
    const found = await storage.read((tx) => tx.all(listThatMayHold, holding))
    const bytesOf = new Map(page.map(({ id, bytes }) => [id, bytes]))
    const holders = found.map(({ id }) => ({ id, bytes: bytesOf.get(id) ?? 0 }))
    for (const slice of slicesOf(holders, { maxItems: rowsPerWrite, maxBytes: bytesPerWrite })) {
      const ids = slice.map(({ id }) => id)
      await storage.write((tx) => change(tx, ids), { locationId })
      await othersFirst()
    }
    afterId = lastId
    await othersFirst()
  }
  return false
}

/** Splits items into slices, in order, by a maximum count and size. An item beyond the size gets its own slice. */
export function slicesOf<Item extends { bytes: number }>(
  items: readonly Item[],
  { maxItems, maxBytes }: { maxItems: number; maxBytes: number },
): Item[][] {
  const slices: Item[][] = []
  let bytes = 0
  for (const item of items) {
    const last = slices.at(-1)
    if (last === undefined || last.length >= maxItems || bytes + item.bytes > maxBytes) {
      slices.push([item])
      bytes = item.bytes
    } else {
      last.push(item)
      bytes += item.bytes
    }
  }
  return slices
}

/**
 * A LIKE pattern that matches every document with the text, and possibly others: `%` and `_` in the text stay
 * wildcards, and each backslash, which only one engine treats as an escape, becomes `_`.
 */
const patternOf = (text: string) => `%${JSON.stringify(text).replaceAll('\\', '_')}%`
