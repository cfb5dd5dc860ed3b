import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { ownTurn } from './own-turn.ts'

/** The turn in which each of some promises resolves, counted from 1. */
async function turnsOf(makePromises: () => Promise<void>[]): Promise<number[]> {
  let turn = 0
  const turns: number[] = []
  const promises = makePromises().map(async (promise, index) => {
    await promise
    turns[index] = turn
  })
  let isDone = false
  const all = Promise.all(promises).then(() => {
    isDone = true
  })
  while (!isDone) {
    turn += 1
    await nextTurn()
  }
  await all
  return turns
}

it('concurrent callers get separate turns, in order', async () => {
  expect(await turnsOf(() => [1, 2, 3].map(() => ownTurn()))).toEqual([1, 2, 3])
})

it('a caller that calls again is queued behind the others', async () => {
  const twice = async () => {
    await ownTurn()
    await ownTurn()
  }
  expect(await turnsOf(() => [twice(), ownTurn(), ownTurn(), twice()])).toEqual([5, 2, 3, 6])
})

it('does not resolve in the turn of the call', async () => {
  let isResolved = false
  const asked = ownTurn().then(() => {
    isResolved = true
  })
  await Promise.resolve()
  expect(isResolved).toBe(false)
  await asked
})
