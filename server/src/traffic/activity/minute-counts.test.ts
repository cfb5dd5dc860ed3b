import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noRequests, percentileMs, RequestCounter, sumOf } from './minute-counts.ts'

function countsOf(requests: readonly { status: number | null; durationMs: number }[]) {
  const counter = new RequestCounter()
  for (const request of requests) counter.add(request)
  return { ...counter }
}

const request = fc.record({
  status: fc.constantFrom(200, 201, 400, 404, 422, 500, 503, null),
  durationMs: fc.integer({ min: 0, max: 20_000 }),
})

describe('the counts of a minute', () => {
  it('tell refused requests from failed ones', () => {
    const statuses = [200, 201, 400, 429, 500, 503, null]
    const counts = countsOf(statuses.map((status) => ({ status, durationMs: 3 })))
    expect(counts).toMatchObject({ requests: 7, refused: 2, failed: 3 })
  })

  it('of two processes add up to those of one', () => {
    fc.assert(
      fc.property(fc.array(request), fc.array(request), (one, other) => {
        expect(sumOf(countsOf(one), countsOf(other))).toEqual(countsOf([...one, ...other]))
      }),
    )
  })
})

describe('a percentile', () => {
  it('is missing without a request', () => expect(percentileMs(noRequests, 0.5)).toBeNull())

  it('lies in the bucket of the request at its rank', () => {
    const fast = new Array(99).fill({ status: 200, durationMs: 1.5 })
    const counts = countsOf([...fast, { status: 200, durationMs: 700 }])
    expect(percentileMs(counts, 0.5)).toBeCloseTo(1.5, 0)
    expect(percentileMs(counts, 0.99)).toBe(2)
    expect(percentileMs(counts, 1)).toBe(1_000)
  })

  it('grows with its part, and is at most the greatest bound', () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1 }), (requests) => {
        const counts = countsOf(requests)
        const all = [0.1, 0.5, 0.9, 0.99, 1].map((part) => percentileMs(counts, part) ?? -1)
        expect(all).toEqual([...all].sort((a, b) => a - b))
        expect(all.at(-1)).toBeLessThanOrEqual(10_000)
      }),
    )
  })
})
