import type { RowValues } from '../../columnstore/segments/segment-builder.ts'
import type { Contact } from '../contacts/contact.ts'
import { dndChannels } from '../contacts/dnd.ts'
import { IndexRow } from './index-row.ts'
import { type OpportunityState, opportunitiesColumn, stateText } from './nested-filter.ts'

/** The searchable fields that are not in the document of a contact. */
export interface RelatedFields {
  activeWorkflows: readonly string[]
  finishedWorkflows: readonly string[]
  opportunities: readonly OpportunityState[]
  /** Start of the latest appointment, in milliseconds since 1970. */
  lastAppointment: number | undefined
}

/** The fields that are columns, under the same or another name. */
const textFields = {
  firstNameLowerCase: 'firstName',
  lastNameLowerCase: 'lastName',
  fullNameLowerCase: 'name',
  email: 'email',
  phone: 'phone',
  address: 'address1',
  city: 'city',
  state: 'state',
  country: 'country',
  postalCode: 'postalCode',
  companyName: 'companyName',
  source: 'source',
  website: 'website',
  timezone: 'timezone',
  type: 'type',
  assignedTo: 'assignedTo',
  businessId: 'businessId',
  gender: 'gender',
} as const satisfies Record<string, keyof Contact>
const textColumns = Object.entries(textFields)

/**
 * A contact in the search index: the columns for filters and sorting. Text is case-folded; times are milliseconds
 * since 1970; unset properties have no column.
 */
export function columnsOf(contact: Contact, related: RelatedFields): RowValues {
  const row = new IndexRow()
  for (const [column, field] of textColumns) row.setText(column, contact[field])
  row.setExact('dnd', String(contact.dnd))
  if (contact.dndSettings !== undefined)
    for (const channel of dndChannels)
      row.setText(`dndSettings.${channel}.status`, contact.dndSettings[channel]?.status)
  row.setText('inboundDndSettings.all.status', contact.inboundDndSettings?.all?.status)
  row.setNumber('dateAdded', Date.parse(contact.dateAdded))
  row.setNumber('dateUpdated', Date.parse(contact.dateUpdated))
  row.setNumber('lastAppointment', related.lastAppointment)
  if (contact.dateOfBirth !== undefined) row.setNumber('dateOfBirth', Date.parse(contact.dateOfBirth))
  row.setList('tags', contact.tags)
  row.setList('followers', contact.followers)
  row.setList(
    'additionalEmails',
    contact.additionalEmails.map((entry) => entry.email),
  )
  row.setList(
    'additionalPhones',
    contact.additionalPhones.map((entry) => entry.phone),
  )
  row.setList('activeWorkflows', related.activeWorkflows)
  row.setList('finishedWorkflows', related.finishedWorkflows)
  row.setExactList(opportunitiesColumn, related.opportunities.map(stateText))
  row.setCustomFields(contact.customFields)
  return row.columns
}
