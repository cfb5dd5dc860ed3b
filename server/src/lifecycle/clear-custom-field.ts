import type { ApiContext } from '../api/api-context.ts'
import { sweepContacts } from '../api/contacts/rewrite-contacts.ts'
import type { CustomFieldModel } from '../api/custom-fields/custom-field.ts'
import { clearFieldOfOpportunities } from '../api/opportunities/clear-opportunities.ts'

/**
 * Removes the values of a custom field from all contacts or opportunities of its location. The definition must already
 * be marked as deleted, so no record can get a new value.
 * @param field without its model, both are searched.
 * @param stopping ends it early.
 * @returns whether it finished.
 */
export async function sweepCustomField(
  context: ApiContext,
  field: { locationId: string; id: string; model?: CustomFieldModel },
  stopping: AbortSignal,
): Promise<boolean> {
  if (field.model !== 'opportunity' && !(await clearFieldOfContacts(context, field, stopping))) return false
  return field.model === 'contact' || clearFieldOfOpportunities(context, field, stopping)
}

const clearFieldOfContacts = (
  context: ApiContext,
  { locationId, id: fieldId }: { locationId: string; id: string },
  stopping: AbortSignal,
): Promise<boolean> =>
  sweepContacts(
    context,
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
