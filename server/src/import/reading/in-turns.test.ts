import { expect, it } from 'vitest'
import { monotonicMs } from '../../lib/clock.ts'
import { inTurns } from './in-turns.ts'

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number += 1) yield number
}

/** Keeps the event loop busy. */
function workFor(timeMs: number): void {
  const until = monotonicMs() + timeMs
  while (monotonicMs() < until);
}

it('pauses for as long as the work on rows took', async () => {
  const [rows, rowMs, timerErrorMs] = [10, 5, 1]
  const seen: number[] = []
  const start = monotonicMs()
  for await (const row of inTurns(numbers(rows))) {
    seen.push(row)
    workFor(rowMs)
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(monotonicMs() - start).toBeGreaterThanOrEqual(rows * (2 * rowMs - timerErrorMs))
})
