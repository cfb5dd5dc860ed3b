import { isEmail } from '../../../lib/addresses.ts'
import { parseBirthday } from '../../../lib/birthday.ts'
import type { PhoneReader } from '../../phones/parse-phones-first.ts'
import type { CustomField } from '../custom-field.ts'
import type { CustomFieldValue } from './custom-field-entry.ts'
import { readFiles } from './file-value.ts'

/** The most characters of a text value; LARGE_TEXT takes more. */
export const maxTextLength = 5000
export const maxLargeTextLength = 100_000

/**
 * The result of parsing a value that was sent for a custom field:
 * - `set`: the new value. A getter may build it on first use. `ignored` is true if a part of the sent value is not
 *   among the options.
 * - `cleared`: the contact or the opportunity loses its value.
 * - `ignored`: no part of the sent value is among the options, or it is a single value and the field holds a list. The
 *   field does not change.
 * - `invalid`: the value has the wrong shape. The request is refused.
 */
export type ValueVerdict =
  | { kind: 'set'; value: CustomFieldValue; ignored: boolean }
  | { kind: 'cleared' }
  | { kind: 'ignored' }
  | { kind: 'invalid' }

export interface ValueContext {
  /** The value that the contact or the opportunity has now. */
  before: CustomFieldValue | undefined
  /** The country of national phone numbers. */
  country: string
  phones: Pick<PhoneReader, 'read'>
  /** Creates the key of a file that was sent without one. */
  uuid: () => string
}

const set = (value: CustomFieldValue, ignored = false): ValueVerdict => ({ kind: 'set', value, ignored })
const cleared: ValueVerdict = { kind: 'cleared' }
const ignored: ValueVerdict = { kind: 'ignored' }
const invalid: ValueVerdict = { kind: 'invalid' }

/** Parses a value by the type of its field. `""`, `null` and `[]` clear a field of any type. */
export function readCustomFieldValue(field: CustomField, sent: unknown, context: ValueContext): ValueVerdict {
  if (sent === '' || sent === null || (Array.isArray(sent) && sent.length === 0)) return cleared
  switch (field.dataType) {
    case 'TEXT':
      return readText(sent, maxTextLength)
    case 'LARGE_TEXT':
      return readText(sent, maxLargeTextLength)
    case 'NUMERICAL':
    case 'MONETORY':
      return readNumber(sent)
    case 'PHONE':
      return readPhone(sent, context)
    case 'EMAIL':
      return typeof sent === 'string' && isEmail(sent) ? set(sent) : invalid
    case 'DATE':
      return readDate(sent)
    case 'SINGLE_OPTIONS':
    case 'RADIO':
      return readOption(sent, optionsOf(field))
    case 'CHECKBOX':
    case 'MULTIPLE_OPTIONS':
      return readOptions(sent, optionsOf(field))
    case 'TEXTBOX_LIST':
      return readRows(sent, optionsOf(field), context.before)
    case 'FILE_UPLOAD':
    case 'SIGNATURE': {
      const files = readFiles(field, sent, context.uuid)
      if (files === undefined) return invalid
      return Object.keys(files).length === 0 ? cleared : set(files)
    }
  }
}

/** The texts of a field's options, or the ids of its rows. */
const optionsOf = oncePerObject(
  (field: CustomField): ReadonlySet<string> =>
    new Set((field.picklistOptions ?? []).map((option) => (typeof option === 'string' ? option : option.id))),
)

/** Caches the result per object: a body may name a field of 1,000 options 1,000 times. */
function oncePerObject<From extends object, To>(make: (from: From) => To): (from: From) => To {
  const made = new WeakMap<From, { to: To }>()
  return (from) => {
    const known = made.get(from) ?? { to: make(from) }
    made.set(from, known)
    return known.to
  }
}

function readText(sent: unknown, maxLength: number): ValueVerdict {
  return typeof sent === 'string' && sent.length <= maxLength ? set(sent) : invalid
}

/**
 * Decimal text as people write it: a sign, a currency sign, commas between groups of three digits, a decimal point.
 * Rejects a first group of zero (`0,125`), which would be a decimal comma.
 */
const decimalText = /^\s*([-+]?)\p{Sc}?(\d+|[1-9]\d{0,2}(?:,\d{3})+)(\.\d+)?\s*$/u

/** The longest text of a number; no double needs more digits. */
const maxNumberLength = 40

/** A number, or its text. */
function readNumber(sent: unknown): ValueVerdict {
  const number = typeof sent === 'string' ? parseDecimal(sent) : sent
  return typeof number === 'number' && Number.isFinite(number) ? set(number) : invalid
}

function parseDecimal(text: string): number | undefined {
  const [, sign, whole = '', fraction = ''] = (text.length <= maxNumberLength && decimalText.exec(text)) || []
  return sign === undefined ? undefined : Number(`${sign}${whole.replaceAll(',', '')}${fraction}`)
}

function readPhone(sent: unknown, { country, phones }: ValueContext): ValueVerdict {
  if (typeof sent !== 'string') return invalid
  const phone = phones.read(sent, country)
  return 'e164' in phone ? set(phone.e164) : invalid
}

const isoInstant = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

const firstInstant = Date.parse('0001-01-01T00:00:00.000Z')
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')

/** A date in one of the formats of a birth date, an ISO instant, or milliseconds since 1970. */
function readDate(sent: unknown): ValueVerdict {
  if (typeof sent === 'number') return dayOf(sent)
  if (typeof sent !== 'string') return invalid
  const day = parseBirthday(sent)
  if (day !== undefined) return dayOf(Date.parse(`${day}T00:00:00.000Z`))
  const instantDay = isoInstant.exec(sent)?.[1]
  if (instantDay === undefined || parseBirthday(instantDay) === undefined) return invalid
  return dayOf(Date.parse(sent))
}

/** Midnight, in UTC, of the day. Years have four digits. */
function dayOf(time: number): ValueVerdict {
  if (!(time >= firstInstant && time <= lastInstant)) return invalid
  return set(`${new Date(time).toISOString().slice(0, 10)}T00:00:00.000Z`)
}

function readOption(sent: unknown, options: ReadonlySet<string>): ValueVerdict {
  if (typeof sent !== 'string') return invalid
  return options.has(sent) ? set(sent) : ignored
}

function readOptions(sent: unknown, options: ReadonlySet<string>): ValueVerdict {
  if (isScalar(sent)) return ignored
  if (!Array.isArray(sent) || !sent.every((item) => typeof item === 'string')) return invalid
  const chosen = [...new Set(sent)].filter((item) => options.has(item))
  return chosen.length === 0
    ? ignored
    : set(
        chosen,
        sent.some((item) => !options.has(item)),
      )
}

const isScalar = (sent: unknown) =>
  typeof sent === 'string' || typeof sent === 'number' || typeof sent === 'boolean'

/**
 * The rows of a text box list, by the ids of the definition's rows. Rows that are not sent do not change; `""` and
 * null clear a row.
 */
function readRows(
  sent: unknown,
  rowIds: ReadonlySet<string>,
  before: CustomFieldValue | undefined,
): ValueVerdict {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return invalid
  const rows = rowsOf(isRows(before) ? before : noRows)
  const entries = Object.entries(sent)
  if (!entries.every(([, text]) => isRowText(text))) return invalid
  const changed = entries.filter(([id]) => rowIds.has(id))
  if (changed.length === 0 && entries.length > 0) return ignored
  const left = changed.reduce(
    (sum, [id, text]) => sum + Number(!isNoText(text)) - Number(rows.has(id)),
    rows.size,
  )
  if (left === 0) return cleared
  return {
    kind: 'set',
    // Lazy: of several values for one field, only the last is used.
    get value() {
      const all = new Map(rows)
      for (const [id, text] of changed) {
        if (isNoText(text)) all.delete(id)
        else all.set(id, text)
      }
      return Object.fromEntries(all)
    },
    ignored: changed.length < entries.length,
  }
}

const isRowText = (text: unknown) =>
  text === null || (typeof text === 'string' && text.length <= maxTextLength)

const isNoText = (text: unknown) => text === null || text === ''

const noRows: Record<string, unknown> = {}

const rowsOf = oncePerObject(
  (value: Record<string, unknown>): ReadonlyMap<string, unknown> => new Map(Object.entries(value)),
)

const isRows = (value: CustomFieldValue | undefined): value is Record<string, unknown> =>
  typeof value === 'object' && !Array.isArray(value)
