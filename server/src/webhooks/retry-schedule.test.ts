import { expect, it } from 'vitest'
import { contactdRetries, highLevelRetries } from './retry-schedule.ts'

const dayMs = 24 * 60 * 60 * 1000

/** The delays until it is given up. */
function delaysOf(
  { delayMs }: typeof contactdRetries,
  failure: { status?: number; retryAfterMs?: number },
): number[] {
  const delays: number[] = []
  for (let attempts = 1; ; attempts += 1) {
    const delay = delayMs(attempts, failure, 0)
    if (delay === undefined) return delays
    delays.push(delay)
  }
}
const sum = (delays: readonly number[]) => delays.reduce((all, delay) => all + delay, 0)

it('BR-726 tries 12 times in some three days', () => {
  const delays = delaysOf(contactdRetries, { status: 500 })
  expect(delays).toHaveLength(11)
  expect(delays.slice(0, 2)).toEqual([5_000, 14_150])
  expect(sum(delays) / dayMs).toBeCloseTo(3, 0)
})

it('BR-726 tries over three days also if the receiver asks for a second each time', () => {
  const delays = delaysOf(contactdRetries, { status: 429, retryAfterMs: 1_000 })
  expect(delays).toEqual(delaysOf(contactdRetries, { status: 429 }))
})

it('BR-726 waits as long as the receiver asks for', () => {
  expect(Math.min(...delaysOf(contactdRetries, { status: 503, retryAfterMs: dayMs }))).toBe(dayMs)
})

it('BR-726 repeats as HighLevel does: 429 alone, six times, ten minutes apart', () => {
  expect(delaysOf(highLevelRetries, { status: 429, retryAfterMs: 1_000 })).toEqual(Array(6).fill(600_000))
  for (const status of [500, 410, 302]) expect(delaysOf(highLevelRetries, { status })).toEqual([])
  expect(delaysOf(highLevelRetries, {})).toEqual([])
})
