import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf, localTimeOf, wallClockOf } from './zoned-time.ts'

const utc = (text: string) => Date.parse(`${text}Z`)

describe('the time that clocks show', () => {
  it.each([
    ['2026-01-15T12:00:00.250', 'America/New_York', '2026-01-15T07:00:00.250'],
    ['2026-07-15T12:00:00.000', 'America/New_York', '2026-07-15T08:00:00.000'],
    ['2026-07-15T12:00:00.000', 'Asia/Kathmandu', '2026-07-15T17:45:00.000'],
    ['2026-12-31T23:30:00.000', 'Pacific/Auckland', '2027-01-01T12:30:00.000'],
    ['1969-12-31T23:59:59.999', 'UTC', '1969-12-31T23:59:59.999'],
  ])('is at %s in %s %s', (instant, zone, shown) => {
    expect(wallClockOf(utc(instant), zone)).toBe(utc(shown))
    expect(instantOf(utc(shown), zone)).toBe(utc(instant))
  })

  it.each([
    ['UTC', '2021-07-16T11:00:00.999Z', '2021-07-16 11:00:00'],
    ['UTC', '2021-07-16T00:00:00Z', '2021-07-16 00:00:00'],
    ['America/New_York', '2021-07-16T15:00:00Z', '2021-07-16 11:00:00'],
    ['America/New_York', '2021-01-01T04:59:59Z', '2020-12-31 23:59:59'],
    ['Asia/Kathmandu', '2021-12-31T18:15:00Z', '2022-01-01 00:00:00'],
    ['UTC', '0033-04-03T12:00:00Z', '0033-04-03 12:00:00'],
  ])('is as text, in %s at %s: %s', (zone, instant, text) => {
    expect(localTimeOf(Date.parse(instant), zone)).toBe(text)
  })

  it('is the first instant of two when clocks are set back', () => {
    expect(instantOf(utc('2026-11-01T01:30:00'), 'America/New_York')).toBe(utc('2026-11-01T05:30:00'))
  })

  it('moves on when clocks are set forward past it', () => {
    expect(instantOf(utc('2026-03-08T02:30:00'), 'America/New_York')).toBe(utc('2026-03-08T07:30:00'))
    expect(instantOf(utc('2026-03-29T02:30:00'), 'Europe/Berlin')).toBe(utc('2026-03-29T01:30:00'))
  })

  it('leads back to the instant, or to the earlier one of two', () => {
    const zones = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']
    fc.assert(
      fc.property(
        fc.integer({ min: utc('1980-01-01T00:00:00'), max: utc('2100-01-01T00:00:00') }),
        fc.constantFrom(...zones),
        (instant, zone) => {
          const back = instantOf(wallClockOf(instant, zone), zone)
          expect([0, 30 * 60_000, 60 * 60_000]).toContain(instant - back)
          expect(wallClockOf(back, zone)).toBe(wallClockOf(instant, zone))
        },
      ),
    )
  })
})
