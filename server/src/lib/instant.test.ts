import fc from 'fast-check'
import validator from 'validator'
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
    // Further forms that class-validator's IsDateString accepts.
    ['2020', '2020-01-01T00:00:00.000Z'],
    ['2020-10', '2020-10-01T00:00:00.000Z'],
    ['2020-W53-5', '2021-01-01T00:00:00.000Z'],
    ['2020-W53', '2020-12-28T00:00:00.000Z'],
    ['2021W017', '2021-01-10T00:00:00.000Z'],
    ['2019-W01-1', '2018-12-31T00:00:00.000Z'],
    ['2020-300', '2020-10-26T00:00:00.000Z'],
    ['2020366', '2020-12-31T00:00:00.000Z'],
    ['20201025', '2020-10-25T00:00:00.000Z'],
    ['20201025T110000Z', '2020-10-25T11:00:00.000Z'],
    ['2020-10-25T11', '2020-10-25T11:00:00.000Z'],
    ['2020-10-25T11,5Z', '2020-10-25T11:30:00.000Z'],
    ['2020-10-25T1100', '2020-10-25T11:00:00.000Z'],
    ['2020-10-25T11:00:00+02', '2020-10-25T09:00:00.000Z'],
    ['2020-10-25T11:00:00,57Z', '2020-10-25T11:00:00.570Z'],
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
    '2020-10-25T24:00',
    '2020-10-25T24:00:00Z',
    '2020-10-25t11:00:00Z',
    '2020-10-25T11:00:00z',
    '2020-W54',
    '2021-W53',
    '2020-W00',
    '2020-W53-8',
    '2021-366',
    '2020-000',
    '202010',
    '2020-1025',
    '2020T11',
    '2020-10-25T',
    '2020-10-25T11:0000',
    '2020-10-25T11:00:60Z',
    '2020-10-25T11:00:00.Z',
    '9999-W52-7',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  it('accepts nothing that class-validator (validator.isISO8601) does not', () => {
    const characters = fc.constantFrom(...'0123456789012345678901234567890123456789-:TZW+., ')
    const texts = fc
      .array(characters, { maxLength: 18 })
      .map((rest) => `20${rest.join('')}`)
      // An error in its pattern makes it refuse the 360th day.
      .filter((text) => parseInstant(text) !== undefined && !/^\d{4}-?360/.test(text))
    fc.assert(fc.property(texts, (text) => validator.isISO8601(text)))
  })

  it('reads every instant that JavaScript formats with a four-digit year', () => {
    const years = { min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }
    fc.assert(fc.property(fc.date(years), (date) => parseInstant(date.toISOString()) === date.getTime()))
  })
})
