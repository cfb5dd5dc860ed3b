import type { ReadTx } from '../../storage/storage.ts'
import { sweepRows } from '../../storage/sweep-rows.ts'
import type { ApiContext } from '../api-context.ts'
import { eventRecorder } from '../events/record-events.ts'
import type { Contact } from './contact.ts'
import { eventsOfUpdate } from './contact-events.ts'
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
 * Changes all contacts of a location that contain a text: see `sweepRows`. Keeps their `dateUpdated`. Each that changes
 * fires its events.
 * @param stopping ends it early, after the current page.
 * @returns whether it finished.
 */
export const sweepContacts = (
  { storage, clock, ids }: ApiContext,
  { change, locationId, text }: Sweep,
  stopping: AbortSignal,
): Promise<boolean> =>
  sweepRows(
    storage,
    contactsToSweep,
    {
      locationId,
      text,
      async change(tx, contactIds) {
        const events = await eventRecorder(tx, { locationId, ids, at: clock.now() })
        for (const id of contactIds) {
          const row = await tx.get(findContact, { locationId, id })
          if (!row) continue
          const { contact } = storedContact(row)
          const changed = await change(contact, tx)
          if (!changed) continue
          await setContactDocument(tx, contact, changed)
          await events.record(() => eventsOfUpdate(contact, changed))
        }
      },
    },
    stopping,
  )
