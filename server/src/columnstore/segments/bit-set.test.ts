import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BitSet, readBitSet, writeBitSet } from './bit-set.ts'

const rows = 70
const anySet = fc.uniqueArray(fc.nat(rows - 1))
const made = (members: readonly number[]) => {
  const set = new BitSet(rows)
  for (const row of members) set.add(row)
  return set
}
const membersOf = (set: BitSet) => {
  const members: number[] = []
  set.forEach((row) => {
    members.push(row)
  })
  return members
}
const ordered = (members: Iterable<number>) => [...members].sort((a, b) => a - b)

it('a bit set behaves like a set of numbers', () => {
  fc.assert(
    fc.property(anySet, anySet, (a, b) => {
      const [one, other] = [made(a), made(b)]
      expect(membersOf(one)).toEqual(ordered(a))
      expect(one.count()).toBe(a.length)
      expect(membersOf(one.or(other))).toEqual(ordered(new Set([...a, ...b])))
      expect(membersOf(one.and(other))).toEqual(ordered(a.filter((row) => b.includes(row))))
      expect(membersOf(one.minus(other))).toEqual(ordered(a.filter((row) => !b.includes(row))))
      expect(membersOf(one.filter((row) => row % 3 === 0))).toEqual(ordered(a.filter((row) => row % 3 === 0)))
      expect(membersOf(readBitSet(rows, writeBitSet(one)))).toEqual(ordered(a))
      expect(membersOf(one.copy())).toEqual(ordered(a))
    }),
  )
})

it.each([0, 1, 31, 32, 33, 64, 70])('a full set contains all %i rows', (count) => {
  expect(membersOf(BitSet.all(count))).toEqual([...Array(count).keys()])
  expect(BitSet.all(count).count()).toBe(count)
})
