import type { Contact } from './contact.ts'

/** A contact as Create Contact answers it: the birth date as an instant, with its month and day beside it. */
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
 * The header that names the dropped custom fields: as sent, comma between. What a header can't hold is
 * percent-encoded; a list that is too long for one ends with `...`.
 */
export function ignoredFieldsHeader(ignoredFields: readonly string[]): string {
  const list = ignoredFields
    .map((name) => name.replace(/[^\x21-\x2b\x2d-\x7e]/gu, encodeURIComponent))
    .join(',')
  return list.length <= maxHeaderLength ? list : `${list.slice(0, maxHeaderLength)}...`
}
