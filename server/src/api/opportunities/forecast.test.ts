import { describe, expect, it } from 'vitest'
import { type Forecast, forecastAfter, parseCloseDate } from './forecast.ts'

const now = '2026-02-01T00:00:00.000Z'

/** Expects these dates one after the other. */
function expecting(...dates: string[]): Forecast {
  const forecast: Forecast = {}
  for (const date of dates) Object.assign(forecast, forecastAfter(forecast, date, now))
  return forecast
}

describe('BR-562 the forecast', () => {
  it.each<[string[], number, number, string | undefined]>([
    [['2026-03-10'], 0, 0, undefined],
    [['2026-03-10', '2026-03-10'], 0, 0, undefined],
    [['2026-03-10', '2026-03-12'], 1, 2, now],
    [['2026-03-10', '2026-03-12', '2026-04-10'], 2, 31, now],
    [['2026-03-10', '2026-03-12', '2026-03-11'], 1, 1, now],
    [['2026-03-10', '2026-03-01'], 0, 0, undefined],
  ])('of %j has slipped', (dates, count, days, at) => {
    expect(expecting(...dates)).toEqual({
      forecastExpectedCloseDate: dates.at(-1),
      forecastOriginalCloseDate: dates[0],
      forecastSlippageCount: count,
      forecastDaysSlipped: days,
      ...(at && { forecastLastSlippedAt: at }),
    })
  })

  it('does not change without a date', () => {
    expect(forecastAfter({}, undefined, now)).toEqual({})
  })
})

describe('BR-562 a close date', () => {
  it.each([
    ['2026/04/23', '2026-04-23'],
    ['04/23/2026', '2026-04-23'],
    ['2026-04-23', '2026-04-23'],
    ['04-23-2026', '2026-04-23'],
    ['2026.04.23', '2026-04-23'],
    ['04.23.2026', '2026-04-23'],
    ['2026-04-23T23:30:00-02:00', '2026-04-24'],
    ['2026-02-30', undefined],
    ['23.04.2026', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('%j is %s', (text, day) => {
    expect(parseCloseDate(text)).toBe(day)
  })
})
