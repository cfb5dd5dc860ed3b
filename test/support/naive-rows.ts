import type { CustomFieldEntry } from '../../server/src/api/custom-fields/values/custom-field-entry.ts'
import type {
  Filter,
  Query,
  RangeBounds,
  RowPlace,
  SortKey,
  SortValue,
} from '../../server/src/columnstore/query.ts'

/** A value of a column. */
export type Value = string | number | string[]

/** One document, and its values in each column. */
export interface Row<Item> {
  item: Item
  id: string
  columns: ReadonlyMap<string, Value>
}

interface Found<Item> {
  item: Item
  place: RowPlace
}

/** Evaluates a query row by row: the specification of the column store in its simplest form. */
export function findIn<Item>(
  rows: readonly Row<Item>[],
  query: Query,
): { total: number; found: Found<Item>[] } {
  const { filter, limit, offset, after } = query
  const sort: readonly SortKey[] =
    query.sort.length > 0 ? query.sort : [{ column: 'dateAdded', direction: 'desc' }]
  const matching = rows
    .filter((row) => filter === undefined || fits(filter, row))
    .map(({ item, id, columns }) => ({
      item,
      place: { values: sort.map(({ column }) => sortValue(columns.get(column))), id },
    }))
    .sort((a, b) => comparePlaces(sort, a.place, b.place))
  const behind = matching.filter(({ place }) => after === undefined || comparePlaces(sort, place, after) > 0)
  return { total: matching.length, found: behind.slice(offset, offset + limit) }
}

const sortValue = (value: Value | undefined): SortValue =>
  value === undefined || Array.isArray(value) ? null : value

function fits(filter: Filter, row: Row<unknown>): boolean {
  if (filter.op === 'not') return !fits(filter.filter, row)
  if (filter.op === 'and') return filter.filters.every((one) => fits(one, row))
  if (filter.op === 'or') return filter.filters.some((one) => fits(one, row))
  const value = row.columns.get(filter.column)
  if (value === undefined) return false
  const each = Array.isArray(value) ? value : [value]
  switch (filter.op) {
    case 'exists':
      return true
    case 'eq':
      return each.some((one) => filter.values.includes(one))
    case 'contains':
      return each.some((one) => typeof one === 'string' && one.includes(filter.text))
    case 'range':
      return each.some((one) => isWithin(one, filter.bounds))
  }
}

const isWithin = (value: string | number, { gt, gte, lt, lte }: RangeBounds) =>
  (gt === undefined || holds(value, gt, (order) => order > 0)) &&
  (gte === undefined || holds(value, gte, (order) => order >= 0)) &&
  (lt === undefined || holds(value, lt, (order) => order < 0)) &&
  (lte === undefined || holds(value, lte, (order) => order <= 0))

const holds = (value: string | number, bound: string | number, is: (order: number) => boolean) =>
  typeof value === typeof bound && is(compareValues(value, bound))

/** Compares numbers by value and texts by UTF-16 units. */
function compareValues(a: string | number, b: string | number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function comparePlaces(sort: readonly SortKey[], a: RowPlace, b: RowPlace): number {
  for (const [index, { direction }] of sort.entries()) {
    const [one, other] = [a.values[index] ?? null, b.values[index] ?? null]
    if (one === null && other === null) continue
    // A missing value sorts last in both directions.
    if (one === null) return 1
    if (other === null) return -1
    const order = compareValues(one, other)
    if (order !== 0) return direction === 'asc' ? order : -order
  }
  return compareValues(a.id, b.id)
}

/** Puts the value of a custom field into its columns. */
export function putCustomField(
  put: (column: string, value: string | number | readonly string[]) => void,
  column: string,
  value: CustomFieldEntry['value'],
): void {
  if (typeof value !== 'object' || Array.isArray(value)) {
    put(column, value)
    return
  }
  const texts: string[] = []
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') continue
    put(`${column}.${key}`, entry)
    texts.push(entry)
  }
  // For files, only their existence is searchable.
  put(column, texts.length > 0 ? texts : Object.keys(value))
}
