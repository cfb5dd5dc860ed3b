import { setImmediate as othersFirst } from 'node:timers/promises'
import type { ReadTx, Storage, WriteTx } from '../storage/storage.ts'
import type { Contact } from './contact.ts'
import { findContact, setContactDocument } from './contact-store.ts'
import { listContactsThatMayHold } from './sweep-store.ts'

/** Contacts looked at in one read, and changed in one write: a few milliseconds each. */
const pageSize = 100
const contactsPerWrite = 25

/** A change of many contacts. */
export interface Sweep {
  locationId: string
  /** A JSON string that stands in the document of each contact that is to be changed. */
  text: string
  /** @returns the contact as it is to be, or undefined where it stays as it is. */
  change(contact: Contact, tx: ReadTx): Contact | undefined | Promise<Contact | undefined>
}

/**
 * Changes all contacts of a location that hold a text, page by page, so that nothing else waits for it. Their
 * `dateUpdated` stays: nobody changed the contacts themselves. Whatever gives contacts the text must have
 * been ended before.
 * @param stopping ends it early, after the page that it is at.
 * @returns whether it came to the end.
 */
export async function sweepContacts(
  storage: Storage,
  { locationId, text, change }: Sweep,
  stopping: AbortSignal,
): Promise<boolean> {
  const pattern = patternOf(text)
  let afterId = ''
  // Each turn goes on behind the last one's contacts: it ends with the location's last contact.
  while (!stopping.aborted) {
    const after = { locationId, afterId, pattern, limit: pageSize }
    const page = await storage.read((tx) => tx.all(listContactsThatMayHold, after))
    const holders = page.filter((contact) => contact.mayHold === 1)
    for (let from = 0; from < holders.length; from += contactsPerWrite) {
      const batch = holders.slice(from, from + contactsPerWrite)
      await storage.write(
        async (tx) => {
          for (const { id } of batch) await changeContact(tx, { locationId, id }, change)
        },
        { locationId },
      )
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return true
    afterId = last.id
    await othersFirst()
  }
  return false
}

/**
 * For LIKE, where it may find too much, and never too little: `%` and `_` in the text match themselves too,
 * and a backslash, which one engine takes for an escape and another does not, is any character.
 */
const patternOf = (text: string) => `%${JSON.stringify(text).replaceAll('\\', '_')}%`

async function changeContact(
  tx: WriteTx,
  { locationId, id }: { locationId: string; id: string },
  change: Sweep['change'],
): Promise<void> {
  const row = await tx.get(findContact, { locationId, id })
  const changed = row && (await change(JSON.parse(row.document) as Contact, tx))
  if (changed) await setContactDocument(tx, { locationId, id }, JSON.stringify(changed))
}
