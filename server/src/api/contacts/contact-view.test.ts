import { validateHeaderValue } from 'node:http'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyContact, anyText } from '../../../../test/support/contact-arbitraries.ts'
import { createdView, ignoredFieldsHeader } from './contact-view.ts'

describe('createdView', () => {
  it('has the birth date as an instant, and its month and day as numbers', () => {
    fc.assert(
      fc.property(anyContact, (contact) => {
        const { dateOfBirth, birthMonth, birthDay, ...rest } = createdView(contact)
        const { dateOfBirth: stored, ...others } = contact
        expect(rest).toEqual(others)
        if (stored === undefined) {
          expect([dateOfBirth, birthMonth, birthDay]).toEqual([undefined, undefined, undefined])
        } else {
          const date = new Date(String(dateOfBirth))
          expect(dateOfBirth).toBe(date.toISOString())
          expect(stored).toBe(date.toISOString().slice(0, 10))
          expect([birthMonth, birthDay]).toEqual([date.getUTCMonth() + 1, date.getUTCDate()])
        }
      }),
    )
  })

  it('has 25 September 1990 as in the documentation', () => {
    const [contact] = fc.sample(anyContact, 1)
    if (!contact) throw new Error('There is no contact.')
    expect(createdView({ ...contact, dateOfBirth: '1990-09-25' })).toMatchObject({
      dateOfBirth: '1990-09-25T00:00:00.000Z',
      birthMonth: 9,
      birthDay: 25,
    })
  })
})

describe('ignoredFieldsHeader', () => {
  it.each([
    [['6dvNaf7VhkQ9snc5vnjJ'], '6dvNaf7VhkQ9snc5vnjJ'],
    [['6dvNaf7VhkQ9snc5vnjJ', 'contact.my_field'], '6dvNaf7VhkQ9snc5vnjJ,contact.my_field'],
    [['a,b', 'c d', 'é', '👩'], 'a%2Cb,c%20d,%C3%A9,%F0%9F%91%A9'],
    [['line\r\nbreak: x'], 'line%0D%0Abreak:%20x'],
    [['\x7f'], '%7F'],
  ])('names %j as %s', (names, header) => {
    expect(ignoredFieldsHeader(names)).toBe(header)
  })

  it('ends with ... if the list is too long for a header', () => {
    const header = ignoredFieldsHeader(Array.from({ length: 1000 }, (_, n) => `a_long_key_of_a_field_${n}`))
    expect(header).toHaveLength(4003)
    expect(header.endsWith('...')).toBe(true)
  })

  it('is a valid header for any names', () => {
    fc.assert(
      fc.property(fc.array(anyText), (names) => {
        const header = ignoredFieldsHeader(names)
        validateHeaderValue('x-contactd-ignored-fields', header)
        expect(header).toMatch(/^[\x21-\x7e]*$/)
        expect(header.split(',')).toHaveLength(Math.max(1, names.length))
      }),
    )
  })
})
