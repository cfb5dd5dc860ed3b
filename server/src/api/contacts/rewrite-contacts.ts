import type { ReadTx, Storage } from '../../storage/storage.ts'
import { sweepRows } from '../../storage/sweep-rows.ts'
import type { Contact } from './contact.ts'
import { contactsToSweep, findContact, setContactDocument } from './contact-store.ts'
import { storedContact } from './find-contact.ts'

/** A change of many contacts. */
export interface Sweep {
  locationId: string
  /** A JSON string that the document of each affected contact contains. */
  text: string
  /** @returns the changed contact, or undefined for no change. */
  change(contact: Contact, tx: ReadTx): Contact | undefined | Promise<Contact | undefined>
}

/**
 * Changes all contacts of a location that contain a text: see `sweepRows`. Keeps their `dateUpdated`.
 * @param stopping ends it early, after the current page.
 * @returns whether it finished.
 */
export const sweepContacts = (
  storage: Storage,
  { change, ...which }: Sweep,
  stopping: AbortSignal,
): Promise<boolean> =>
  sweepRows(
    storage,
    contactsToSweep,
    {
      ...which,
      async change(tx, key) {
        const row = await tx.get(findContact, key)
        if (!row) return
        const { contact } = storedContact(row)
        const changed = await change(contact, tx)
        if (changed) await setContactDocument(tx, contact, changed)
      },
    },
    stopping,
  )
