import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBirthday } from './birthday.ts'

describe('parseBirthday', () => {
  it.each([
    '1990/09/25',
    '09/25/1990',
    '1990-09-25',
    '09-25-1990',
    '1990.09.25',
    '09.25.1990',
    '1990_09_25',
    '09_25_1990',
  ])('BR-041 reads the documented format %s', (text) => {
    expect(parseBirthday(text)).toBe('1990-09-25')
  })

  it.each([
    ['2000-02-29', 'a leap year by the rule of 400'],
    ['2024-02-29', 'a leap year by the rule of 4'],
    ['1990-12-31', 'the last day of a year'],
    ['0001-01-01', 'the first day of the calendar'],
    ['9999-12-31', 'the last day that four digits hold'],
  ])('reads %s (%s)', (text) => {
    expect(parseBirthday(text)).toBe(text)
  })

  it.each([
    ['1990-02-30', 'no calendar has a 30 February'],
    ['1990-02-29', 'no leap year'],
    ['1900-02-29', 'no leap year by the rule of 100'],
    ['1990-04-31', 'April has 30 days'],
    ['25-09-1990', 'no 25th month'],
    ['25/09/1990', 'no 25th month'],
    ['1990-25-09', 'no 25th month'],
    ['1990-00-10', 'no month 0'],
    ['1990-10-00', 'no day 0'],
    ['1990-10-32', 'no day 32'],
    ['0000-01-01', 'no year 0'],
    ['1990-09/25', 'two separators'],
    ['1990-9-25', 'a month of one digit'],
    ['90-09-25', 'a year of two digits'],
    ['09-25-90', 'a year of two digits'],
    ['19900925', 'no separator'],
    ['1990 09 25', 'a separator that is not documented'],
    ['1990-09-25T00:00:00.000Z', 'an instant'],
    [' 1990-09-25', 'white space before it'],
    ['1990-09-25\n', 'a line end behind it'],
    ['١٩٩٠-٠٩-٢٥', 'digits that are not ASCII'],
    ['-1990-09-25', 'a year before Christ'],
    ['', 'nothing'],
    ['birthday', 'not a date'],
  ])('BR-041 refuses %j (%s)', (text) => {
    expect(parseBirthday(text)).toBeUndefined()
  })

  const day = fc.date({
    min: new Date('0001-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T00:00:00.000Z'),
    noInvalidDate: true,
  })

  it('parses every day of the calendar in every format to the same text', () => {
    fc.assert(
      fc.property(day, fc.constantFrom('/', '-', '.', '_'), (date, separator) => {
        const iso = date.toISOString().slice(0, 10)
        const [year, month, dayOfMonth] = iso.split('-')
        expect(parseBirthday([year, month, dayOfMonth].join(separator))).toBe(iso)
        expect(parseBirthday([month, dayOfMonth, year].join(separator))).toBe(iso)
      }),
    )
  })

  it('returns a day of the calendar or nothing, and parses its own result to itself', () => {
    const digits = (length: number) =>
      fc.integer({ min: 0, max: 10 ** length - 1 }).map((n) => String(n).padStart(length, '0'))
    fc.assert(
      fc.property(digits(4), digits(2), digits(2), (year, month, dayOfMonth) => {
        const read = parseBirthday(`${year}-${month}-${dayOfMonth}`)
        if (read === undefined) return
        expect(new Date(read).toISOString().slice(0, 10)).toBe(read)
        expect(parseBirthday(read)).toBe(read)
      }),
      { numRuns: 1000 },
    )
  })

  it('never throws, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = parseBirthday(text)
        expect(read === undefined || /^\d{4}-\d{2}-\d{2}$/.test(read)).toBe(true)
      }),
    )
  })
})
