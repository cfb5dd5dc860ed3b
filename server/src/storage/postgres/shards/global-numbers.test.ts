import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyOf, type Table } from '../../copy/table.ts'
import { migrations } from '../../migrations/migrations.ts'
import { describeTables } from '../../sqlite/describe-tables.ts'
import { GlobalNumbers, numberColumns } from './global-numbers.ts'

const tables = describeTables(migrations)
const tableOf = (name: string): Table => {
  const table = tables.find((one) => one.name === name)
  if (table === undefined) throw new Error(`There is no table ${name}.`)
  return table
}
const changes = tableOf('contact_changes')
const deliveries = tableOf('webhook_deliveries')
const indexes = tableOf('search_indexes')

/** A row with values in some columns. */
const rowOf = ({ columns }: Table, values: Record<string, string | number>) =>
  columns.map(({ name }) => values[name] ?? null)
const cellOf = ({ columns }: Table, row: readonly unknown[], name: string) =>
  row[columns.findIndex((column) => column.name === name)]

it('knows every column with a number of changes or events', () => {
  const named = /^(?:sequence|taken|position|last_sequence)$/
  const found = tables.flatMap(({ name, columns }) =>
    columns.filter((column) => named.test(column.name)).map((column) => [name, column.name]),
  )
  // Its position is that in a list.
  expect(Object.fromEntries(found)).toEqual({ ...numberColumns, custom_fields: 'position' })
})

describe('two locations that both have numbers from 3 on', () => {
  const numbers = new GlobalNumbers([
    { locationId: 'a', first: 3, last: 5 },
    { locationId: 'b', first: 3, last: 4 },
  ])
  const given = (table: Table, column: string, location_id: string, number: number) =>
    cellOf(table, numbers.elsewhere(table, rowOf(table, { location_id, [column]: number })), column)

  it('have the numbers 1 to 5', () => {
    expect([3, 4, 5].map((number) => given(changes, 'sequence', 'a', number))).toEqual([1, 2, 3])
    expect([3, 4].map((number) => given(changes, 'sequence', 'b', number))).toEqual([4, 5])
    expect(numbers.last).toBe(5)
  })

  it.each([
    ['a', 0, 0],
    ['a', 4, 2],
    ['a', 100, 3],
    ['b', 2, 3],
    ['b', 100, 5],
    ['without rows', 7, 0],
  ])('in %s, what is done up to %d is done up to %d', (locationId, taken, expected) => {
    expect(given(indexes, 'taken', locationId, taken)).toBe(expected)
  })

  it('keeps a missing number', () => {
    const webhooks = tableOf('webhooks')
    const row = rowOf(webhooks, { location_id: 'a' })
    expect(numbers.elsewhere(webhooks, row)).toEqual(row)
  })

  it('reads a range by the numbers of its location', () => {
    expect(numbers.inShards(changes, { after: ['a', 3], upTo: ['b', 4] })).toEqual({
      after: ['a', 5],
      upTo: ['b', 3],
    })
    expect(numbers.inShards(deliveries, { after: ['b', 'w', 4] }).after).toEqual(['b', 'w', 3])
  })

  it('leaves other tables', () => {
    const contacts = tableOf('contacts')
    const range = { after: ['a', 'id'] }
    const row = rowOf(contacts, { location_id: 'a', id: 'id' })
    expect(numbers.inShards(contacts, range).after).toBe(range.after)
    expect(numbers.elsewhere(contacts, row)).toBe(row)
  })
})

it('gives each row a number of its own, in the order of location and number, and finds it again', () => {
  const anyRanges = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 5 })), {
    maxLength: 6,
  })
  fc.assert(
    fc.property(anyRanges, (bounds) => {
      const ranges = bounds.map(([first, more], index) => ({
        locationId: `location ${index}`,
        first,
        last: first + more,
      }))
      const numbers = new GlobalNumbers(ranges)
      const keys = ranges.flatMap(({ locationId, first, last }) =>
        Array.from({ length: last - first + 1 }, (_, index) => [locationId, first + index] as const),
      )
      for (const [index, [location_id, sequence]] of keys.entries()) {
        const row = numbers.elsewhere(changes, rowOf(changes, { location_id, sequence }))
        expect(cellOf(changes, row, 'sequence')).toBe(index + 1)
        expect(numbers.inShards(changes, { after: keyOf(changes, row) }).after).toEqual([
          location_id,
          sequence,
        ])
      }
    }),
  )
})
