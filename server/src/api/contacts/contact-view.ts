import type { Contact } from './contact.ts'

/** A contact as Create Contact returns it: with the birth date as an instant, and its month and day. */
export function createdView(contact: Contact): Record<string, unknown> {
  if (contact.dateOfBirth === undefined) return { ...contact }
  const [, month, day] = contact.dateOfBirth.split('-')
  return {
    ...contact,
    dateOfBirth: `${contact.dateOfBirth}T00:00:00.000Z`,
    birthMonth: Number(month),
    birthDay: Number(day),
  }
}

const maxHeaderLength = 4000

/**
 * The header that names the dropped custom fields: as sent, separated by commas. Percent-encodes characters that a
 * header cannot hold; ends with `...` if the list is too long.
 */
export function ignoredFieldsHeader(ignoredFields: readonly string[]): string {
  const list = ignoredFields
    .map((name) => name.replace(/[^\x21-\x2b\x2d-\x7e]/gu, encodeURIComponent))
    .join(',')
  return list.length <= maxHeaderLength ? list : `${list.slice(0, maxHeaderLength)}...`
}
