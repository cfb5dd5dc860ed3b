import { sweepContacts } from '../api/contacts/rewrite-contacts.ts'
import type { Storage } from '../storage/storage.ts'

/**
 * Removes the values of a custom field from all contacts of its location. The definition must already be marked as
 * deleted, so no contact can get a new value.
 * @param stopping ends it early.
 * @returns whether it finished.
 */
export const sweepCustomField = (
  storage: Storage,
  { locationId, id: fieldId }: { locationId: string; id: string },
  stopping: AbortSignal,
): Promise<boolean> =>
  sweepContacts(
    storage,
    {
      locationId,
      text: fieldId,
      change(contact) {
        const customFields = contact.customFields.filter((entry) => entry.id !== fieldId)
        return customFields.length === contact.customFields.length ? undefined : { ...contact, customFields }
      },
    },
    stopping,
  )
