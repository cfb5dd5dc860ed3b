import { contactsToSweep, listContactDocuments, listContactsByIds } from '../api/contacts/contact-store.ts'
import type { Filter } from '../columnstore/query.ts'
import type { StorageReader } from '../storage/storage.ts'
import { slicesOf } from '../storage/sweep-rows.ts'
import { readByIds } from '../storage/value-lists.ts'
import { idsThatMatch } from './contact-filter.ts'

/** The most contacts that are listed at once, and the most that are read at once: one larger contact, or a megabyte. */
const listed = 500
const read = { maxItems: 250, maxBytes: 1024 * 1024 }

/** The contacts of a page, as stored. */
interface PageOfContacts {
  /** JSON, exactly as Get Contact returns it. */
  documents: string[]
  /** How many contacts were looked at, with those that the filter left out. */
  examined: number
}

/**
 * Reads the contacts of a location page by page, in the order of their ids. Contacts that are created or deleted
 * meanwhile may be missing.
 * @param filter undefined for all.
 */
export async function* readContacts(
  reader: Pick<StorageReader, 'read'>,
  locationId: string,
  filter: Filter | undefined,
): AsyncGenerator<PageOfContacts> {
  const scope = { locationId }
  let afterId = ''
  while (true) {
    const sizes = await reader.read(
      (tx) => tx.all(contactsToSweep.listSizes, { locationId, afterId, limit: listed }),
      scope,
    )
    for (const slice of slicesOf(sizes, read)) {
      const ids = slice.map(({ id }) => id)
      const lastId = ids.at(-1) as string
      const range = { locationId, afterId, lastId, limit: read.maxItems }
      const rows = await reader.read(async (tx) => {
        if (filter === undefined) return tx.all(listContactDocuments, range)
        const wanted = await idsThatMatch(tx, locationId, ids, filter)
        const found = await readByIds(tx, listContactsByIds, locationId, [...wanted])
        const rowOf = new Map(found.map((row) => [row.id, row]))
        return ids.map((id) => rowOf.get(id))
      }, scope)
      yield {
        documents: rows.filter((row) => row !== undefined).map(({ document }) => document),
        examined: ids.length,
      }
      afterId = lastId
    }
    if (sizes.length < listed) return
  }
}
