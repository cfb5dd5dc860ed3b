import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { customFieldTypes, wordOfKey, wordOfName } from './custom-field.ts'

describe('BR-075 the key of a name', () => {
  it.each([
    ['App Q1 - Situation', 'app_q1__situation'],
    ['1/4 Mile Home Owners', '14_mile_home_owners'],
    ['My field!', 'my_field'],
    ['already_snake_case', 'already_snake_case'],
    ['a  b', 'a__b'],
    ['Tab\tand\nline', 'tabandline'],
    ['Größe', 'gre'],
    ['E-Mail (work)', 'email_work'],
    ['年齢', ''],
    ['!!!', ''],
    ['__proto__', '__proto__'],
  ])('of %j is the word %j', (name, word) => {
    expect(wordOfName(name)).toBe(word)
  })

  it('of an ASCII name has each letter in lower case, each digit, and `_` for each space, in order', () => {
    const ascii = fc.string({ unit: 'binary-ascii' })
    fc.assert(
      fc.property(ascii, (name) => {
        const expected = [...name].map((one) =>
          one === ' ' ? '_' : /[A-Za-z0-9_]/.test(one) ? one.toLowerCase() : '',
        )
        expect(wordOfName(name)).toBe(expected.join(''))
      }),
    )
  })

  it('of any name has small ASCII letters, digits and underscores, and is its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const word = wordOfName(name)
        expect(word).toMatch(/^[a-z0-9_]*$/)
        expect(wordOfName(word)).toBe(word)
      }),
    )
  })
})

describe('BR-403 the key of a sent key', () => {
  it.each([
    ['contact.book', 'contactbook'],
    ['{{contact.book}}', 'contactbook'],
    ['Shoe Size', 'ShoeSize'],
    ['shoe_size-2', 'shoe_size2'],
    ['größe', 'gre'],
    ['...', ''],
  ])('of %j is the word %j', (key, word) => {
    expect(wordOfKey(key)).toBe(word)
  })

  it('keeps only ASCII letters in their case, digits and underscores', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        expect(wordOfKey(key)).toBe([...key].filter((one) => /^[A-Za-z0-9_]$/.test(one)).join(''))
      }),
    )
  })
})

describe('customFieldTypes', () => {
  it("has HighLevel's fourteen types, in its spelling", () => {
    expect(customFieldTypes).toHaveLength(14)
    expect(customFieldTypes).toContain('MONETORY')
  })
})
