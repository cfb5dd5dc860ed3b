import { foldCase } from '../../lib/fold-case.ts'
import type { Contact } from '../contact.ts'
import { dndChannels } from '../dnd.ts'
import type { ColumnValue } from './index/column.ts'
import type { RowValues } from './index/segment-builder.ts'

/** What search finds contacts by beside their own documents. */
export interface Surroundings {
  activeWorkflows: readonly string[]
  finishedWorkflows: readonly string[]
  /** When the last appointment begins, in milliseconds since 1970. */
  lastAppointment?: number
}

/** The fields that are columns of their own name, or of another. */
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
 * A contact as the search index has it: by column, what it is found and sorted by. Text is folded, so that
 * case is no difference; times are milliseconds since 1970; what is not set has no column.
 */
export function columnsOf(contact: Contact, surroundings: Surroundings): RowValues {
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
  if (surroundings.lastAppointment !== undefined)
    columns.push(['lastAppointment', surroundings.lastAppointment])
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
  setList('activeWorkflows', surroundings.activeWorkflows)
  setList('finishedWorkflows', surroundings.finishedWorkflows)
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
      // Files have no texts that are searched: their keys say that there are some.
      setList(column, texts.length > 0 ? texts.map(([, text]) => text) : Object.keys(value))
    }
  }
  return columns
}
