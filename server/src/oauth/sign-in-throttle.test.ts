import { beforeEach, describe, expect, it } from 'vitest'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { freeAttempts, SignInThrottle } from './sign-in-throttle.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs

let clock: HeldClock
let throttle: SignInThrottle
beforeEach(() => {
  clock = new HeldClock()
  throttle = new SignInThrottle(clock)
})

const ada = { account: 'ada@example.com', client: '192.0.2.1' }

const fail = (times: number) => {
  for (let time = 0; time < times; time++) expect(throttle.begin(ada)).toBe(0)
}

describe('BR-125 guesses for one account by one client', () => {
  it('five are free, and the sixth waits a second', () => {
    fail(freeAttempts)
    expect(throttle.nextInMs(ada)).toBe(secondMs)
    expect(throttle.begin(ada)).toBe(secondMs)
  })

  it('do not wait if enough time has passed anyway', () => {
    fail(freeAttempts)
    clock.advance(secondMs - 1)
    expect(throttle.nextInMs(ada)).toBe(1)
    clock.advance(1)
    expect(throttle.begin(ada)).toBe(0)
    clock.advance(2 * secondMs)
    expect(throttle.begin(ada)).toBe(0)
    expect(throttle.nextInMs(ada)).toBe(4 * secondMs)
  })

  it('wait twice as long after each failure, up to 30 seconds', () => {
    fail(freeAttempts)
    const waits = Array.from({ length: 9 }, () => {
      const waitMs = throttle.begin(ada) ?? Number.NaN
      clock.advance(waitMs)
      return waitMs / secondMs
    })
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30])
  })

  it('are checked one after another, even if they arrive at once', () => {
    fail(freeAttempts)
    const waits = Array.from({ length: 6 }, () => throttle.begin(ada))
    expect(waits).toEqual([1, 3, 7, 15, undefined, undefined].map((wait) => wait && wait * secondMs))
    clock.advance(secondMs)
    expect(throttle.begin(ada)).toBe(30 * secondMs)
  })

  it('that are refused because of the queue are not counted', () => {
    fail(freeAttempts)
    for (let time = 0; time < 50; time++) throttle.begin(ada)
    expect(throttle.nextInMs(ada)).toBe(31 * secondMs)
  })

  it('are forgotten after 15 minutes, and after a success', () => {
    fail(freeAttempts - 1)
    clock.advance(15 * minuteMs)
    fail(freeAttempts)
    throttle.succeed(ada)
    fail(freeAttempts)
    expect(throttle.begin(ada)).toBe(secondMs)
  })

  it('that were not checked are withdrawn', () => {
    for (let time = 0; time < 20; time++) {
      fail(1)
      throttle.withdraw(ada)
    }
    fail(freeAttempts)
    expect(throttle.begin(ada)).toBe(secondMs)
    throttle.withdraw(ada)
    expect(throttle.nextInMs(ada)).toBe(secondMs)
  })

  it.each([
    ['another account from there', { ...ada, account: 'ben@example.com' }],
    ['the account from elsewhere', { ...ada, client: '192.0.2.2' }],
  ])('do not delay %s', (_, other) => {
    fail(freeAttempts)
    for (let time = 0; time < 20; time++) throttle.begin(ada)
    expect(throttle.begin(other)).toBe(0)
  })

  it('are stored for at most 10,000 pairs', () => {
    fail(freeAttempts)
    for (let index = 0; index < 10_000; index++) throttle.begin({ ...ada, account: `${index}@example.com` })
    expect(throttle.begin(ada)).toBe(0)
  })
})
