import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BoundedCache } from './bounded-cache.ts'

describe('BoundedCache', () => {
  it('returns stored values, including false and 0', () => {
    const cache = new BoundedCache<string, unknown>(3)
    cache.set('a', false)
    cache.set('b', 0)
    expect(cache.get('a')).toBe(false)
    expect(cache.get('b')).toBe(0)
    expect(cache.get('c')).toBeUndefined()
  })

  it('drops the oldest entry when it is full', () => {
    const cache = new BoundedCache<string, number>(2)
    cache.set('a', 1)
    cache.set('b', 2)
    cache.set('c', 3)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 2, 3])
  })

  it('drops nothing when an existing key is set again', () => {
    const cache = new BoundedCache<string, number>(2)
    cache.set('a', 1)
    cache.set('b', 2)
    cache.set('b', 3)
    expect([cache.get('a'), cache.get('b')]).toEqual([1, 3])
  })

  it('is empty after clear', () => {
    const cache = new BoundedCache<string, number>(2)
    cache.set('a', 1)
    cache.clear()
    expect(cache.get('a')).toBeUndefined()
  })

  it('never holds more than its limit, and always the newest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.integer({ min: 0, max: 9 })), (bound, keys) => {
        const cache = new BoundedCache<number, number>(bound)
        for (const [at, key] of keys.entries()) {
          cache.set(key, at)
          expect(cache.get(key)).toBe(at)
          const held = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((k) => cache.get(k) !== undefined)
          expect(held.length).toBeLessThanOrEqual(bound)
        }
      }),
    )
  })
})
