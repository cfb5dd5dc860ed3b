import type { RowValues } from '../../../columnstore/segments/segment-builder.ts'
import type { Contact } from '../../contacts/contact.ts'
import { IndexRow } from '../../search/index-row.ts'
import type { Opportunity } from '../opportunity.ts'

/** The columns that a free query searches. */
export const wordColumns = ['name', 'contactName', 'email', 'phone', 'companyName']

/**
 * An opportunity in the search index, with the properties of its contact by which it is found. Text is case-folded except
 * for ids; times are milliseconds since 1970. Each change of a contact that changes them adds its opportunities to
 * `opportunity_changes`.
 */
export function columnsOf(opportunity: Opportunity, contact: Contact): RowValues {
  const row = new IndexRow()
  for (const id of ['pipelineId', 'pipelineStageId', 'contactId', 'assignedTo', 'lostReasonId'] as const)
    row.setExact(id, opportunity[id])
  for (const text of ['name', 'status', 'source'] as const) row.setText(text, opportunity[text])
  row.setNumber('monetaryValue', opportunity.monetaryValue)
  row.setNumber('dateAdded', Date.parse(opportunity.createdAt))
  row.setNumber('dateUpdated', Date.parse(opportunity.updatedAt))
  row.setNumber('lastStatusChange', Date.parse(opportunity.lastStatusChangeAt))
  row.setNumber('lastStageChange', Date.parse(opportunity.lastStageChangeAt))
  row.setExactList('followers', opportunity.followers)
  row.setText('contactName', contact.name)
  for (const text of ['email', 'phone', 'companyName', 'country'] as const) row.setText(text, contact[text])
  row.setCustomFields(opportunity.customFields)
  return row.columns
}
