import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSameJson } from './same-json.ts'

describe('isSameJson agrees with the comparison of two JSON texts', () => {
  it.each<[unknown, unknown]>([
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: 1, b: undefined }, { a: 1 }],
    [{ a: undefined, b: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [[], {}],
    [{ 0: 1 }, [1]],
    [[1, 2], [1]],
    [{ a: null }, {}],
    [null, {}],
    ['1', 1],
    [0, -0],
    [{ a: [{ b: 'c' }] }, { a: [{ b: 'c' }] }],
    [{ a: [{ b: 'c' }] }, { a: [{ b: 'd' }] }],
    [undefined, undefined],
    [undefined, {}],
  ])('of %j and %j', (one, other) => {
    expect(isSameJson(one, other)).toBe(JSON.stringify(one) === JSON.stringify(other))
  })

  it('of any two', () => {
    // Few keys and values, so that many are equal.
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<unknown>(null, true, 0, 1, '', 'a'),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b'), fc.option(tie('value'), { nil: undefined }), { maxKeys: 2 }),
      ),
    }))
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(isSameJson(one, other)).toBe(JSON.stringify(one) === JSON.stringify(other))
      }),
      { numRuns: 2000 },
    )
  })
})
