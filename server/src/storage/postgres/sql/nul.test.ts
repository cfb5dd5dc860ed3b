import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withNul, withoutNul } from './nul.ts'

const text = fc.string({ unit: fc.constantFrom('\0', '\u0001', '\u0002', 'a', 'ß', '👩') })
const inOrder = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other))

it('stores text without NUL and restores it', () => {
  fc.assert(
    fc.property(text, (original) => {
      expect(withoutNul(original)).not.toContain('\0')
      expect(withNul(withoutNul(original))).toBe(original)
    }),
  )
})

it('keeps the order of texts', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(inOrder(withoutNul(one), withoutNul(other))).toBe(inOrder(one, other))
    }),
  )
})

it('leaves other text as it is', () => {
  const plain = 'plain \u0002 text'
  expect([withoutNul(plain), withNul(plain)]).toEqual([plain, plain])
})
