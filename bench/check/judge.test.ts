import { describe, expect, it } from 'vitest'
import { type Ratios, slowerRequests } from './judge.ts'

const released: Ratios = {
  update: { floor: 0.5, nodeHttp: 0.25 },
  get: { floor: 0.5, nodeHttp: 0.4 },
  create: { floor: 0.2, nodeHttp: 0.1 },
}
const withUpdate = (update: Ratios['update']): Ratios => ({ ...released, update })

describe('the check of speed', () => {
  it('accepts the figures of the last release, and what is at most a fifth below', () => {
    expect(slowerRequests(released, released)).toEqual([])
    expect(slowerRequests(withUpdate({ floor: 0.41, nodeHttp: 0.205 }), released)).toEqual([])
  })

  it('names a request that costs more in the store', () => {
    expect(slowerRequests(withUpdate({ floor: 0.38, nodeHttp: 0.19 }), released)).toEqual(['update'])
  })

  it('names a request that costs more before the store, whose ratio to the floor rises', () => {
    expect(slowerRequests(withUpdate({ floor: 0.6, nodeHttp: 0.19 }), released)).toEqual(['update'])
  })

  it('accepts a faster server in front of the store, which lowers the ratio to the floor', () => {
    expect(slowerRequests(withUpdate({ floor: 0.3, nodeHttp: 0.3 }), released)).toEqual([])
  })
})
