/** The forms of ISO 8601 that class-validator's `IsDateString` accepts: calendar, week and ordinal dates. */
const pattern = new RegExp(
  [
    String.raw`^(?<year>\d{4})(?!\d\d(?!\d))`,
    String.raw`(?:(?<dash>-?)(?:W(?<week>\d\d)(?:-?(?<weekday>[1-7]))?|(?<ordinal>\d{3})|(?<month>\d\d)(?:\k<dash>(?<day>\d\d))?)`,
    String.raw`(?:[T ](?<hour>\d\d)(?:(?<colon>:?)(?<minute>\d\d)(?:\k<colon>(?<second>\d\d))?)?(?:[.,](?<fraction>\d+))?`,
    String.raw`(?<offset>Z|(?<sign>[+-])(?<offsetHour>\d\d)(?::?(?<offsetMinute>\d\d))?)?)?)?$`,
  ].join(''),
)

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/**
 * Parses a date or an instant of ISO 8601. Dates and times that do not exist (30 February, week 53 of most years,
 * 24:00) are invalid. Without an offset, the time is UTC; a date, a week, a month or a year stands for its first
 * moment.
 * @returns milliseconds since 1970, or undefined.
 */
export function parseInstant(text: string): number | undefined {
  const parts = pattern.exec(text)?.groups
  if (parts === undefined) return undefined
  const day = readDay(parts)
  const time = readTime(parts)
  const offset = readOffset(parts)
  if (day === undefined || time === undefined || offset === undefined) return undefined
  const ms = day + time - offset
  return ms >= earliest && ms <= latest ? ms : undefined
}

/** An instant in UTC, with milliseconds. @param text valid for `parseInstant`. */
export const utcInstant = (text: string): string => new Date(parseInstant(text) ?? Number.NaN).toISOString()

type Parts = Partial<Record<string, string>>

/** Outside of this range JavaScript writes years with a sign and six digits. */
const earliest = Date.parse('0000-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

function readDay({ year = '', month, day = '01', ordinal, week, weekday = '1' }: Parts): number | undefined {
  const newYear = Date.parse(`${year}-01-01T00:00:00.000Z`)
  if (week !== undefined) return readWeek(Number(year), newYear, Number(week), Number(weekday))
  if (ordinal !== undefined) {
    const ms = newYear + (Number(ordinal) - 1) * dayMs
    return isOfYear(ms, Number(year)) ? ms : undefined
  }
  // V8 reads 30 February as 2 March: a valid date formats back to itself.
  const date = `${year}-${month ?? '01'}-${day}`
  const ms = Date.parse(`${date}T00:00:00.000Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === date ? ms : undefined
}

/** Week 1 contains 4 January; weeks begin on Monday and belong to the year of their Thursday. */
function readWeek(year: number, newYear: number, week: number, weekday: number): number | undefined {
  const fourth = newYear + 3 * dayMs
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * dayMs + (week - 1) * 7 * dayMs
  return isOfYear(monday + 3 * dayMs, year) ? monday + (weekday - 1) * dayMs : undefined
}

const isOfYear = (ms: number, year: number) => new Date(ms).getUTCFullYear() === year

/** A fraction belongs to the smallest part given. */
function readTime({ hour = '00', minute, second, fraction = '0' }: Parts): number | undefined {
  if (Number(hour) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return undefined
  const whole = Number(hour) * hourMs + Number(minute ?? 0) * minuteMs + Number(second ?? 0) * secondMs
  const unit = second !== undefined ? secondMs : minute !== undefined ? minuteMs : hourMs
  return whole + Math.floor((Number(fraction.slice(0, 9).padEnd(9, '0')) * unit) / 1e9)
}

function readOffset({ sign = '+', offsetHour = '00', offsetMinute = '00' }: Parts): number | undefined {
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined
  return Number(`${sign}1`) * (Number(offsetHour) * hourMs + Number(offsetMinute) * minuteMs)
}
