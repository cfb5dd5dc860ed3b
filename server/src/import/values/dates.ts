import { parseBirthday } from '../../lib/birthday.ts'
import { parseInstant } from '../../lib/instant.ts'
import { instantOf } from '../../lib/zoned-time.ts'
import type { DateOrder } from '../import-choices.ts'

export type DayVerdict =
  | { kind: 'day'; day: string; remark?: string }
  /** A day and a month, as `--05-09`. */
  | { kind: 'yearless'; day: string }
  | { kind: 'unclear' }
  | { kind: 'none' }

const unclear: DayVerdict = { kind: 'unclear' }
const none: DayVerdict = { kind: 'none' }

/** By their first letters: English, German, French, Spanish. */
const months = [
  'jan|ene',
  'feb|fév|fev',
  'mar|mär|mrz',
  'apr|avr|abr',
  'may|mai',
  'jun|juin',
  'jul|juil',
  'aug|aoû|ago',
  'sep',
  'oct|okt',
  'nov',
  'dec|dez|déc|dic',
].map((names) => names.split('|'))

const isoStart = /^(\d{4})-(\d\d)-(\d\d)(?=T|$)/
const numbers = /^(\d{1,4})([./\-_ ])(\d{1,2})\2(\d{1,4})\.?$/
const dayFirstNamed = /^(\d{1,2})(?:st|nd|rd|th|\.)?[ -]+(\p{L}{3,10})\.?,?[ -]+(\d{4})$/u
const monthFirstNamed = /^(\p{L}{3,10})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})$/u
const withoutYear = /^--(\d\d)-?(\d\d)$/

/** Excel counts days from here, up to 2100. */
const firstSerialDay = Date.parse('1899-12-30T00:00:00.000Z')
const maxSerialDay = 73_050
const dayMs = 24 * 60 * 60 * 1000

/**
 * Reads a day as exporters write it. A day that does not exist is none.
 * @param order of numbers between slashes or hyphens with the year last; undefined if it is unclear.
 */
export function readDay(text: string, order: DateOrder | undefined): DayVerdict {
  const iso = isoStart.exec(text) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(text)
  if (iso) return dayOf(iso[1], iso[2], iso[3])
  const partial = withoutYear.exec(text)
  if (partial) return { kind: 'yearless', day: `--${partial[1]}-${partial[2]}` }
  const [, first, separator, second, third] = numbers.exec(text) ?? []
  if (first !== undefined && third !== undefined) {
    if (first.length === 4) return dayOf(first, second, third)
    if (third.length !== 4 || first.length > 2) return none
    const known = separator === '.' ? 'dmy' : (evidenceOf(text) ?? order)
    if (first === second) return dayOf(third, first, second)
    if (known === undefined || known === 'either') return order === undefined ? unclear : inOrder(order)
    return inOrder(known)
  }
  function inOrder(known: DateOrder): DayVerdict {
    return known === 'dmy' ? dayOf(third, second, first) : dayOf(third, first, second)
  }
  const named = dayFirstNamed.exec(text)
  if (named) return dayOf(named[3], monthOf(named[2]), named[1])
  const american = monthFirstNamed.exec(text)
  if (american) return dayOf(american[3], monthOf(american[1]), american[2])
  const serial = /^\d{5}$/.test(text) ? Number(text) : 0
  if (serial > 0 && serial <= maxSerialDay) {
    const day = new Date(firstSerialDay + serial * dayMs).toISOString().slice(0, 10)
    return { kind: 'day', day, remark: `${text} was read as a spreadsheet's count of days: ${day}` }
  }
  return none
}

function dayOf(year = '', month = '', day = ''): DayVerdict {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  // The year that Apple writes in place of none.
  if (year === '1604') return { kind: 'yearless', day: text.replace('1604', '-') }
  const found = parseBirthday(text)
  return found === undefined ? none : { kind: 'day', day: found }
}

function monthOf(name = ''): string | undefined {
  const folded = name.toLowerCase()
  const index = months.findIndex((names) => names.some((start) => folded.startsWith(start)))
  return index < 0 ? undefined : String(index + 1)
}

/**
 * What a date says about the order of a file: `either` if both orders give a day. Undefined for text that is clear by
 * itself, or no such date.
 */
export function evidenceOf(text: string): DateOrder | 'either' | undefined {
  const [, first, separator, second, third] = numbers.exec(text.split(/[ ,T]/)[0] ?? '') ?? []
  if (first === undefined || first.length > 2 || separator === '.' || third?.length !== 4) return undefined
  const [a, b] = [Number(first), Number(second)]
  if (a > 12 && b <= 12) return 'dmy'
  if (b > 12 && a <= 12) return 'mdy'
  return a === b || a > 12 ? undefined : 'either'
}

const clock = /^(.+?)(?:,? +|,|T)(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)? *(am|pm)?$/i

/**
 * Reads a time as exporters write it.
 * @param timeZone of texts that name none.
 * @returns ISO 8601 with milliseconds, or undefined.
 */
export function readInstant(
  text: string,
  order: DateOrder | undefined,
  timeZone: string,
): string | undefined {
  if (/^\d{4}-?\d\d-?\d\dT.*(Z|[+-]\d\d(:?\d\d)?)$/.test(text)) return isoOf(parseInstant(text))
  if (/^\d{13}$/.test(text)) return isoOf(Number(text))
  const [, date = text, hour = '0', minute = '0', second = '0', half] = clock.exec(text) ?? []
  const verdict = readDay(date, order)
  const hours = (Number(hour) % (half ? 12 : 24)) + (half?.toLowerCase() === 'pm' ? 12 : 0)
  if (verdict.kind !== 'day' || verdict.remark !== undefined || Number(hour) > 23) return undefined
  const wallClock =
    Date.parse(`${verdict.day}T00:00:00.000Z`) + ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1000
  return isoOf(instantOf(wallClock, timeZone))
}

const isoOf = (instant: number | undefined): string | undefined =>
  instant === undefined || Number.isNaN(instant) ? undefined : new Date(instant).toISOString()
