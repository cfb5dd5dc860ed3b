/** A contact as Get Contact returns it. */
export interface Contact {
  id: string
  firstName?: string | null
  lastName?: string | null
  email?: string | null
  phone?: string | null
  customFields: readonly { id: string; value: unknown }[]
}

/** A field that a merge lets choose. */
export interface Field {
  /** Its name in the request. */
  key: string
  label: string
  /** `''` if the contact has no value. */
  textOf(contact: Contact): string
}

const standard = [
  ['firstName', 'First name'],
  ['lastName', 'Last name'],
  ['email', 'Email'],
  ['phone', 'Phone'],
  ['companyName', 'Company'],
  ['address1', 'Address'],
  ['city', 'City'],
  ['state', 'State'],
  ['postalCode', 'Postal code'],
  ['country', 'Country'],
  ['website', 'Website'],
  ['source', 'Source'],
  ['timezone', 'Time zone'],
  ['dateOfBirth', 'Date of birth'],
  ['gender', 'Gender'],
  ['assignedTo', 'Assigned to'],
] as const

/** The fields in which contacts differ, in the order of the form of a contact. */
export function differingFields(
  contacts: readonly Contact[],
  customFields: readonly { id: string; name: string }[],
): Field[] {
  const ofContact = standard.map(([key, label]) => ({
    key,
    label,
    textOf: (contact: Contact) => String((contact as unknown as Record<string, unknown>)[key] ?? ''),
  }))
  const custom = customFields.map(({ id, name }) => ({
    key: `customFields.${id}`,
    label: name,
    textOf: (contact: Contact) => textOfValue(contact.customFields.find((entry) => entry.id === id)?.value),
  }))
  return [...ofContact, ...custom].filter(
    (field) => new Set(contacts.map((contact) => field.textOf(contact))).size > 1,
  )
}

/** The contact whose value is kept: the chosen one, or else the one that stays, or else the first that has a value. */
export function keptOf(
  field: Field,
  contacts: readonly Contact[],
  target: Contact,
  chosen: Readonly<Record<string, string>>,
): Contact {
  const explicit = contacts.find(({ id }) => id === chosen[field.key])
  if (explicit !== undefined) return explicit
  return [target, ...contacts].find((contact) => field.textOf(contact) !== '') ?? target
}

/** What people call a contact. */
export const nameOf = ({ firstName, lastName, email, phone, id }: Contact): string =>
  [firstName, lastName].filter(Boolean).join(' ') || email || phone || id

function textOfValue(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'object'
    ? Object.keys(value).length > 0
      ? JSON.stringify(value)
      : ''
    : String(value)
}
