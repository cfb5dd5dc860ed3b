import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wallClockOf } from '../../lib/zoned-time.ts'
import { daysOfWeek, firstOfLast, intervalTypes, nextOccurrence, type Recurrence } from './recurrence.ts'

const utc = (text: string) => Date.parse(text)
const iso = (instant: number | undefined) =>
  instant === undefined ? undefined : new Date(instant).toISOString()

/** The first occurrences from the start on. */
function first(recurrence: Recurrence, timeZone: string, count: number): (string | undefined)[] {
  const found: (string | undefined)[] = []
  let last = Date.parse(recurrence.startDate) - 1
  for (let made = 0; made < count; made++) {
    const next = nextOccurrence(recurrence, timeZone, last)
    found.push(iso(next))
    if (next === undefined) return found
    last = next
  }
  return found
}

const startDate = '2026-01-31T15:00:00.000Z'
const berlin = 'Europe/Berlin'

describe('BR-530 occurrences', () => {
  it.each<[string, Partial<Recurrence>, string[]]>([
    ['hours', { intervalType: 'hourly', interval: 5 }, ['2026-01-31T15', '2026-01-31T20', '2026-02-01T01']],
    ['days', { interval: 2 }, ['2026-01-31T15', '2026-02-02T15', '2026-02-04T15']],
    ['weeks', { intervalType: 'weekly' }, ['2026-01-31T15', '2026-02-07T15', '2026-02-14T15']],
    [
      'weeks, on a day before that of the start',
      { intervalType: 'weekly', interval: 2, dayOfWeek: 'MO' },
      ['2026-02-09T15', '2026-02-23T15', '2026-03-09T15'],
    ],
    [
      'weeks, on a day after that of the start',
      { intervalType: 'weekly', dayOfWeek: 'SU' },
      ['2026-02-01T15', '2026-02-08T15', '2026-02-15T15'],
    ],
    [
      'months, on the last day of the shorter ones',
      { intervalType: 'monthly' },
      ['2026-01-31T15', '2026-02-28T15', '2026-03-31T15'],
    ],
    [
      'months, on a day before that of the start',
      { intervalType: 'monthly', interval: 3, dayOfMonth: 5 },
      ['2026-04-05T15', '2026-07-05T15', '2026-10-05T15'],
    ],
    ['years', { intervalType: 'yearly' }, ['2026-01-31T15', '2027-01-31T15', '2028-01-31T15']],
    [
      'years, on a leap day',
      { intervalType: 'yearly', monthOfYear: 2, dayOfMonth: 31 },
      ['2026-02-28T15', '2027-02-28T15', '2028-02-29T15'],
    ],
  ])('are every so many %s', (_what, fields, expected) => {
    const recurrence = { intervalType: 'daily', interval: 1, startDate, ...fields } as const
    expect(first(recurrence, 'UTC', 3)).toEqual(expected.map((hour) => `${hour}:00:00.000Z`))
  })

  it('keep the time of day of the time zone while clocks are set', () => {
    const daily = { intervalType: 'daily', interval: 1, startDate: '2026-03-27T08:00:00Z' } as const
    expect(first(daily, berlin, 4).map((text) => text?.slice(0, 13))).toEqual([
      '2026-03-27T08',
      '2026-03-28T08',
      '2026-03-29T07',
      '2026-03-30T07',
    ])
  })

  it('count hours as they pass while clocks are set', () => {
    const hourly = { intervalType: 'hourly', interval: 1, startDate: '2026-10-24T23:30:00Z' } as const
    const all = first(hourly, berlin, 4).map((text) => Date.parse(text ?? ''))
    expect(all.slice(1).map((instant, index) => instant - (all[index] ?? 0))).toEqual(
      Array(3).fill(3_600_000),
    )
  })

  it('are of the month of the time zone', () => {
    const monthly = { intervalType: 'monthly', interval: 1, startDate: '2026-01-31T23:30:00Z' } as const
    expect(first(monthly, berlin, 2)).toEqual(['2026-01-31T23:30:00.000Z', '2026-02-28T23:30:00.000Z'])
  })

  it('end with the end date, and with the year 9999', () => {
    const daily = { intervalType: 'daily', interval: 1, startDate } as const
    expect(first({ ...daily, endDate: '2026-02-01T15:00:00Z' }, 'UTC', 5)).toEqual([
      '2026-01-31T15:00:00.000Z',
      '2026-02-01T15:00:00.000Z',
      undefined,
    ])
    expect(nextOccurrence({ ...daily, endDate: '2026-01-01' }, 'UTC', 0)).toBeUndefined()
    expect(nextOccurrence(daily, 'UTC', Date.parse('9999-12-31T16:00:00Z'))).toBeUndefined()
  })

  it('are found after any instant, as by counting them', () => {
    const recurrences = fc.record({
      intervalType: fc.constantFrom(...intervalTypes),
      interval: fc.integer({ min: 1, max: 30 }),
      startDate: fc
        .integer({ min: utc('2000-01-01'), max: utc('2001-01-01') })
        .map((ms) => new Date(ms).toISOString()),
      dayOfMonth: fc.option(fc.integer({ min: 1, max: 31 }), { nil: undefined }),
      dayOfWeek: fc.option(fc.constantFrom(...daysOfWeek), { nil: undefined }),
      monthOfYear: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    })
    const zones = fc.constantFrom('UTC', berlin, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu')
    fc.assert(
      fc.property(recurrences, zones, fc.integer({ min: 1, max: 40 }), (recurrence, zone, steps) => {
        const start = Date.parse(recurrence.startDate)
        const all: number[] = []
        for (let last = start - 1; all.length < steps; ) {
          const next = nextOccurrence(recurrence, zone, last) ?? Number.NaN
          expect(next).toBeGreaterThan(last)
          all.push(next)
          last = next
        }
        // From any instant between two, the later one is next.
        const [before = 0, after = 0] = [all.at(-2) ?? start - 1, all.at(-1)]
        expect(nextOccurrence(recurrence, zone, Math.floor((before + after) / 2))).toBe(after)
        const wall = new Date(wallClockOf(after, zone))
        const { intervalType, dayOfWeek, dayOfMonth } = recurrence
        if (intervalType === 'weekly' && dayOfWeek)
          expect(daysOfWeek[(wall.getUTCDay() + 6) % 7]).toBe(dayOfWeek)
        if (intervalType === 'monthly' && dayOfMonth && dayOfMonth <= 28)
          expect(wall.getUTCDate()).toBe(dayOfMonth)
      }),
      { numRuns: 300 },
    )
  })

  it('are made up from the first of the last ones', () => {
    const daily = { intervalType: 'daily', interval: 1, startDate } as const
    const due = utc('2026-02-01T15:00:00Z')
    const late = (until: string, most: number, fields = {}) =>
      iso(firstOfLast({ ...daily, ...fields }, 'UTC', { due, until: utc(until), most }))
    expect(late('2026-02-01T15:00:00Z', 3)).toBe('2026-02-01T15:00:00.000Z')
    expect(late('2026-02-03T20:00:00Z', 3)).toBe('2026-02-01T15:00:00.000Z')
    expect(late('2026-02-10T15:00:00Z', 3)).toBe('2026-02-08T15:00:00.000Z')
    expect(late('2026-02-10T15:00:00Z', 3, { endDate: '2026-02-05T00:00:00Z' })).toBe(
      '2026-02-02T15:00:00.000Z',
    )
  })
})
