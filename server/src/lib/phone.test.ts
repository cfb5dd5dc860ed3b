import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import table from '../../../test/fixtures/phones.json' with { type: 'json' }
import { countryCodes } from './countries.ts'
import { type PhoneVerdict, parsePhone, phoneRefusals } from './phone.ts'

const notANumber = 'The string supplied did not seem to be a phone number'
const tooShort = 'The string supplied is too short to be a phone number'
const tooShortAfterIdd = 'Phone number too short after IDD'
const tooLong = 'The string supplied is too long to be a phone number'
const invalidCountry = 'Invalid country calling code'

describe('parsePhone', () => {
  it.each([
    ['+1 888-888-8888', 'US', '+18888888888', 'the example of the reference'],
    ['+15551234567', 'US', '+15551234567', 'possible but unassigned'],
    ['(555) 123-4567', 'US', '+15551234567', 'a national number of the US'],
    ['5551234567', 'US', '+15551234567', 'ten digits in the US'],
    ['1 555 123 4567', 'US', '+15551234567', 'with the trunk prefix of the US'],
    ['020 7946 0958', 'GB', '+442079460958', 'a national number of the United Kingdom'],
    ['030 901820', 'DE', '+4930901820', 'a national number of Germany'],
    ['0151 23456789', 'DE', '+4915123456789', 'a mobile number of Germany'],
    ['+44 20 7946 0958', 'US', '+442079460958', 'international: the country of the location is not asked'],
    ['+49 (0)30 901820', 'US', '+4930901820', 'a trunk prefix in brackets'],
    ['  +1 555 123 4567  ', 'US', '+15551234567', 'white space around it'],
    ['+1.555.123.4567', 'US', '+15551234567', 'dots'],
    ['＋１５５５１２３４５６７', 'US', '+15551234567', 'full-width digits'],
    ['+1 555 123 4567 ext. 89', 'US', '+15551234567', 'an extension, which is omitted'],
    ['call +1 555 123 4567', 'US', '+15551234567', 'words before it'],
    ['<2015550123>', 'US', '+12015550123', 'brackets around it'],
    ['1-800-FLOWERS', 'US', '+18003569377', 'letters of the keypad'],
    ['tel:201-555-0123;phone-context=+1', 'GB', '+12015550123', 'a URI with its context'],
    ['tel:+1-201-555-0123;ext=5;isub=1', 'US', '+12015550123', 'a URI with an extension and a subaddress'],
    ['\u202a+1 201 555 0123\u202c', 'US', '+12015550123', 'direction marks around it'],
    ['011 44 20 7946 0958', 'US', '+442079460958', 'an international prefix'],
    ['+44 20 7946 0958', 'AQ', '+442079460958', 'a location in a country without its own numbers'],
  ])('BR-038 parses %s in %s as %s (%s)', (text, country, e164) => {
    expect(parsePhone(text, country)).toEqual({ e164 })
  })

  it.each([
    ['not a phone', 'US', notANumber],
    ['', 'US', notANumber],
    ['+', 'US', notANumber],
    ['1', 'US', notANumber],
    ['+1', 'US', notANumber],
    ['555', 'US', tooShort],
    ['*67', 'US', tooShort],
    ['555-0123', 'US', tooShort],
    ['011 44', 'US', tooShortAfterIdd],
    ['+1 201 555 0123 call after 5', 'US', tooLong],
    ['201-555-0123 / 201-555-0124', 'US', tooLong],
    ['+52 1 55 1234 5678', 'MX', tooLong],
    ['+1555', 'US', tooShort],
    ['+4912', 'US', tooShort],
    ['+1555123456789', 'US', tooLong],
    ['555123456789', 'US', tooLong],
    ['+99912345678', 'US', invalidCountry],
    ['+0123456789', 'US', invalidCountry],
    ['555 123 4567', 'AQ', invalidCountry],
    ['555 123 4567', '', invalidCountry],
    ['555 123 4567', 'constructor', invalidCountry],
  ])('BR-039 refuses %j in %s: %s', (text, country, refusal) => {
    expect(parsePhone(text, country)).toEqual({ refusal })
  })

  describe(`agrees with ${table.version}`, () => {
    /** For an impossible number, the table has the library's reason. */
    const refusalOfReason: Record<string, string> = {
      TOO_SHORT: tooShort,
      IS_POSSIBLE_LOCAL_ONLY: tooShort,
      TOO_LONG: tooLong,
      INVALID_LENGTH: notANumber,
    }
    const rows = table.rows.map(([country = '', text = '', answer = '']) => {
      // The table reads a number once. If a second trunk prefix remains, parsePhone strips that, too.
      const e164 = answer === '+49030901820' ? '+4930901820' : answer
      const verdict: PhoneVerdict = answer.startsWith('+')
        ? { e164 }
        : { refusal: refusalOfReason[answer] ?? answer }
      return { country, text, verdict }
    })

    it('in a table that covers many countries', () => {
      expect(rows.length).toBeGreaterThan(300)
      expect(new Set(rows.map(({ country }) => country)).size).toBeGreaterThan(40)
    })

    it.each(rows)('BR-430 to $text in $country', ({ country, text, verdict }) => {
      expect(parsePhone(text, country)).toEqual(verdict)
    })

    it('BR-431 regardless of earlier calls', () => {
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...rows), { minLength: 2, maxLength: 20 }), (readings) => {
          for (const { country, text, verdict } of [...readings, ...readings.toReversed()]) {
            expect(parsePhone(text, country)).toEqual(verdict)
          }
        }),
        { numRuns: 300 },
      )
    })
  })

  const phoneLike = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'0123456789 ()-./+'), maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 7, maxLength: 14 }),
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 7, maxLength: 14 }).map((n) => `+${n}`),
  )

  it('parses a normalised number to itself, in every country', () => {
    fc.assert(
      fc.property(
        phoneLike,
        fc.constantFrom(...countryCodes),
        fc.constantFrom(...countryCodes),
        (text, country, other) => {
          const read = parsePhone(text, country)
          fc.pre('e164' in read)
          expect(parsePhone(read.e164, other)).toEqual(read)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('returns E.164 or a sentence of the library for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(phoneLike, fc.string({ unit: 'binary', maxLength: 64 })),
        fc.constantFrom(...countryCodes),
        (text, country) => {
          const read = parsePhone(text, country)
          if ('e164' in read) expect(read.e164).toMatch(/^\+[1-9]\d{1,16}$/)
          else expect(Object.values(phoneRefusals)).toContain(read.refusal)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
