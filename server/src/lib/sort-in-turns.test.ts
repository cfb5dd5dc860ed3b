import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sortedInTurns } from './sort-in-turns.ts'

interface Item {
  key: number
  place: number
}
const byKey = (a: Item, b: Item) => a.key - b.key

it('sorts like toSorted, and stably', async () => {
  const anyKeys = fc.array(fc.nat(40), { maxLength: 3000, size: 'max' })
  await fc.assert(
    fc.asyncProperty(anyKeys, async (keys) => {
      const items = keys.map((key, place) => ({ key, place }))
      expect(await sortedInTurns(items, byKey)).toEqual(items.toSorted(byKey))
    }),
    { numRuns: 20 },
  )
})

it('compares few items in one turn', async () => {
  let inTurn = 0
  let most = 0
  const compare = (a: number, b: number) => {
    if (inTurn === 0)
      setImmediate(() => {
        inTurn = 0
      })
    inTurn += 1
    most = Math.max(most, inTurn)
    return a - b
  }
  const items = Array.from({ length: 10_000 }, (_, index) => (index * 7919) % 10_007)
  const sorted = await sortedInTurns(items, compare)
  expect(sorted).toEqual(items.toSorted((a, b) => a - b))
  expect(most).toBeGreaterThan(100)
  expect(most).toBeLessThan(6_000)
})
