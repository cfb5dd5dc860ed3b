import { stringify } from 'csv-stringify/sync'
import type { Contact } from '../../api/contacts/contact.ts'
import { dndChannels } from '../../api/contacts/dnd.ts'
import { guardPieces, isGuarded } from '../../import/values/cell-text.ts'
import { type FieldColumn, joined, textOfValue } from '../field-columns.ts'

/** Turns stored contacts into the text of a format. */
export interface ContactWriter {
  /** The beginning of the file. */
  head: string
  textOf(documents: readonly string[]): string
}

const yes = (is: boolean | undefined) => (is ? 'yes' : '')

/** The columns of a contact's own properties, by the names of HighLevel's import where it has one. */
const columns: readonly (readonly [header: string, cell: (contact: Contact) => string | undefined])[] = [
  ['Contact Id', ({ id }) => id],
  ['First Name', ({ firstName }) => firstName],
  ['Last Name', ({ lastName }) => lastName],
  ['Email', ({ email }) => email],
  ['Phone', ({ phone }) => phone],
  ['Additional Emails', ({ additionalEmails }) => additionalEmails.map(({ email }) => email).join(', ')],
  ['Additional Phones', ({ additionalPhones }) => additionalPhones.map(({ phone }) => phone).join(', ')],
  ['Business Name', ({ companyName }) => companyName],
  ['Address', ({ address1 }) => address1],
  ['City', ({ city }) => city],
  ['State', ({ state }) => state],
  ['Postal Code', ({ postalCode }) => postalCode],
  ['Country', ({ country }) => country],
  ['Website', ({ website }) => website],
  ['Time Zone', ({ timezone }) => timezone],
  ['Date of Birth', ({ dateOfBirth }) => dateOfBirth],
  ['Gender', ({ gender }) => gender],
  ['Contact Source', ({ source }) => source],
  ['Tags', ({ tags }) => joined(tags)],
  ['DND', ({ dnd }) => yes(dnd)],
  ...dndChannels.map(
    (channel) =>
      [
        `DND ${channel}`,
        ({ dndSettings }: Contact) =>
          yes(dndSettings?.[channel] && dndSettings[channel].status !== 'inactive'),
      ] as const,
  ),
  ['Inbound DND', ({ inboundDndSettings }) => yes(inboundDndSettings?.all?.status === 'active')],
  ['Assigned To', ({ assignedTo }) => assignedTo],
  ['Followers', ({ followers }) => followers.join(', ')],
  ['Business Id', ({ businessId }) => businessId],
  ['Created', ({ dateAdded }) => dateAdded],
  ['Date Updated', ({ dateUpdated }) => dateUpdated],
]

/**
 * Writes CSV for spreadsheets and imports: a byte order mark, as Excel writes it into UTF-8, a header, CR LF, and no
 * formulas.
 */
export function csvWriter(fields: readonly FieldColumn[]): ContactWriter {
  const text = (rows: readonly string[][]) =>
    stringify(rows as string[][], { record_delimiter: 'windows', quoted_match: /[\r\n]/ })
  const rowOf = (document: string): string[] => {
    const contact = JSON.parse(document) as Contact
    const values = new Map(contact.customFields.map(({ id, value }) => [id, value]))
    return [
      ...columns.map(([, cell]) => cell(contact) ?? ''),
      ...fields.map(({ id }) => textOfValue(values.get(id))),
    ].map(withoutFormula)
  }
  return {
    head: `\ufeff${text([[...columns.map(([header]) => header), ...fields.map(({ header }) => withoutFormula(header))]])}`,
    textOf: (documents) => text(documents.map(rowOf)),
  }
}

/** What a spreadsheet may take for a formula, also after white space and marks that it drops. */
const formula = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u
/** Numbers, and phones in E.164: they stay as they are, since other programs read them. */
const harmless = /^(-?\d+([.,]\d+)*|\+\d+(, \+\d+)*)$/

/**
 * Puts an apostrophe before a formula, also behind a semicolon, and before a text with an apostrophe that looks
 * like this one. `contact import` takes it away again.
 */
export function withoutFormula(text: string): string {
  const whole = (formula.test(text) && !harmless.test(text)) || isGuarded(text) ? `'${text}` : text
  return whole.includes(';') ? guardPieces(whole) : whole
}
