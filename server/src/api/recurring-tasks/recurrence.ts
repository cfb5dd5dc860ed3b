import { parseInstant } from '../../lib/instant.ts'
import { instantOf, wallClockOf } from '../../lib/zoned-time.ts'

export const intervalTypes = ['yearly', 'monthly', 'weekly', 'daily', 'hourly'] as const
export const daysOfWeek = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

/** When something recurs, under HighLevel's names. */
export interface Recurrence {
  intervalType: (typeof intervalTypes)[number]
  /** Every so many hours, days, weeks, months or years. */
  interval: number
  /** ISO 8601. */
  startDate: string
  /** ISO 8601; the last moment at which it recurs. */
  endDate?: string | undefined
  /** For months and years; that of the start by default. The last day of a month that is shorter. */
  dayOfMonth?: number | undefined
  /** For weeks; that of the start by default. */
  dayOfWeek?: (typeof daysOfWeek)[number] | undefined
  /** For years, from 1; that of the start by default. */
  monthOfYear?: number | undefined
}

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs
/** The latest instant of occurrences and due dates: years have four digits. */
export const latest = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * The first occurrence after an instant. Days, weeks, months and years are those of the time zone, and the time of
 * day is that of the start, whether or not clocks are set forward or back in between. Hours pass evenly.
 * @param after milliseconds since 1970.
 * @param timeZone that `isTimezone` accepts.
 * @returns milliseconds since 1970; undefined if there is none.
 */
export function nextOccurrence(recurrence: Recurrence, timeZone: string, after: number): number | undefined {
  const occurrences = new Occurrences(recurrence, timeZone)
  return occurrences.within(occurrences.at(occurrences.indexAfter(after)))
}

/**
 * Of the occurrences from one until an instant, the first of the last ones.
 * @param due an occurrence, at or before the instant.
 * @param most how many of them count as the last ones.
 */
export function firstOfLast(
  recurrence: Recurrence,
  timeZone: string,
  { due, until, most }: { due: number; until: number; most: number },
): number {
  const occurrences = new Occurrences(recurrence, timeZone)
  const end = occurrences.indexAfter(Math.min(until, occurrences.end))
  return Math.max(due, occurrences.at(Math.max(0, end - most)))
}

/** The occurrences as a numbered sequence. Those before the start have a number, but don't count. */
class Occurrences {
  readonly end: number
  readonly #start: number
  readonly #wall: Date
  readonly #recurrence: Recurrence
  readonly #timeZone: string

  constructor(recurrence: Recurrence, timeZone: string) {
    this.#recurrence = recurrence
    this.#timeZone = timeZone
    this.#start = parseInstant(recurrence.startDate) ?? Number.NaN
    this.#wall = new Date(wallClockOf(this.#start, timeZone))
    const { endDate } = recurrence
    this.end = endDate === undefined ? latest : (parseInstant(endDate) ?? Number.NaN)
  }

  /** The occurrence, if it is not after the end. */
  within(occurrence: number): number | undefined {
    return occurrence <= Math.min(this.end, latest) ? occurrence : undefined
  }

  at(index: number): number {
    const { intervalType, interval } = this.#recurrence
    if (intervalType === 'hourly') return this.#start + index * interval * hourMs
    return instantOf(this.#wallAt(index * interval), this.#timeZone)
  }

  /** The number of the first occurrence after an instant, and not before the start. */
  indexAfter(instant: number): number {
    let index = Math.max(0, this.#indexNear(instant))
    while (this.at(index) <= instant || this.at(index) < this.#start) index++
    return index
  }

  /** The number of an occurrence shortly before an instant: at most some numbers less. */
  #indexNear(instant: number): number {
    const { intervalType, interval } = this.#recurrence
    if (intervalType === 'hourly') return Math.floor((instant - this.#start) / (interval * hourMs))
    const wall = new Date(wallClockOf(Math.max(instant, this.#start), this.#timeZone))
    const periods = {
      daily: () => (wall.getTime() - this.#wall.getTime()) / dayMs,
      weekly: () => (wall.getTime() - this.#wall.getTime()) / (7 * dayMs),
      monthly: () => monthOf(wall) - monthOf(this.#wall),
      yearly: () => (monthOf(wall) - monthOf(this.#wall)) / 12,
    }[intervalType]()
    return Math.floor(periods / interval) - 1
  }

  /** What clocks show at the occurrence so many days, weeks, months or years after that of the start. */
  #wallAt(periods: number): number {
    const { intervalType, dayOfWeek, dayOfMonth, monthOfYear } = this.#recurrence
    const start = this.#wall
    const startMs = start.getTime()
    if (intervalType === 'daily') return startMs + periods * dayMs
    if (intervalType === 'weekly') {
      const weekday = (start.getUTCDay() + 6) % 7
      const wanted = dayOfWeek === undefined ? weekday : daysOfWeek.indexOf(dayOfWeek)
      return startMs + (periods * 7 + wanted - weekday) * dayMs
    }
    const isYearly = intervalType === 'yearly'
    const year = start.getUTCFullYear() + (isYearly ? periods : 0)
    const month = isYearly ? (monthOfYear ?? start.getUTCMonth() + 1) - 1 : start.getUTCMonth() + periods
    const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
    const day = Math.min(dayOfMonth ?? start.getUTCDate(), lastDay)
    return Date.UTC(year, month, day) + (((startMs % dayMs) + dayMs) % dayMs)
  }
}

const monthOf = (wall: Date) => wall.getUTCFullYear() * 12 + wall.getUTCMonth()
