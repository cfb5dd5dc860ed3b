import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RowSet, readRowSet, writeRowSet } from './row-set.ts'

const rows = 70
const anySet = fc.uniqueArray(fc.nat(rows - 1))
const made = (members: readonly number[]) => {
  const set = new RowSet(rows)
  for (const row of members) set.add(row)
  return set
}
const membersOf = (set: RowSet) => {
  const members: number[] = []
  set.forEach((row) => {
    members.push(row)
  })
  return members
}
const ordered = (members: Iterable<number>) => [...members].sort((a, b) => a - b)

it('a set of rows is what a set of numbers is', () => {
  fc.assert(
    fc.property(anySet, anySet, (a, b) => {
      const [one, other] = [made(a), made(b)]
      expect(membersOf(one)).toEqual(ordered(a))
      expect(one.count()).toBe(a.length)
      expect(membersOf(one.or(other))).toEqual(ordered(new Set([...a, ...b])))
      expect(membersOf(one.and(other))).toEqual(ordered(a.filter((row) => b.includes(row))))
      expect(membersOf(one.minus(other))).toEqual(ordered(a.filter((row) => !b.includes(row))))
      expect(membersOf(one.filter((row) => row % 3 === 0))).toEqual(ordered(a.filter((row) => row % 3 === 0)))
      expect(membersOf(readRowSet(rows, writeRowSet(one)))).toEqual(ordered(a))
      expect(membersOf(one.copy())).toEqual(ordered(a))
    }),
  )
})

it.each([0, 1, 31, 32, 33, 64, 70])('all of %i rows are all of them', (count) => {
  expect(membersOf(RowSet.all(count))).toEqual([...Array(count).keys()])
  expect(RowSet.all(count).count()).toBe(count)
})
