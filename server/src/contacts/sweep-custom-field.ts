import { setImmediate as othersFirst } from 'node:timers/promises'
import type { Storage, WriteTx } from '../storage/storage.ts'
import type { Contact } from './contact.ts'
import { findContact, setContactDocument } from './contact-store.ts'
import { listContactsThatMayHold } from './sweep-store.ts'

/** Contacts looked at in one read, and changed in one write: a few milliseconds each. */
const pageSize = 100
const contactsPerWrite = 25

/**
 * Takes the values of a custom field from all contacts of its location, page by page, so that nothing else
 * waits for it. The definition must be marked as deleted before: from then on no contact is given a new value.
 * @param stopping ends it early, after the page that it is at.
 * @returns whether it came to the end.
 */
export async function sweepCustomField(
  storage: Storage,
  { locationId, id: fieldId }: { locationId: string; id: string },
  stopping: AbortSignal,
): Promise<boolean> {
  const pattern = `%"${fieldId}"%`
  let afterId = ''
  // Each turn goes on behind the last one's contacts: it ends with the location's last contact.
  while (!stopping.aborted) {
    const after = { locationId, afterId, pattern, limit: pageSize }
    const page = await storage.read((tx) => tx.all(listContactsThatMayHold, after))
    const holders = page.filter((contact) => contact.mayHold === 1)
    for (let from = 0; from < holders.length; from += contactsPerWrite) {
      const batch = holders.slice(from, from + contactsPerWrite)
      await storage.write(async (tx) => {
        for (const { id } of batch) await unsetValue(tx, locationId, id, fieldId)
      })
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return true
    afterId = last.id
    await othersFirst()
  }
  return false
}

/** `dateUpdated` stays: nobody changed the contact. */
async function unsetValue(tx: WriteTx, locationId: string, id: string, fieldId: string): Promise<void> {
  const row = await tx.get(findContact, { locationId, id })
  if (!row) return
  const contact = JSON.parse(row.document) as Contact
  const customFields = contact.customFields.filter((entry) => entry.id !== fieldId)
  if (customFields.length === contact.customFields.length) return
  await setContactDocument(tx, { locationId, id }, JSON.stringify({ ...contact, customFields }))
}
