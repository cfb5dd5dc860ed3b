import type { Contact } from '../../api/contacts/contact.ts'
import type { FieldColumn } from '../field-columns.ts'
import type { ContactWriter } from './csv.ts'

/**
 * Writes lines of JSON: contacts as Get Contact returns them, with the `name` of each custom field next to its `id`, which
 * no other location knows.
 */
export function linesWriter(fields: readonly FieldColumn[]): ContactWriter {
  const names = new Map(fields.map(({ id, name }) => [id, name]))
  const lineOf = (document: string): string => {
    const contact = JSON.parse(document) as Contact
    if (contact.customFields.length === 0) return `${document}\n`
    const customFields = contact.customFields.map((field) => ({ ...field, name: names.get(field.id) }))
    return `${JSON.stringify({ ...contact, customFields })}\n`
  }
  return { head: '', textOf: (documents) => documents.map(lineOf).join('') }
}
