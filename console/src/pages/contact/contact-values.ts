import type { components } from '../../api/schema.d.ts'

/** A contact as Get Contact and Update Contact return it. */
export type Contact = Omit<components['schemas']['Contact'], 'validEmail' | 'validEmailDate'>
export type CustomField = components['schemas']['CustomField']
export type UpdateContactBody = components['schemas']['UpdateContactDto']

/** An option of a custom field: its text, or a row of a TEXTBOX_LIST. */
export type FieldOption = string | { id: string; label: string }

export const optionsOf = ({ picklistOptions }: CustomField): readonly FieldOption[] =>
  (picklistOptions ?? []) as FieldOption[]

/** What the form holds, by the name of the field: text, a list, a boolean, or an object of texts. */
export type Values = Readonly<Record<string, unknown>>

/** The plain fields of Update Contact with their labels, in the order of the form. */
export const textFields = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'Email',
  phone: 'Phone',
  companyName: 'Company',
  website: 'Website',
  address1: 'Address',
  city: 'City',
  state: 'State',
  postalCode: 'Postal code',
  country: 'Country',
  timezone: 'Time zone',
  dateOfBirth: 'Date of birth',
  source: 'Source',
  assignedTo: 'Assigned to',
} as const

export type TextField = keyof typeof textFields

/** The channels of Do Not Disturb, in the spelling of the dated versions. */
export const dndChannels = {
  Call: 'Calls',
  Email: 'Email',
  SMS: 'SMS',
  WhatsApp: 'WhatsApp',
  GMB: 'Google Business',
  FB: 'Facebook',
} as const

const channelNames = Object.keys(dndChannels) as (keyof typeof dndChannels)[]
export const customFieldName = (id: string): string => `customFields.${id}`
export const channelField = (channel: string): string => `dndSettings.${channel}`

/** What the form shows of a contact. */
export function valuesOf(contact: Contact, fields: readonly CustomField[]): Values {
  const custom = new Map(contact.customFields.map(({ id, value }) => [id, value]))
  return {
    ...Object.fromEntries(Object.keys(textFields).map((name) => [name, contact[name as TextField] ?? ''])),
    dateOfBirth: (contact.dateOfBirth ?? '').slice(0, 10),
    tags: contact.tags,
    dnd: contact.dnd,
    ...Object.fromEntries(
      channelNames.map((name) => [channelField(name), contact.dndSettings?.[name]?.status ?? 'inactive']),
    ),
    inboundDndSettings: contact.inboundDndSettings?.all?.status ?? 'inactive',
    ...Object.fromEntries(
      fields.map((field) => [customFieldName(field.id), shown(field, custom.get(field.id))]),
    ),
  }
}

/** A custom value as its input shows it. */
function shown({ dataType }: CustomField, value: unknown): unknown {
  switch (dataType) {
    case 'CHECKBOX':
    case 'MULTIPLE_OPTIONS':
      return Array.isArray(value) ? value : []
    case 'TEXTBOX_LIST':
    case 'FILE_UPLOAD':
    case 'SIGNATURE':
      return typeof value === 'object' && value !== null ? value : {}
    case 'DATE':
      return String(value ?? '').slice(0, 10)
    default:
      return String(value ?? '')
  }
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** The names of the fields that differ. */
export const changedFields = (before: Values, after: Values): string[] =>
  Object.keys(after).filter((name) => !isSame(before[name], after[name]))

/** The body of Update Contact with what was changed, and nothing else. @param contact as it was read. */
export function changesOf(contact: Contact, before: Values, after: Values): UpdateContactBody {
  const body: Record<string, unknown> = {}
  const dndSettings: Record<string, unknown> = {}
  const customFields: { id: string; value: unknown }[] = []
  for (const name of changedFields(before, after)) {
    const value = after[name]
    const [group, key = ''] = name.split('.')
    if (group === 'customFields') customFields.push({ id: key, value: isEmptyObject(value) ? '' : value })
    else if (group === 'dndSettings')
      dndSettings[key] = { ...contact.dndSettings?.[key as keyof typeof dndChannels], status: value }
    else if (name === 'inboundDndSettings')
      body[name] = { all: { ...contact.inboundDndSettings?.all, status: value } }
    else body[name] = value
  }
  if (Object.keys(dndSettings).length > 0) body.dndSettings = dndSettings
  if (customFields.length > 0) body.customFields = customFields
  return body as UpdateContactBody
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** Two people have changed a field, each in another way. */
export interface Conflict {
  name: string
  theirs: unknown
  mine: unknown
}

/**
 * What to do with changes to a contact that others have changed meanwhile: their fields are taken, mine are kept, and
 * those that both have changed differently are conflicts. Until a conflict is decided, mine is kept.
 */
export function mergeChanges(
  before: Values,
  theirs: Values,
  mine: Values,
): { values: Values; conflicts: Conflict[] } {
  const values = { ...theirs }
  const conflicts: Conflict[] = []
  for (const name of changedFields(before, mine)) {
    values[name] = mine[name]
    if (!isSame(before[name], theirs[name]) && !isSame(theirs[name], mine[name]))
      conflicts.push({ name, theirs: theirs[name], mine: mine[name] })
  }
  return { values, conflicts }
}

/** The label of a field. */
export function labelOf(name: string, fields: readonly CustomField[]): string {
  const [group, key = ''] = name.split('.')
  if (group === 'customFields') return fields.find(({ id }) => id === key)?.name ?? key
  if (group === 'dndSettings') return `Do not disturb: ${dndChannels[key as keyof typeof dndChannels]}`
  const labels: Record<string, string> = {
    ...textFields,
    tags: 'Tags',
    dnd: 'Do not disturb',
    inboundDndSettings: 'Do not disturb: incoming',
  }
  return labels[name] ?? name
}

/** A value as text, for people. */
export function valueText(value: unknown): string {
  if (value === '' || value === undefined) return '(empty)'
  if (Array.isArray(value)) return value.length === 0 ? '(empty)' : value.join(', ')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A line for a shell that sends the change again, with the token from a variable. */
export function curlLine(origin: string, id: string, version: string, body: object): string {
  const quoted = JSON.stringify(body).replaceAll("'", String.raw`'\''`)
  return [
    `curl -X PUT '${origin}/contacts/${id}'`,
    `-H "Authorization: Bearer $CONTACTD_TOKEN"`,
    `-H 'Version: ${version}'`,
    `-H 'Content-Type: application/json'`,
    `-d '${quoted}'`,
  ].join(' \\\n  ')
}
