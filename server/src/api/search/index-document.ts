import type { RowValues } from '../../columnstore/segments/segment-builder.ts'
import type { Contact } from '../contacts/contact.ts'
import { dndChannels } from '../contacts/dnd.ts'
import { newRow } from './index-row.ts'
import { type OpportunityState, opportunitiesColumn, stateText } from './nested-filter.ts'

/** The searchable fields that are not in the document of a contact. */
export interface RelatedFields {
  activeWorkflows: readonly string[]
  finishedWorkflows: readonly string[]
  opportunities: readonly OpportunityState[]
  /** Start of the latest appointment, in milliseconds since 1970. */
  lastAppointment?: number
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

/**
 * A contact in the search index: the columns for filters and sorting. Text is case-folded; times are milliseconds
 * since 1970; unset properties have no column.
 */
export function columnsOf(contact: Contact, related: RelatedFields): RowValues {
  const { columns, setText, setList, setExactList, setCustomFields } = newRow()
  for (const [column, field] of Object.entries(textFields)) setText(column, contact[field])
  columns.push(['dnd', String(contact.dnd)])
  for (const channel of dndChannels)
    setText(`dndSettings.${channel}.status`, contact.dndSettings?.[channel]?.status)
  setText('inboundDndSettings.all.status', contact.inboundDndSettings?.all?.status)
  columns.push(['dateAdded', Date.parse(contact.dateAdded)])
  columns.push(['dateUpdated', Date.parse(contact.dateUpdated)])
  if (related.lastAppointment !== undefined) columns.push(['lastAppointment', related.lastAppointment])
  if (contact.dateOfBirth !== undefined) columns.push(['dateOfBirth', Date.parse(contact.dateOfBirth)])
  setList('tags', contact.tags)
  setList('followers', contact.followers)
  setList(
    'additionalEmails',
    contact.additionalEmails.map((entry) => entry.email),
  )
  setList(
    'additionalPhones',
    contact.additionalPhones.map((entry) => entry.phone),
  )
  setList('activeWorkflows', related.activeWorkflows)
  setList('finishedWorkflows', related.finishedWorkflows)
  setExactList(opportunitiesColumn, related.opportunities.map(stateText))
  setCustomFields(contact.customFields)
  return columns
}
