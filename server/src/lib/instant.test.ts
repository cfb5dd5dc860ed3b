import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant } from './instant.ts'

describe('parseInstant', () => {
  it.each([
    ['2020-10-25T11:00:00Z', '2020-10-25T11:00:00.000Z'],
    ['2021-06-23T03:30:00+01:00', '2021-06-23T02:30:00.000Z'],
    ['2021-06-23T03:30:00-0530', '2021-06-23T09:00:00.000Z'],
    ['2021-06-23T03:30:00', '2021-06-23T03:30:00.000Z'],
    ['2021-06-23 03:30', '2021-06-23T03:30:00.000Z'],
    ['2021-06-23', '2021-06-23T00:00:00.000Z'],
    ['2021-06-23T03:30:00.123456789Z', '2021-06-23T03:30:00.123Z'],
    ['2024-02-29T00:00:00.5Z', '2024-02-29T00:00:00.500Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
  ])('reads %s', (text, instant) => {
    expect(new Date(parseInstant(text) ?? Number.NaN).toISOString()).toBe(instant)
  })

  it.each([
    '',
    'tomorrow',
    '2021-02-29',
    '2021-02-30T00:00:00Z',
    '2021-13-01',
    '2021-06-23T25:00:00Z',
    '2021-06-23T03:60:00Z',
    '2021-06-23T03:30:00+99:00',
    '2021-06-23Z',
    '23/06/2021',
    '1624415400000',
    '+010000-01-01T00:00:00Z',
    ' 2021-06-23',
    '0000-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '2021-06-23\n',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  it('reads every instant that JavaScript writes with four digits of the year', () => {
    const years = { min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }
    fc.assert(fc.property(fc.date(years), (date) => parseInstant(date.toISOString()) === date.getTime()))
  })
})
