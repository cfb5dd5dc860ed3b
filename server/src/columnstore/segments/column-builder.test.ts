import { expect, it } from 'vitest'
import { readColumn } from './column.ts'
import { type ColumnBuilder, writeColumn } from './column-builder.ts'

type Value = Parameters<ColumnBuilder['add']>[1] | undefined

const valuesOf = (written: Buffer, rows: number) => {
  const column = readColumn(written)
  return Array.from({ length: rows }, (_, row) => column.valueAt(row))
}

it.each([100, 1024, 1025, 5000])('a column of %i distinct texts has each of them once', (distinct) => {
  const values = Array.from({ length: 3 * distinct + 7 }, (_, row) => `text ${(row * 7) % distinct}`)
  const written = writeColumn(values)
  expect(valuesOf(written, values.length)).toEqual(values)
  const column = readColumn(written)
  expect(new Set(values.map((_, row) => column.keyAt(row))).size).toBe(distinct)
  expect(column.keyBounds().greatest).toBe(distinct)
})

it.each<[string, Value[], Value[]]>([
  ['numbers become texts', [7, undefined, 'a', 7, '7'], ['7', undefined, 'a', '7', '7']],
  ['texts become lists', ['a', ['b', 'a'], undefined], [['a'], ['b', 'a'], undefined]],
  ['numbers become lists', [undefined, 7, ['7', 'a'], 1.5], [undefined, ['7'], ['7', 'a'], ['1.5']]],
])('%s in a column of mixed kinds', (_, values, expected) => {
  expect(valuesOf(writeColumn(values), values.length)).toEqual(expected)
})
