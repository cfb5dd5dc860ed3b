import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { highLevelLimits, RateLimits, rateLimitHeaders, retryAfterSeconds } from './rate-limit.ts'

const dayMs = 24 * 60 * 60 * 1000
const midnight = '2024-06-16T00:00:00.000Z'

function admitMany(limits: RateLimits, count: number, resource = 'location') {
  let admitted = 0
  for (let request = 0; request < count; request++) if (limits.admit(resource).admitted) admitted++
  expect(admitted).toBe(count)
}

describe('RateLimits', () => {
  it('counts each request down from 100 in ten seconds and 200,000 a day', () => {
    const limits = new RateLimits(new HeldClock(midnight), true)
    expect(limits.admit('location')).toEqual({
      admitted: true,
      usage: {
        limits: highLevelLimits,
        remaining: 99,
        dailyRemaining: 199_999,
        resetMs: 10_000,
        dailyResetMs: dayMs,
      },
    })
    expect(limits.admit('location').usage).toMatchObject({ remaining: 98, dailyRemaining: 199_998 })
  })

  it('BR-016 refuses the 101st request of a window without counting it', () => {
    const clock = new HeldClock(midnight)
    const limits = new RateLimits(clock, true)
    admitMany(limits, 100)
    for (let request = 0; request < 5; request++) {
      expect(limits.admit('location')).toMatchObject({
        admitted: false,
        usage: { remaining: 0, dailyRemaining: 199_900 },
      })
    }
    clock.advance(10_000)
    expect(limits.admit('location')).toMatchObject({
      admitted: true,
      usage: { remaining: 99, dailyRemaining: 199_899 },
    })
  })

  it('BR-015 starts windows at whole multiples of ten seconds', () => {
    const clock = new HeldClock('2024-06-16T14:00:09.999Z')
    const limits = new RateLimits(clock, true)
    admitMany(limits, 100)
    expect(limits.admit('location').admitted).toBe(false)
    clock.advance(1)
    admitMany(limits, 100)
    clock.advance(9_999)
    expect(limits.admit('location').admitted).toBe(false)
  })

  it('BR-015 BR-016 refuses more than 200,000 requests a day until midnight UTC', () => {
    const clock = new HeldClock(midnight)
    const limits = new RateLimits(clock, true)
    for (let window = 0; window < 2000; window++) {
      admitMany(limits, 100)
      clock.advance(10_000)
    }
    expect(limits.admit('location')).toMatchObject({
      admitted: false,
      usage: { remaining: 100, dailyRemaining: 0, dailyResetMs: dayMs - 20_000_000 },
    })
    clock.advance(dayMs - 20_000_000)
    expect(limits.admit('location')).toMatchObject({ admitted: true, usage: { dailyRemaining: 199_999 } })
  })

  it('counts each location separately', () => {
    const limits = new RateLimits(new HeldClock(), true)
    admitMany(limits, 100, 'one')
    expect(limits.admit('one').admitted).toBe(false)
    expect(limits.admit('other')).toMatchObject({ admitted: true, usage: { remaining: 99 } })
  })

  it('admits everything while it is not enforced, and shows 0 remaining beyond the limit', () => {
    const limits = new RateLimits(new HeldClock(), false)
    admitMany(limits, 150)
    expect(limits.admit('location')).toMatchObject({
      admitted: true,
      usage: { remaining: 0, dailyRemaining: 199_849 },
    })
  })

  it('shows full limits to an unauthenticated request', () => {
    const limits = new RateLimits(new HeldClock(midnight), true)
    admitMany(limits, 5)
    expect(limits.untouched()).toEqual({
      limits: highLevelLimits,
      remaining: 100,
      dailyRemaining: 200_000,
      resetMs: 10_000,
      dailyResetMs: dayMs,
    })
  })

  it('starts a new window if the clock is set back, and keeps counting', () => {
    const clock = new HeldClock('2024-06-16T14:00:00.000Z')
    const limits = new RateLimits(clock, true)
    admitMany(limits, 100)
    clock.advance(-60_000)
    expect(limits.admit('location').usage.remaining).toBe(99)
    admitMany(limits, 99)
    expect(limits.admit('location').admitted).toBe(false)
    clock.advance(-2 * dayMs)
    expect(limits.admit('location').usage).toMatchObject({ remaining: 99, dailyRemaining: 199_999 })
  })

  it('drops counts rather than hold more and more of them', () => {
    const limits = new RateLimits(new HeldClock(), true)
    for (let n = 0; n < 100_000; n++) limits.admit(`location-${n}`)
    expect(limits.admit('location-0').usage).toMatchObject({ remaining: 98, dailyRemaining: 199_998 })
    limits.admit('one more')
    expect(limits.admit('location-0').usage).toMatchObject({ remaining: 99, dailyRemaining: 199_999 })
  })

  it('stays within its limits for any clock', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -30_000, max: 30_000 }), { maxLength: 300 }), (steps) => {
        const clock = new HeldClock()
        const limits = new RateLimits(clock, true)
        for (const step of steps) {
          clock.advance(Math.abs(step) > 29_000 ? step : 0)
          const { admitted, usage } = limits.admit('location')
          expect(usage.remaining).toBeGreaterThanOrEqual(0)
          expect(usage.remaining).toBeLessThanOrEqual(highLevelLimits.max)
          expect(usage.resetMs).toBeGreaterThan(0)
          expect(usage.resetMs).toBeLessThanOrEqual(highLevelLimits.intervalMs)
          expect(usage.dailyResetMs).toBeGreaterThan(0)
          expect(usage.dailyResetMs).toBeLessThanOrEqual(dayMs)
          if (!admitted) expect(usage.remaining).toBe(0)
        }
      }),
    )
  })
})

describe('rateLimitHeaders', () => {
  it('BR-015 uses the header names of HighLevel and its SDK', () => {
    expect(
      rateLimitHeaders({
        limits: highLevelLimits,
        remaining: 99,
        dailyRemaining: 199_999,
        resetMs: 1,
        dailyResetMs: 5,
      }),
    ).toEqual({
      'x-ratelimit-limit-daily': '200000',
      'x-ratelimit-daily-remaining': '199999',
      'x-ratelimit-daily-reset': '5',
      'x-ratelimit-interval-milliseconds': '10000',
      'x-ratelimit-max': '100',
      'x-ratelimit-remaining': '99',
    })
  })
})

describe('retryAfterSeconds', () => {
  it.each([
    [{ remaining: 0, dailyRemaining: 5, resetMs: 10_000, dailyResetMs: dayMs }, 10],
    [{ remaining: 0, dailyRemaining: 5, resetMs: 1, dailyResetMs: dayMs }, 1],
    [{ remaining: 0, dailyRemaining: 5, resetMs: 9_001, dailyResetMs: dayMs }, 10],
    [{ remaining: 0, dailyRemaining: 0, resetMs: 1, dailyResetMs: dayMs }, 86_400],
    [{ remaining: 7, dailyRemaining: 0, resetMs: 1, dailyResetMs: 500 }, 1],
  ])('BR-016 after %j is %i', (usage, seconds) => {
    expect(retryAfterSeconds(usage)).toBe(seconds)
  })
})
