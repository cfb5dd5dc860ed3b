import type { RowValues } from '../../../columnstore/segments/segment-builder.ts'
import type { Contact } from '../../contacts/contact.ts'
import { newRow } from '../../search/index-row.ts'
import type { Opportunity } from '../opportunity.ts'

/** The columns that a free query searches. */
export const wordColumns = ['name', 'contactName', 'email', 'phone', 'companyName']

/**
 * An opportunity in the search index, with the properties of its contact by which it is found. Text is case-folded except
 * for ids; times are milliseconds since 1970. Each change of a contact that changes them adds its opportunities to
 * `opportunity_changes`.
 */
export function columnsOf(opportunity: Opportunity, contact: Contact): RowValues {
  const { columns, setText, setExact, setExactList, setNumber, setCustomFields } = newRow()
  for (const id of ['pipelineId', 'pipelineStageId', 'contactId', 'assignedTo', 'lostReasonId'] as const)
    setExact(id, opportunity[id])
  for (const text of ['name', 'status', 'source'] as const) setText(text, opportunity[text])
  setNumber('monetaryValue', opportunity.monetaryValue)
  setNumber('dateAdded', Date.parse(opportunity.createdAt))
  setNumber('dateUpdated', Date.parse(opportunity.updatedAt))
  setNumber('lastStatusChange', Date.parse(opportunity.lastStatusChangeAt))
  setNumber('lastStageChange', Date.parse(opportunity.lastStageChangeAt))
  setExactList('followers', opportunity.followers)
  setText('contactName', contact.name)
  for (const text of ['email', 'phone', 'companyName', 'country'] as const) setText(text, contact[text])
  setCustomFields(opportunity.customFields)
  return columns
}
