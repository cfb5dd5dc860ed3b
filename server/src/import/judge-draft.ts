import { Type } from 'typebox'
import { addressesBody } from '../api/contacts/addresses/address-schemas.ts'
import { splitName } from '../api/contacts/contact.ts'
import {
  type CreateContactBody,
  createContactBody,
  updateContactBody,
} from '../api/contacts/contact-schemas.ts'
import { createNoteBody } from '../api/notes/note-schemas.ts'
import { bounds } from '../api/schemas/bounds.ts'
import { schemaFormats } from '../api/schemas/formats.ts'
import { placedViolations, type RequestSchema } from '../http/violations.ts'
import { isEmail } from '../lib/addresses.ts'
import { foldCase } from '../lib/fold-case.ts'
import type { Ids } from '../lib/ids.ts'
import type { Draft, DraftAddress } from './drafts/draft.ts'
import { inOrder } from './drafts/draft.ts'
import type { FieldBook } from './field-book.ts'
import type { DateOrder } from './import-choices.ts'
import { countryCodeOf } from './values/countries.ts'
import { customValueOf } from './values/custom-value.ts'
import { readDay, readInstant } from './values/dates.ts'
import { readPhoneText } from './values/phones.ts'
import { timeZoneOf } from './values/time-zones.ts'

/** What the meaning of a row depends on. */
export interface Judging {
  country: string
  timezone: string
  fields: FieldBook
  order: DateOrder | undefined
  /** Whether emails keep their case: those of the API do, those of other systems are in lower case. */
  keepsCase: boolean
  ids: Ids
}

/** The properties of a row that the API takes. */
export type RowFields = Omit<CreateContactBody, 'locationId'>

/** A row whose values have the forms that the API takes. */
export interface JudgedRow {
  /** The id that the row names. */
  id: string | undefined
  fields: RowFields
  additionalEmails: string[]
  additionalPhones: string[]
  notes: string[]
  /** ISO 8601 with milliseconds. */
  dateAdded: string | undefined
  /** Why fields were left out. With `--strict` they refuse the row. */
  problems: string[]
  /** What is worth knowing and refuses nothing. */
  remarks: string[]
  /** Names in the file that no custom field of the location has. */
  unknownFields: string[]
}

const rowSchema = Type.Object(
  {
    ...updateContactBody.properties,
    gender: createContactBody.properties.gender,
    ...addressesBody.properties,
  },
  { additionalProperties: false },
) as object as RequestSchema

const noteSchema = createNoteBody as object as RequestSchema

/** Judges what a row says. A value that the API would refuse is left out, and `problems` says why. */
export function judgeDraft(draft: Draft, judging: Judging): JudgedRow {
  const row: JudgedRow = {
    id: draft.id,
    fields: {},
    additionalEmails: [],
    additionalPhones: [],
    notes: [],
    dateAdded: undefined,
    problems: [],
    remarks: [...draft.remarks],
    unknownFields: [],
  }
  const country = judgeAddress(row, draft, judging.country)
  judgeEmails(row, draft, judging)
  judgePhones(row, draft, country ?? judging.country)
  judgeNames(row, draft)
  judgeDates(row, draft, judging)
  judgeConsent(row, draft)
  const { name: _, firstName: __, lastName: ___, ...others } = draft.plain
  Object.assign(row.fields, others)
  if (draft.timezone !== undefined) {
    const timezone = timeZoneOf(draft.timezone)
    if (timezone === undefined) row.problems.push(`time zone ${shown(draft.timezone)} is unknown`)
    else row.fields.timezone = timezone
  }
  if (draft.tags.length > 0) row.fields.tags = draft.tags
  judgeCustomFields(row, draft, { ...judging, country: country ?? judging.country })
  leaveOutInvalid(row)
  for (const body of draft.notes) {
    const [violation] = placedViolations(noteSchema, { body }, schemaFormats)
    if (violation === undefined) row.notes.push(body)
    else row.problems.push(violation.sentence.replace('body', 'the note'))
  }
  return row
}

/** @returns the code of the contact's own country. */
function judgeAddress(row: JudgedRow, { addresses, isExact }: Draft, ofLocation: string): string | undefined {
  const [first, second, ...further] = [...addresses].sort(([a], [b]) => a - b).map(([, address]) => address)
  if (first === undefined) return undefined
  // A column for the country alone, beside an address of another kind.
  const isBare = !first.street && !first.city && !first.postalCode
  const address: DraftAddress = isBare ? { ...second, ...first } : first
  const left = (isBare || second === undefined ? 0 : 1) + further.length
  if (left > 0) row.remarks.push('a further address was left out')
  const lines = [address.street, address.street2, address.street3]
    .flatMap((part) => part?.split('\n') ?? [])
    .map((line) => line.trim().replace(/,$/, ''))
    .filter((line) => line !== '')
  const { city, state, postalCode } = address
  const address1 = isExact && !address.street2 && !address.street3 ? address.street : lines.join(', ')
  Object.assign(row.fields, present({ address1, city, state, postalCode }))
  const code = address.country === undefined ? undefined : countryCodeOf(address.country)
  if (code !== undefined) row.fields.country = code
  else if (address.country !== undefined) row.problems.push(`country ${shown(address.country)} is unknown`)
  if (postalCode && /^\d{4}$/.test(postalCode) && fiveDigits.has(code ?? ofLocation))
    row.remarks.push(zeroLost(postalCode))
  return code
}

/** Countries whose postal codes have five digits, and may begin with a zero. */
const fiveDigits: ReadonlySet<string> = new Set(['US', 'DE', 'FR', 'ES', 'IT'])
const zeroLost = (code: string) => `postal code ${code} may have lost a zero`

function judgeEmails(row: JudgedRow, { emails }: Draft, { keepsCase }: Judging): void {
  const valid: string[] = []
  for (const { text } of inOrder(emails)) {
    const email = keepsCase ? text : text.toLowerCase()
    if (/^\/o=/i.test(text)) row.problems.push(`email ${shown(text)} is a name within Exchange, no address`)
    else if (email.length > bounds.email || !isEmail(email))
      row.problems.push(`email ${shown(text)} is no address`)
    else if (!valid.some((known) => foldCase(known) === foldCase(email))) valid.push(email)
  }
  const [first, ...further] = valid
  if (first !== undefined) row.fields.email = first
  row.additionalEmails = atMost(row, 'emails', further)
}

function judgePhones(row: JudgedRow, { phones }: Draft, country: string): void {
  const valid: string[] = []
  for (const { text } of inOrder(phones)) {
    const verdict = readPhoneText(text, country)
    if ('refusal' in verdict) row.problems.push(`phone ${shown(text)}: ${verdict.refusal}`)
    else if (!valid.includes(verdict.e164)) valid.push(verdict.e164)
  }
  const [first, ...further] = valid
  if (first !== undefined) row.fields.phone = first
  row.additionalPhones = atMost(row, 'phones', further)
}

function atMost(row: JudgedRow, what: string, values: string[]): string[] {
  if (values.length > bounds.additional)
    row.problems.push(`only ${bounds.additional} additional ${what} are kept, of ${values.length}`)
  return values.slice(0, bounds.additional)
}

/** Address books name a contact without a name by its phone. */
function judgeNames(row: JudgedRow, { plain, phones, isExact }: Draft): void {
  const digits = (text: string) => text.replace(/\D/g, '')
  const isPhone = (text: string) =>
    !isExact &&
    /^[+\d\s().-]{5,}$/.test(text) &&
    phones.some((phone) => digits(phone.text).endsWith(digits(text)))
  const name = splitName(plain.name === undefined || isPhone(plain.name) ? '' : plain.name)
  const { firstName = name.firstName, lastName = name.lastName } = plain
  if (firstName !== undefined && !isPhone(firstName)) row.fields.firstName = firstName
  if (lastName !== undefined && !isPhone(lastName)) row.fields.lastName = lastName
}

function judgeDates(row: JudgedRow, { birthday, dateAdded }: Draft, { order, timezone }: Judging): void {
  if (birthday !== undefined) {
    const verdict = readDay(birthday, order)
    if (verdict.kind === 'day') row.fields.dateOfBirth = verdict.day
    if (verdict.kind === 'day' && verdict.remark) row.remarks.push(`birthday ${verdict.remark}`)
    if (verdict.kind === 'yearless')
      row.remarks.push(`birthday ${verdict.day} has no year and is no dateOfBirth`)
    if (verdict.kind === 'unclear')
      row.problems.push(`birthday ${shown(birthday)} may be day or month first: --date-order says which`)
    if (verdict.kind === 'none') row.problems.push(`birthday ${shown(birthday)} is no date`)
  }
  const [created] = inOrder(dateAdded)
  if (created === undefined) return
  row.dateAdded = readInstant(created.text, order, created.zone ?? timezone)
  if (row.dateAdded === undefined) row.problems.push(`date ${shown(created.text)} of creation can't be read`)
}

/** Opt-outs become Do Not Disturb. */
function judgeConsent(row: JudgedRow, { optOuts, dndSettings, inboundDndSettings }: Draft): void {
  if (optOuts.has('all')) row.fields.dnd = true
  const channels = [...optOuts].filter((channel) => channel !== 'all')
  const settings = {
    ...dndSettings,
    ...Object.fromEntries(channels.map((channel) => [channel, { status: 'active' as const }])),
  }
  if (Object.keys(settings).length > 0) row.fields.dndSettings = settings
  if (inboundDndSettings !== undefined) row.fields.inboundDndSettings = inboundDndSettings
}

function judgeCustomFields(row: JudgedRow, draft: Draft, judging: Judging): void {
  const items: NonNullable<RowFields['customFields']> = []
  for (const [name, values] of customValues(draft, judging.fields)) {
    const field = judging.fields.find(name)
    if (field === undefined) {
      row.unknownFields.push(name)
      continue
    }
    const verdict = customValueOf(field, values, { ...judging, isExact: draft.isExact })
    if ('refusal' in verdict) row.problems.push(`${name}: ${verdict.refusal}`)
    else items.push({ id: field.id, field_value: verdict.value })
    if ('remark' in verdict && verdict.remark) row.problems.push(`${name}: ${verdict.remark}`)
  }
  if (items.length > 0) row.fields.customFields = items
}

/**
 * The values for custom fields, with a birthday that has no year.
 * @returns by names in the file. A name takes the place of an id that the location does not know.
 */
export function customValues(
  { custom, namesById, birthday }: Draft,
  fields: FieldBook,
): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, readonly unknown[]>()
  for (const [id, values] of custom) {
    const name = fields.find(id) === undefined ? (namesById.get(id) ?? id) : id
    found.set(name, [...(found.get(name) ?? []), ...values])
  }
  const verdict = birthday === undefined ? undefined : readDay(birthday, undefined)
  if (verdict?.kind === 'yearless') found.set('Birthday', [verdict.day])
  return found
}

/** Leaves out properties that violate the API's schema; of a list, the violating items. */
function leaveOutInvalid(row: JudgedRow): void {
  const { fields } = row
  for (const { path, sentence } of violationsIn(fields)) {
    const property = path.split('.')[0] as keyof RowFields
    const value: unknown = fields[property]
    if (value === undefined) continue
    const kept = Array.isArray(value) ? value.filter((item) => isValid(property, [item])) : []
    if (kept.length > 0 && isValid(property, kept)) Object.assign(fields, { [property]: kept })
    else delete fields[property]
    row.problems.push(sentence)
  }
}

const violationsIn = (fields: object) => placedViolations(rowSchema, fields, schemaFormats)
const isValid = (property: string, value: unknown) => violationsIn({ [property]: value }).length === 0

const present = (parts: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== undefined && text !== ''))

const maxShown = 60
const shown = (text: string) => JSON.stringify(text.length > maxShown ? `${text.slice(0, maxShown)}…` : text)
