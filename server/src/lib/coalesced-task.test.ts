import { expect, it } from 'vitest'
import { CoalescedTask } from './coalesced-task.ts'

it('runs once for each poke, and once more for all pokes during a run', async () => {
  const ends: (() => void)[] = []
  const run = new CoalescedTask(() => new Promise((resolve) => ends.push(resolve)))
  await run.idle()
  expect(ends).toHaveLength(0)

  run.poke()
  for (let count = 0; count < 5; count += 1) run.poke()
  expect(ends).toHaveLength(1)
  const idle = run.idle()
  ends[0]?.()
  await Promise.resolve()
  expect(ends).toHaveLength(2)
  ends[1]?.()
  await idle
  expect(ends).toHaveLength(2)

  run.poke()
  expect(ends).toHaveLength(3)
  ends[2]?.()
  await run.idle()
})
