import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SegmentIds } from './segment.ts'

const anyId = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'z', '0', '~'), maxLength: 4 }),
  fc.string({ unit: fc.constantFrom('a', '\x7f', 'é', '赤', '\u{1F600}'), minLength: 1, maxLength: 3 }),
)
const inOrder = (a: string, b: string) => (a < b ? -1 : 1)
/** More lookups than `manyIds`, so the fences are used. */
const manyTimes = 1100

it('finds the row of an id, in few lookups and in many', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyId, { minLength: 1 }), fc.array(anyId), (unordered, others) => {
      const ordered = unordered.toSorted(inOrder)
      const ids = new SegmentIds(SegmentIds.write(ordered))
      const asked = [...ordered, ...others]
      const expected = asked.map((id) => {
        const before = ordered.filter((other) => other < id).length
        return ordered.includes(id) ? before : before - 0.5
      })
      expect(asked.map((id) => ids.placeOf(id))).toEqual(expected)
      for (let time = 0; time < manyTimes; time += 1) ids.placeOf('a')
      expect(asked.map((id) => ids.placeOf(id))).toEqual(expected)
    }),
  )
})
