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
