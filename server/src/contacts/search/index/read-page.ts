import type { ReadTx } from '../../../storage/storage.ts'
import { findContact } from '../../contact-store.ts'
import type { FoundContact, RowPlace } from '../search-query.ts'

/** The contacts of a page together: 500 of a megabyte each made an answer that took 3 GB. */
const maxPageCharacters = 32 * 1024 * 1024
/** Contacts asked for at once. */
const contactsPerRead = 20

/** The contacts of a page. */
export interface PageOfContacts {
  contacts: FoundContact[]
  /** Missing unless the contacts of the page are too large together: then there are none. */
  isTooLarge?: true
}

/** Reads the contacts that stand at some places. One that went since it was found is left out. */
export async function readPage(
  tx: ReadTx,
  locationId: string,
  places: readonly RowPlace[],
): Promise<PageOfContacts> {
  const contacts: FoundContact[] = []
  let characters = 0
  for (let from = 0; from < places.length; from += contactsPerRead) {
    const some = places.slice(from, from + contactsPerRead)
    const rows = await Promise.all(some.map(({ id }) => tx.get(findContact, { locationId, id })))
    for (const [at, place] of some.entries()) {
      const document = rows[at]?.document
      if (document === undefined) continue
      characters += document.length
      if (characters > maxPageCharacters) return { contacts: [], isTooLarge: true }
      contacts.push({ document, place })
    }
  }
  return { contacts }
}
