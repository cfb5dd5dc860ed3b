import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitSet } from './bit-set.ts'
import { type ColumnValue, readColumn } from './column.ts'
import { writeColumn } from './column-builder.ts'
import type { RowFilter } from './row-filters.ts'

const texts = fc.constantFrom('', 'a', 'b', 'ab', 'ba', 'é', '赤', '\u{1F600}', '\uFFFD', 'zz')
const anyText = fc.oneof(
  texts,
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
)
const anyValues = fc.oneof(
  fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: undefined })),
  fc.array(fc.option(anyText, { nil: undefined })),
  fc.array(fc.option(fc.uniqueArray(texts, { minLength: 1 }), { nil: undefined })),
)

const rowsOf = (values: readonly ColumnValue[], test: (row: number) => boolean) =>
  [...values.keys()].filter(test)
/** The matches among all rows, and among every third: filters treat few candidates differently. */
const rowsTaken = (values: readonly ColumnValue[], filter: RowFilter) => {
  const all = BitSet.all(values.length)
  const few = all.filter((row) => row % 3 === 0)
  const taken = filter(all)
  expect(membersOf(filter(few))).toEqual(membersOf(taken).filter((row) => row % 3 === 0))
  return membersOf(taken)
}
const membersOf = (set: BitSet) => {
  const members: number[] = []
  set.forEach((row) => {
    members.push(row)
  })
  return members
}
const each = (value: ColumnValue) => (Array.isArray(value) ? value : value === undefined ? [] : [value])

describe('a column', () => {
  it('returns the values that were written', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const column = readColumn(writeColumn(values))
        expect(values.map((_, row) => column.valueAt(row))).toEqual(values)
      }),
    )
  })

  it.each([0, 1, 9, 10, 40, 2_500])('finds a text that %i of 5,000 rows have', (count) => {
    const rows = 5_000
    const step = Math.floor(rows / Math.max(count, 1))
    const has = (row: number) => row % step === 7 % step && row < step * count
    const values = Array.from({ length: rows }, (_, row) => (has(row) ? 'sought' : `other ${row % 300}`))
    const filter = readColumn(writeColumn(values)).eq(['sought'])
    expect(rowsTaken(values, filter)).toHaveLength(count)
    expect(rowsTaken(values, filter)).toEqual(rowsOf(values, has))
    const fiftieth = BitSet.all(rows).filter((row) => row % 50 === 7)
    expect(membersOf(filter(fiftieth))).toEqual(rowsOf(values, (row) => has(row) && row % 50 === 7))
  })

  it('filters rows by their values', () => {
    fc.assert(
      fc.property(anyValues, texts, fc.integer({ min: 0, max: 100 }), (values, text, rows) => {
        const column = readColumn(writeColumn(values))
        const those = (is: (value: string | number) => boolean) =>
          rowsOf(values, (row) => each(values[row]).some(is))
        const isText = (value: string | number) => typeof value === 'string'
        expect(rowsTaken(values, column.eq([text, 3]))).toEqual(
          those((value) => value === text || value === 3),
        )
        expect(rowsTaken(values, column.exists())).toEqual(those(() => true))
        if (values.every((value) => each(value).every(isText))) {
          expect(rowsTaken(values, column.contains(text, rows))).toEqual(
            those((value) => String(value).includes(text)),
          )
          expect(rowsTaken(values, column.range({ gte: text, lt: 'zz' }))).toEqual(
            those((value) => value >= text && value < 'zz'),
          )
        }
      }),
    )
  })

  it('BR-350 finds nothing for a text that contains the separator', () => {
    const sought = fc.tuple(texts, texts).map(([before, behind]) => `${before}\0${behind}`)
    fc.assert(
      fc.property(anyValues, sought, fc.integer({ min: 0, max: 100 }), (values, text, rows) => {
        const column = readColumn(writeColumn(values))
        expect(rowsTaken(values, column.contains(text, rows))).toEqual([])
        expect(rowsTaken(values, column.eq([text]))).toEqual([])
      }),
    )
  })

  it('without values finds nothing', () => {
    const column = readColumn(writeColumn([undefined, undefined]))
    for (const filter of [
      column.eq(['x']),
      column.eq([0]),
      column.contains('', 2),
      column.exists(),
      column.range({ gte: 0 }),
    ])
      expect(rowsTaken([undefined, undefined], filter)).toEqual([])
  })

  it('sorts in the order of its values, and places values that it does not have', () => {
    fc.assert(
      fc.property(fc.array(anyText), anyText, (values, other) => {
        const column = readColumn(writeColumn(values))
        const place = column.keyOf(other)
        for (const [row, value] of values.entries()) {
          expect(Math.sign(column.keyAt(row) - place)).toBe(value === other ? 0 : value < other ? -1 : 1)
        }
      }),
    )
  })
})
