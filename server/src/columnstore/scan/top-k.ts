import type { Query, RowPlace, SortKey, SortValue } from '../query.ts'
import type { BitSet } from '../segments/bit-set.ts'
import type { SegmentIds } from '../segments/segment.ts'
import type { Columns } from './evaluate-filter.ts'

/** The sort key of a row in one segment. Smaller keys come first, rows without a value last. */
type RowKey = (row: number) => number

/** A place in terms of one segment. */
interface LocalPlace {
  keys: readonly number[]
  /** A half between two row numbers if the segment does not have the id. */
  row: number
}

const newestFirst: readonly SortKey[] = [{ column: 'dateAdded', direction: 'desc' }]

/** Collects the page of a query from one segment after the other. */
export class PageOfRows {
  readonly #sort: readonly SortKey[]
  readonly #after: RowPlace | undefined
  readonly #offset: number
  readonly #end: number
  readonly #size: number
  /** The best rows, in order: those before the page, the page, and one row after it. */
  #best: RowPlace[] = []

  constructor({ sort, after, offset, limit }: Query) {
    this.#sort = sort.length > 0 ? sort : newestFirst
    this.#after = after
    this.#offset = offset
    this.#end = offset + limit
    this.#size = this.#end + 1
  }

  /** The columns of the sort keys. */
  get columns(): string[] {
    return this.#sort.map((key) => key.column)
  }

  add(rows: BitSet, ids: SegmentIds, columns: Columns): void {
    const keys = this.#sort.map((key) => rowKeyOf(key, columns))
    const firstKey = keys[0] as RowKey
    const local = (place: RowPlace | undefined): LocalPlace | undefined =>
      place && {
        keys: this.#sort.map((key, index) => keyOfValue(key, columns, place.values[index] ?? null)),
        row: ids.placeOf(place.id),
      }
    const compare = (a: number, b: number) => compareRows(keys, a, b)
    const first = local(this.#after)
    const heap = new BoundedHeap(this.#size, compare)
    const last = local(this.#best.length < this.#size ? undefined : this.#best.at(-1))
    const span = this.#sort[0] && spanOf(this.#sort[0], columns)
    if (span && last && span.first > (last.keys[0] as number)) return
    if (span && first && span.last < (first.keys[0] as number)) return
    // The first key alone rejects most rows, in a fifth of the time of a full comparison.
    const least = first?.keys[0] ?? Number.NEGATIVE_INFINITY
    let greatest = last?.keys[0] ?? Number.POSITIVE_INFINITY
    rows.forEach((row) => {
      const key = firstKey(row)
      if (key < least || key > greatest) return
      if (first !== undefined && compareWithPlace(keys, row, first) <= 0) return
      if (last !== undefined && compareWithPlace(keys, row, last) > 0) return
      heap.offer(row)
      if (heap.isFull) greatest = firstKey(heap.rows[0] as number)
    })
    const found = heap.rows.map((row) => ({
      id: ids.idAt(row),
      values: this.#sort.map((key) => columns.get(key.column)?.sortValueAt(row) ?? null),
    }))
    if (found.length === 0) return
    this.#best = [...this.#best, ...found]
      .sort((a, b) => comparePlaces(this.#sort, a, b))
      .slice(0, this.#size)
  }

  places(): RowPlace[] {
    return this.#best.slice(this.#offset, this.#end)
  }

  /** Whether there is a row after the page. */
  get hasMore(): boolean {
    return this.#best.length > this.#end
  }
}

function rowKeyOf({ column, direction }: SortKey, columns: Columns): RowKey {
  const found = columns.get(column)
  if (found === undefined) return () => Number.POSITIVE_INFINITY
  return direction === 'asc'
    ? (row) => lastIfNothing(found.keyAt(row))
    : (row) => lastIfNothing(-found.keyAt(row))
}

/** The range of the keys in a segment. Most segments have no row on the page and can be skipped by it. */
function spanOf({ column, direction }: SortKey, columns: Columns): { first: number; last: number } {
  const bounds = columns.get(column)?.keyBounds()
  if (bounds === undefined) return { first: Number.POSITIVE_INFINITY, last: Number.POSITIVE_INFINITY }
  const { least, greatest, mayLack } = bounds
  const [first, last] = direction === 'asc' ? [least, greatest] : [-greatest, -least]
  return { first, last: mayLack ? Number.POSITIVE_INFINITY : last }
}

function keyOfValue({ column, direction }: SortKey, columns: Columns, value: SortValue): number {
  if (value === null) return Number.POSITIVE_INFINITY
  const key = columns.get(column)?.keyOf(value) ?? 0
  return lastIfNothing(direction === 'asc' ? key : -key)
}

const lastIfNothing = (key: number) => (Number.isNaN(key) ? Number.POSITIVE_INFINITY : key)

function compareRows(keys: readonly RowKey[], a: number, b: number): number {
  for (const keyAt of keys) {
    const keyA = keyAt(a)
    const keyB = keyAt(b)
    if (keyA !== keyB) return keyA < keyB ? -1 : 1
  }
  return a - b
}

function compareWithPlace(keys: readonly RowKey[], row: number, place: LocalPlace): number {
  for (let index = 0; index < keys.length; index += 1) {
    const key = (keys[index] as RowKey)(row)
    const other = place.keys[index] as number
    if (key !== other) return key < other ? -1 : 1
  }
  return row - place.row
}

/** Compares rows of different segments by their values. */
function comparePlaces(sort: readonly SortKey[], a: RowPlace, b: RowPlace): number {
  for (const [index, { direction }] of sort.entries()) {
    const order = compareValues(
      a.values[index] ?? null,
      b.values[index] ?? null,
      direction === 'asc' ? 1 : -1,
    )
    if (order !== 0) return order
  }
  return a.id < b.id ? -1 : 1
}

function compareValues(a: SortValue, b: SortValue, sign: 1 | -1): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
  return String(a) < String(b) ? -sign : sign
}

/** The first rows of many. The root is the last of them, so one comparison rejects most rows. */
class BoundedHeap {
  readonly rows: number[] = []
  readonly #size: number
  readonly #compare: (a: number, b: number) => number

  constructor(size: number, compare: (a: number, b: number) => number) {
    this.#size = size
    this.#compare = compare
  }

  get isFull(): boolean {
    return this.rows.length > 0 && this.rows.length === this.#size
  }

  offer(row: number): void {
    const { rows } = this
    if (rows.length < this.#size) {
      rows.push(row)
      this.#rise(rows.length - 1)
    } else if (rows.length > 0 && this.#compare(row, rows[0] as number) < 0) {
      rows[0] = row
      this.#sink(0)
    }
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >>> 1
      if (!this.#swapIfAfter(at, parent)) return
      at = parent
    }
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      let child = 2 * at + 1
      if (child >= this.rows.length) return
      if (child + 1 < this.rows.length && this.#isAfter(child + 1, child)) child += 1
      if (!this.#swapIfAfter(child, at)) return
      at = child
    }
  }

  #isAfter(a: number, b: number): boolean {
    return this.#compare(this.rows[a] as number, this.rows[b] as number) > 0
  }

  #swapIfAfter(lower: number, upper: number): boolean {
    if (!this.#isAfter(lower, upper)) return false
    const row = this.rows[lower] as number
    this.rows[lower] = this.rows[upper] as number
    this.rows[upper] = row
    return true
  }
}
