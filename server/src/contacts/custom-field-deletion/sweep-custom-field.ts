import type { Storage } from '../../storage/storage.ts'
import { sweepContacts } from '../sweep-contacts.ts'

/**
 * Takes the values of a custom field from all contacts of its location. The definition must be marked as
 * deleted before: from then on no contact is given a new value.
 * @param stopping ends it early.
 * @returns whether it came to the end.
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
