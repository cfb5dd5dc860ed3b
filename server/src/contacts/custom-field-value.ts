import { isEmail } from '../lib/addresses.ts'
import { parseBirthday } from '../lib/birthday.ts'
import { parsePhone } from '../lib/phone.ts'
import type { CustomField } from '../locations/custom-field.ts'
import type { CustomFieldValue } from './contact.ts'
import { readFiles } from './file-value.ts'

/** The most characters of a text value; LARGE_TEXT takes more. */
export const maxTextLength = 5000
export const maxLargeTextLength = 100_000

/**
 * What becomes of a value that was sent for a custom field:
 * - `set`: this is the new value; `ignored` says that a part of what was sent is none of the options.
 * - `cleared`: the contact has no value any more.
 * - `ignored`: none of it is among the options; the field stays as it is.
 * - `invalid`: it has the wrong shape; the request is refused.
 */
export type ValueVerdict =
  | { kind: 'set'; value: CustomFieldValue; ignored: boolean }
  | { kind: 'cleared' }
  | { kind: 'ignored' }
  | { kind: 'invalid' }

export interface ValueContext {
  /** The value that the contact has now. */
  before: CustomFieldValue | undefined
  /** Whose national phone numbers are meant. */
  country: string
  /** Makes the key of a file that was sent without one. */
  uuid: () => string
}

const set = (value: CustomFieldValue, ignored = false): ValueVerdict => ({ kind: 'set', value, ignored })
const cleared: ValueVerdict = { kind: 'cleared' }
const ignored: ValueVerdict = { kind: 'ignored' }
const invalid: ValueVerdict = { kind: 'invalid' }

/** Reads a value as its field's type wants it. `""`, `null` and `[]` clear a field of any type. */
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
      return readPhone(sent, context.country)
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
      return readRows(sent, rowIdsOf(field), context.before)
    case 'FILE_UPLOAD':
    case 'SIGNATURE': {
      const files = readFiles(field, sent, context.uuid)
      if (files === undefined) return invalid
      return Object.keys(files).length === 0 ? cleared : set(files)
    }
  }
}

const optionsOf = (field: CustomField) =>
  (field.picklistOptions ?? []).filter((option) => typeof option === 'string')

const rowIdsOf = (field: CustomField) =>
  (field.picklistOptions ?? []).filter((option) => typeof option === 'object').map((option) => option.id)

function readText(sent: unknown, maxLength: number): ValueVerdict {
  return typeof sent === 'string' && sent.length <= maxLength ? set(sent) : invalid
}

/** A number, or its decimal text, as forms send it. */
function readNumber(sent: unknown): ValueVerdict {
  const number =
    typeof sent === 'string' && sent.length <= 40 && /^\s*[-+]?\d+(\.\d+)?\s*$/.test(sent)
      ? Number(sent)
      : sent
  return typeof number === 'number' && Number.isFinite(number) ? set(number) : invalid
}

function readPhone(sent: unknown, country: string): ValueVerdict {
  if (typeof sent !== 'string') return invalid
  const phone = parsePhone(sent, country)
  return 'e164' in phone ? set(phone.e164) : invalid
}

/** ISO 8601 to the millisecond, in UTC. */
const isoInstant = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

const firstInstant = Date.parse('0001-01-01T00:00:00.000Z')
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')

const isFourDigitYear = (time: number) => time >= firstInstant && time <= lastInstant

/** A date in one of the formats of a birth date, an ISO instant, or milliseconds since 1970. */
function readDate(sent: unknown): ValueVerdict {
  if (typeof sent === 'number') return isFourDigitYear(sent) ? set(new Date(sent).toISOString()) : invalid
  if (typeof sent !== 'string') return invalid
  const day = parseBirthday(sent)
  if (day !== undefined) return set(`${day}T00:00:00.000Z`)
  const instantDay = isoInstant.exec(sent)?.[1]
  const time = Date.parse(sent)
  if (instantDay === undefined || parseBirthday(instantDay) === undefined || Number.isNaN(time))
    return invalid
  return set(new Date(time).toISOString())
}

function readOption(sent: unknown, options: readonly string[]): ValueVerdict {
  if (typeof sent !== 'string') return invalid
  return options.includes(sent) ? set(sent) : ignored
}

function readOptions(sent: unknown, options: readonly string[]): ValueVerdict {
  if (!Array.isArray(sent) || !sent.every((item) => typeof item === 'string')) return invalid
  const allowed = new Set(options)
  const chosen = [...new Set(sent)].filter((item) => allowed.has(item))
  return chosen.length === 0
    ? ignored
    : set(
        chosen,
        sent.some((item) => !allowed.has(item)),
      )
}

/**
 * The rows of a text box list, by the ids of the definition's rows. Rows that are not sent stay; `""` and
 * null clear one.
 */
function readRows(
  sent: unknown,
  rowIds: readonly string[],
  before: CustomFieldValue | undefined,
): ValueVerdict {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return invalid
  const rows = new Map(Object.entries(isRows(before) ? before : {}))
  const known = new Set(rowIds)
  let touched = 0
  const entries = Object.entries(sent)
  for (const [id, text] of entries) {
    if (text !== null && (typeof text !== 'string' || text.length > maxTextLength)) return invalid
    if (!known.has(id)) continue
    touched++
    if (text === null || text === '') rows.delete(id)
    else rows.set(id, text)
  }
  if (touched === 0 && entries.length > 0) return ignored
  return rows.size === 0 ? cleared : set(Object.fromEntries(rows), touched < entries.length)
}

const isRows = (value: CustomFieldValue | undefined): value is Record<string, unknown> =>
  typeof value === 'object' && !Array.isArray(value)
