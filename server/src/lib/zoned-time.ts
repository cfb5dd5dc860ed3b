import { BoundedCache } from './bounded-cache.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Making one costs 50 µs and more. */
const formats = new BoundedCache<string, Intl.DateTimeFormat>(100)

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    calendar: 'iso8601',
    ...fields,
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

/**
 * What clocks in a time zone show at an instant.
 * @param instant in milliseconds since 1970.
 * @param timeZone that `isTimezone` accepts.
 * @returns the milliseconds from 1970 until a clock in UTC shows the same.
 */
export function wallClockOf(instant: number, timeZone: string): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const shown = new Date(0)
  // Date.UTC would take a year before 100 as one of the twentieth century.
  shown.setUTCFullYear(of('year'), of('month') - 1, of('day'))
  const ms = ((instant % 1000) + 1000) % 1000
  return shown.setUTCHours(of('hour'), of('minute'), of('second'), ms)
}

/** The same as text: `2021-07-16 11:00:00`. */
export const localTimeOf = (instant: number, timeZone: string): string =>
  new Date(wallClockOf(instant, timeZone)).toISOString().slice(0, -5).replace('T', ' ')

/**
 * The instant at which clocks in a time zone show a time: the first one if they show it twice. If clocks are set
 * forward past the time, it is as much later as they are set forward, as in RFC 5545.
 * @param wallClock as `wallClockOf` returns it.
 */
export function instantOf(wallClock: number, timeZone: string): number {
  const offsetAt = (instant: number) => wallClockOf(instant, timeZone) - instant
  // Clocks are set at most once within two days.
  const before = wallClock - offsetAt(wallClock - dayMs)
  if (wallClockOf(before, timeZone) === wallClock) return before
  const after = wallClock - offsetAt(wallClock + dayMs)
  return wallClockOf(after, timeZone) === wallClock ? after : before
}
