import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withNul, withoutNul } from './nul.ts'

it('stores text without NUL and brings it back as it was', () => {
  const text = fc.string({ unit: fc.constantFrom('\0', '\u0001', '\u0002', 'a', 'ß', '👩') })
  fc.assert(
    fc.property(text, (original) => {
      expect(withoutNul(original)).not.toContain('\0')
      expect(withNul(withoutNul(original))).toBe(original)
    }),
  )
})

it('leaves other text as it is', () => {
  const text = 'plain \u0002 text'
  expect([withoutNul(text), withNul(text)]).toEqual([text, text])
})
