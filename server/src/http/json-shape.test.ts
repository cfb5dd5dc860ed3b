import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shapeOf } from './json-shape.ts'

const shape = (text: string, maxCommas = Infinity) => shapeOf(Buffer.from(text), maxCommas)

describe('the shape of JSON', () => {
  it.each<[string, number, number, number]>([
    ['', 0, 0, 0],
    ['1', 0, 0, 0],
    ['"a,b"', 0, 0, 0],
    ['{}', 0, 1, 1],
    ['[[], {}]', 1, 3, 2],
    ['{"a": [1, 2, {"b": []}]}', 2, 4, 4],
    ['["\\"", ","]', 1, 1, 1],
    ['["\\\\", "x"]', 1, 1, 1],
    [
      `["${'x'.repeat(100)},\\"${'y'.repeat(100)},", "${'\\\\'.repeat(100)}", "${'\\"'.repeat(200)},"]`,
      2,
      1,
      1,
    ],
    [
      `["${'x'.repeat(63)}\\"", "${'x'.repeat(64)}\\"", "${'x'.repeat(65)}\\"", "${'x'.repeat(64)}\\\\"]`,
      3,
      1,
      1,
    ],
    ['["never ended, [', 0, 1, 1],
    [`["${'x'.repeat(100)}, [`, 0, 1, 1],
  ])('of %s', (text, commas, containers, depth) => {
    expect(shape(text)).toEqual({ commas, containers, depth })
  })

  it('stops after too many commas', () => {
    expect(shape('[1,2,3,4,[]]', 2)).toEqual({ commas: 3, containers: 1, depth: 1 })
  })

  it('agrees with the parsed value for any JSON', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 10 }),
      fc
        .array(fc.constantFrom('\\', '"', ',', 'é', 'x'.repeat(40)), { maxLength: 200 })
        .map((parts) => parts.join('')),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(value, (made) => {
        expect(shape(JSON.stringify(made))).toEqual(parsedShape(made))
      }),
      { numRuns: 500 },
    )
  })
})

function parsedShape(value: unknown): { commas: number; containers: number; depth: number } {
  if (typeof value !== 'object' || value === null) return { commas: 0, containers: 0, depth: 0 }
  const inner = Object.values(value).map(parsedShape)
  const sum = (of: 'commas' | 'containers') => inner.reduce((all, one) => all + one[of], 0)
  return {
    commas: sum('commas') + Math.max(0, inner.length - 1),
    containers: sum('containers') + 1,
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
  }
}
