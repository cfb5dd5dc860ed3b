import type { ColumnValue } from '../../columnstore/segments/column.ts'
import type { RowValues } from '../../columnstore/segments/segment-builder.ts'
import { foldCase } from '../../lib/fold-case.ts'
import type { Contact } from '../contacts/contact.ts'
import { dndChannels } from '../contacts/dnd.ts'

/** The searchable fields that are not in the document of a contact. */
export interface RelatedFields {
  activeWorkflows: readonly string[]
  finishedWorkflows: readonly string[]
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
  const columns: [string, ColumnValue][] = []
  const setText = (column: string, text: string | undefined) => {
    if (text !== undefined && text !== '') columns.push([column, foldCase(text)])
  }
  const setList = (column: string, texts: readonly string[]) => {
    if (texts.length > 0) columns.push([column, [...new Set(texts.map(foldCase))]])
  }
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
  for (const { id, value } of contact.customFields) {
    const column = `customFields.${id}`
    if (typeof value === 'number') columns.push([column, value])
    else if (typeof value === 'string') setText(column, value)
    else if (Array.isArray(value)) setList(column, value)
    else {
      const texts = Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      )
      for (const [key, text] of texts) setText(`${column}.${key}`, text)
      // File values have no searchable text; their keys show that they exist.
      setList(column, texts.length > 0 ? texts.map(([, text]) => text) : Object.keys(value))
    }
  }
  return columns
}
