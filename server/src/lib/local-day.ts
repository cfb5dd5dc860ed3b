import { parseInstant } from './instant.ts'
import { instantOf } from './zoned-time.ts'

const dayMs = 24 * 60 * 60 * 1000

/** A day as `MM-DD-YYYY`. @returns `YYYY-MM-DD`, or undefined if there is no such day. */
function parseUsDate(text: string): string | undefined {
  const [, month, day, year] = /^(\d\d)-(\d\d)-(\d{4})$/.exec(text) ?? []
  const iso = `${year}-${month}-${day}`
  const time = Date.parse(`${iso}T00:00:00.000Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : undefined
}

/**
 * A day as `MM-DD-YYYY`, or a time: milliseconds since 1970, or a date or an instant of ISO 8601.
 * @returns the day as `YYYY-MM-DD`, or the time in milliseconds since 1970; undefined for other texts.
 */
export function parseDayOrTime(text = ''): string | number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  return parseUsDate(text) ?? parseInstant(text)
}

/**
 * The first instant of a day in a time zone, in milliseconds since 1970.
 * @param day `YYYY-MM-DD`.
 * @param timeZone that `isTimezone` accepts.
 */
export const startOfDay = (day: string, timeZone: string): number => instantOf(midnightOf(day), timeZone)

/** The first instant after a day. */
export const endOfDay = (day: string, timeZone: string): number =>
  instantOf(midnightOf(day) + dayMs, timeZone)

/** As clocks show it: see `instantOf`. */
const midnightOf = (day: string) => Date.parse(`${day}T00:00:00.000Z`)
