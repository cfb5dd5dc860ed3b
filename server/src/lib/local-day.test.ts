import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfDay, parseDayOrTime, startOfDay } from './local-day.ts'
import { localTimeOf } from './zoned-time.ts'

describe('a day as MM-DD-YYYY, or a time', () => {
  it.each([
    ['06-16-2024', '2024-06-16'],
    ['02-29-2024', '2024-02-29'],
    ['02-30-2024', undefined],
    ['13-01-2024', undefined],
    ['2024-06-16', Date.parse('2024-06-16T00:00:00Z')],
    ['2024-06-16T02:00:00', Date.parse('2024-06-16T02:00:00Z')],
    ['1718496000000', 1_718_496_000_000],
    ['6-16-2024', undefined],
    ['06/16/2024', undefined],
    ['', undefined],
  ])('%s', (text, parsed) => {
    expect(parseDayOrTime(text)).toBe(parsed)
  })
})

describe('the start and the end of a day', () => {
  it.each([
    ['2024-06-16', 'UTC', '2024-06-16T00:00:00.000Z'],
    ['2024-06-16', 'America/New_York', '2024-06-16T04:00:00.000Z'],
    ['2024-06-16', 'Asia/Kolkata', '2024-06-15T18:30:00.000Z'],
    // The clocks go from 00:00 to 01:00.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    // The clocks go from 00:00 back to 23:00.
    ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
    // Midnight comes twice.
    ['2023-10-29', 'Atlantic/Azores', '2023-10-29T00:00:00.000Z'],
  ])('%s in %s is %s', (day, timeZone, instant) => {
    expect(new Date(startOfDay(day, timeZone)).toISOString()).toBe(instant)
  })

  it('exist for the last day of the year 9999', () => {
    expect(endOfDay('9999-12-31', 'UTC')).toBe(Date.parse('9999-12-31T23:59:59.999Z') + 1)
    expect(endOfDay('9999-12-31', 'America/New_York')).toBe(
      Date.parse('9999-12-31T23:59:59.999Z') + 18_000_001,
    )
  })

  it('is the first instant of the day, and the end that of the next one', () => {
    const zone = fc.constantFrom(
      'UTC',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Cairo',
    )
    const time = fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2035-01-01') })
    fc.assert(
      fc.property(zone, time, (timeZone, instant) => {
        const local = (at: number) => localTimeOf(at, timeZone)
        const day = local(instant).slice(0, 10)
        const [start, end] = [startOfDay(day, timeZone), endOfDay(day, timeZone)]
        expect(local(start).slice(0, 10)).toBe(day)
        expect(local(start - 1).slice(0, 10) < day).toBe(true)
        expect(start <= instant && instant < end).toBe(true)
      }),
    )
  })
})
