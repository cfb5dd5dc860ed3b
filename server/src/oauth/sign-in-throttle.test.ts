import { beforeEach, describe, expect, it } from 'vitest'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { freeAttempts, networkOf, SignInThrottle } from './sign-in-throttle.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs

let clock: HeldClock
let throttle: SignInThrottle
beforeEach(() => {
  clock = new HeldClock()
  throttle = new SignInThrottle(clock)
})

/** An attempt for an email of its own, or from an address of its own, where nothing is said of it. */
let others = 0
const begin = ({ email = `${++others}@example.com`, address = `10.0.${++others >> 8}.${others & 255}` }) =>
  throttle.begin({ email, address })
const ada = { email: 'ada@example.com' }
const home = { address: '192.0.2.1' }

describe.each([
  ['one email, from many addresses', ada, [30, 60, 60, 60, 60, 60, 60, 60]],
  ['many emails, from one address', home, [30, 60, 120, 240, 480, 900, 900, 900]],
])('%s', (_, attempt, waitsInSeconds) => {
  const fail = (times: number) => {
    for (let time = 0; time < times; time++) expect(begin(attempt)).toBe(0)
  }

  it('five attempts are free, the sixth waits 30 seconds', () => {
    fail(freeAttempts)
    expect(begin(attempt)).toBe(30 * secondMs)
    clock.advance(30 * secondMs - 1)
    expect(begin(attempt)).toBe(1)
    clock.advance(1)
    expect(begin(attempt)).toBe(0)
  })

  it('each further failure doubles the wait, up to a bound', () => {
    fail(freeAttempts)
    const waits = Array.from({ length: 8 }, () => {
      const waitMs = begin(attempt)
      clock.advance(waitMs)
      expect(begin(attempt)).toBe(0)
      return waitMs / secondMs
    })
    expect(waits).toEqual(waitsInSeconds)
  })

  it('what is refused is not counted', () => {
    fail(freeAttempts)
    for (let time = 0; time < 50; time++) expect(begin(attempt)).toBe(30 * secondMs)
  })

  it('after 15 minutes without an attempt it begins anew', () => {
    fail(freeAttempts - 1)
    clock.advance(15 * minuteMs)
    fail(freeAttempts)
    expect(begin(attempt)).toBe(30 * secondMs)
  })

  it('the waits are remembered for 15 minutes after the last', () => {
    fail(freeAttempts)
    clock.advance(15 * minuteMs)
    expect(begin(attempt)).toBe(0)
    expect(begin(attempt)).toBe(60 * secondMs)
    clock.advance(16 * minuteMs)
    fail(freeAttempts)
  })

  it('another is not held up', () => {
    fail(freeAttempts)
    expect(begin({})).toBe(0)
  })
})

it('a success lets the email begin anew, and is not held against the address', () => {
  const both = { ...ada, ...home }
  for (let time = 0; time < 4; time++) expect(throttle.begin(both)).toBe(0)
  expect(throttle.begin(both)).toBe(0)
  throttle.succeed(both)
  for (let time = 0; time < 4; time++) expect(begin(ada)).toBe(0)
  // Four have failed from the address.
  expect(begin(home)).toBe(0)
  expect(begin(home)).toBe(30 * secondMs)
})

it('successes alone never wait', () => {
  for (let time = 0; time < 50; time++) {
    expect(throttle.begin({ ...ada, ...home })).toBe(0)
    throttle.succeed({ ...ada, ...home })
  }
})

it('remembers no more than 10,000 emails', () => {
  for (let time = 0; time < freeAttempts; time++) begin(ada)
  expect(begin(ada)).toBeGreaterThan(0)
  for (let time = 0; time < 10_000; time++) begin({})
  expect(begin(ada)).toBe(0)
})

describe('an address counts as its network', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8:1::', '2001:db8:1:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0'],
  ])('%s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
