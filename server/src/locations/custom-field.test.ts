import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { customFieldTypes, fieldKeyOf } from './custom-field.ts'

describe('BR-075 fieldKeyOf', () => {
  it.each([
    ['My field!', 'contact.my_field'],
    ['My Custom Field', 'contact.my_custom_field'],
    ['already_snake_case', 'contact.already_snake_case'],
    ['  Trim -- me  ', 'contact.trim_me'],
    ['Größe', 'contact.größe'],
    ['年齢', 'contact.年齢'],
    ['ＦＵＬＬ', 'contact.full'],
    ['!!!', 'contact.field'],
    ['', 'contact.field'],
    ['__proto__', 'contact.proto'],
  ])('makes of the name %j the key %s', (name, key) => {
    expect(fieldKeyOf(name)).toBe(key)
  })

  it('makes of any name a key of small letters, digits and single underscores', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const key = fieldKeyOf(name)
        expect(key).toMatch(/^contact\.[\p{L}\p{M}\p{N}]+(?:_[\p{L}\p{M}\p{N}]+)*$/u)
        expect(key).toBe(key.toLowerCase())
        expect(fieldKeyOf(key.slice('contact.'.length))).toBe(key)
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
