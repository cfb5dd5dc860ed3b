import { validateHeaderValue } from 'node:http'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../../../../test/support/contact-arbitraries.ts'
import { ignoredFieldsHeader } from './ignored-fields.ts'

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
