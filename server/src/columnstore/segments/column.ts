import type { Filter, RangeBounds, SortValue } from '../query.ts'
import { Dictionary, type DictionarySections } from './dictionary.ts'
import { asCodes, asFloat64, asUint32, type Codes, codesFor, pack, unpack } from './packing.ts'
import {
  type NumberRange,
  noRows,
  type RowFilter,
  rowsInRange,
  rowsMarked,
  rowsPassing,
  rowsWithCode,
  rowsWithMarked,
} from './row-filters.ts'

/** The value of a row in a column; undefined if there is none. Numbers are finite, as in JSON. */
export type ColumnValue = string | number | readonly string[] | undefined

/** The operators that apply to one column. */
export type LeafOp = Extract<Filter, { column: string }>['op']

/** One column of a segment. Immutable. */
export interface Column {
  eq(values: readonly (string | number)[]): RowFilter
  /** @param rows the number of candidates. For few rows, the column does not search all texts. */
  contains(text: string, rows: number): RowFilter
  exists(): RowFilter
  range(bounds: RangeBounds): RowFilter
  /** The most numbers, codes and bytes of text that a filter of this many rows reads. */
  workOf(op: LeafOp, rows: number): number
  /** The sort key of a row, a number in the order of the values; NaN if the row has none. */
  keyAt(row: number): number
  /** The range of the sort keys. */
  keyBounds(): KeyBounds
  /** The position of a value among the sort keys; NaN for a value of another kind, which compares with none. */
  keyOf(value: string | number): number
  valueAt(row: number): ColumnValue
  sortValueAt(row: number): SortValue
}

export interface KeyBounds {
  least: number
  greatest: number
  /** Whether a row may have no key. */
  mayLack: boolean
}

class NumberColumn implements Column {
  readonly #numbers: Float64Array
  #keyBounds: KeyBounds | undefined

  constructor([numbers]: Buffer[]) {
    this.#numbers = asFloat64(numbers as Buffer)
  }

  eq(values: readonly (string | number)[]): RowFilter {
    const sought = new Set(values.filter((value) => typeof value === 'number'))
    const [only] = sought
    if (only === undefined) return noRows
    if (sought.size === 1) return this.range({ gte: only, lte: only })
    return rowsPassing((row) => sought.has(this.keyAt(row)))
  }

  contains(text: string): RowFilter {
    return rowsPassing((row) => !Number.isNaN(this.keyAt(row)) && String(this.keyAt(row)).includes(text))
  }

  exists(): RowFilter {
    return this.range({})
  }

  range(bounds: RangeBounds): RowFilter {
    return rowsInRange(this.#numbers, numberRange(bounds, numberOf))
  }

  workOf(op: LeafOp, rows: number): number {
    return op === 'contains' ? rows * unitsPerText : this.#numbers.length
  }

  keyAt(row: number): number {
    return this.#numbers[row] as number
  }

  keyBounds(): KeyBounds {
    this.#keyBounds ??= boundsOf(this.#numbers)
    return this.#keyBounds
  }

  keyOf(value: string | number): number {
    return numberOf(value)
  }

  valueAt(row: number): ColumnValue {
    const number = this.keyAt(row)
    return Number.isNaN(number) ? undefined : number
  }

  sortValueAt(row: number): SortValue {
    return (this.valueAt(row) as number | undefined) ?? null
  }
}

/** One text or none for each row, as codes of a dictionary. */
export class TextColumn implements Column {
  readonly #codes: Codes
  readonly #dictionary: Dictionary

  constructor([codes, starts, bytes]: Buffer[]) {
    this.#dictionary = new Dictionary(starts as Buffer, bytes as Buffer)
    this.#codes = asCodes(codes as Buffer, this.#dictionary.size).slice()
  }

  eq(values: readonly (string | number)[]): RowFilter {
    const codes = codesOf(this.#dictionary, values)
    const [only] = codes
    if (only === undefined) return noRows
    const anyOf = () => rowsMarked(this.#codes, marked(this.#dictionary.size, codes))
    return codes.length === 1 ? rowsWithCode(this.#codes, only, anyOf) : anyOf()
  }

  contains(text: string, rows: number): RowFilter {
    const dictionary = this.#dictionary
    if (isFewOf(rows, dictionary.size)) {
      const isContaining = dictionary.containing(text)
      return rowsPassing((row) => this.#codes[row] !== 0 && isContaining(this.#codes[row] as number))
    }
    const marks = dictionary.marksOfContaining(text)
    return marks === undefined ? noRows : rowsMarked(this.#codes, marks)
  }

  exists(): RowFilter {
    return this.range({})
  }

  range(bounds: RangeBounds): RowFilter {
    return rowsMarked(this.#codes, markedInRange(this.#dictionary, bounds))
  }

  workOf(op: LeafOp, rows: number): number {
    const { size, byteLength } = this.#dictionary
    if (op !== 'contains') return this.#codes.length + size
    if (isFewOf(rows, size)) return rows * (unitsPerText + byteLength / size)
    return this.#codes.length + byteLength + size * unitsPerMatch
  }

  keyAt(row: number): number {
    return this.#codes[row] || Number.NaN
  }

  keyBounds(): KeyBounds {
    return { least: 1, greatest: this.texts, mayLack: true }
  }

  keyOf(value: string | number): number {
    return placeOf(this.#dictionary, value)
  }

  valueAt(row: number): string | undefined {
    const code = this.#codes[row] as number
    return code === 0 ? undefined : this.textOf(code)
  }

  /** The code of a row's text: its position in the sorted texts, from 1; 0 if the row has none. */
  codeAt(row: number): number {
    return this.#codes[row] as number
  }

  textOf(code: number): string {
    return this.#dictionary.at(code)
  }

  /** The number of texts. */
  get texts(): number {
    return this.#dictionary.size
  }

  sortValueAt(row: number): SortValue {
    return this.valueAt(row) ?? null
  }
}

/** Lists of texts. For sorting, rows with lists count as rows without a value. */
class ListColumn implements Column {
  /** Row n has the codes from start n up to start n + 1. */
  readonly #starts: Uint32Array
  readonly #codes: Codes
  readonly #dictionary: Dictionary

  constructor([listStarts, codes, starts, bytes]: Buffer[]) {
    this.#starts = asUint32(listStarts as Buffer).slice()
    this.#dictionary = new Dictionary(starts as Buffer, bytes as Buffer)
    this.#codes = asCodes(codes as Buffer, this.#dictionary.size).slice()
  }

  eq(values: readonly (string | number)[]): RowFilter {
    const codes = codesOf(this.#dictionary, values)
    return codes.length === 0 ? noRows : this.#anyMarked(marked(this.#dictionary.size, codes))
  }

  contains(text: string): RowFilter {
    const marks = this.#dictionary.marksOfContaining(text)
    return marks === undefined ? noRows : this.#anyMarked(marks)
  }

  exists(): RowFilter {
    return this.range({})
  }

  range(bounds: RangeBounds): RowFilter {
    return this.#anyMarked(markedInRange(this.#dictionary, bounds))
  }

  workOf(op: LeafOp): number {
    const { size, byteLength } = this.#dictionary
    return this.#codes.length + (op === 'contains' ? byteLength + size * unitsPerMatch : size)
  }

  keyAt(): number {
    return Number.NaN
  }

  keyBounds(): KeyBounds {
    return { least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY, mayLack: true }
  }

  keyOf(): number {
    return Number.NaN
  }

  valueAt(row: number): readonly string[] | undefined {
    const codes = this.#codes.subarray(this.#starts[row], this.#starts[row + 1])
    return codes.length === 0 ? undefined : Array.from(codes, (code) => this.#dictionary.at(code))
  }

  sortValueAt(): SortValue {
    return null
  }

  #anyMarked(marks: Uint8Array): RowFilter {
    return rowsWithMarked(this.#starts, this.#codes, marks)
  }
}

/** The cost of extracting and searching a single text, in units of `QueryBudget`. */
const unitsPerText = 50
/** The cost of a match in the search of all texts. Each text may match. */
const unitsPerMatch = 15

/** Whether there are so few rows that searching the text of each is faster than searching all texts. */
const isFewOf = (rows: number, texts: number) => rows < texts >>> 3

const kinds = [NumberColumn, TextColumn, ListColumn]

/** Reads the stored form of a column: its kind and its sections. */
export function readColumn(content: Buffer): Column {
  const [kind, ...sections] = unpack(content)
  const Kind = kinds[asUint32(kind as Buffer)[0] as number]
  if (Kind === undefined) throw new Error('A column of the search index is of an unknown kind.')
  return new Kind(sections)
}

/** The ids of a segment as a column. Each row has its own text, and the texts are sorted. */
export function readIdColumn(ids: Buffer): Column {
  const [starts, bytes] = unpack(ids)
  const rows = (starts as Buffer).byteLength / 4 - 1
  const codes = codesFor(rows, rows)
  for (let row = 0; row < rows; row += 1) codes[row] = row + 1
  return new TextColumn([Buffer.from(codes.buffer), starts as Buffer, bytes as Buffer])
}

const kindSection = (Kind: (typeof kinds)[number]) => Uint32Array.of(kinds.indexOf(Kind))

/** The stored form of a column of numbers. @param numbers one for each row; NaN for none. */
export const packNumbers = (numbers: Float64Array): Buffer => pack([kindSection(NumberColumn), numbers])

/** @param codes the code of each row's text, from 1. @param texts the sections of the dictionary. */
export const packTexts = (codes: Codes, texts: DictionarySections): Buffer =>
  pack([kindSection(TextColumn), codes, ...texts])

/** @param starts for each row the start of its codes, then the end. @param texts the sections of the dictionary. */
export const packLists = (starts: Uint32Array, codes: Codes, texts: DictionarySections): Buffer =>
  pack([kindSection(ListColumn), starts, codes, ...texts])

/** NaN for texts, because texts never match numbers: NaN equals nothing and is in no range. */
const numberOf = (value: string | number) => (typeof value === 'number' ? value : Number.NaN)
const placeOf = (dictionary: Dictionary, value: string | number) =>
  typeof value === 'string' ? dictionary.place(value) : Number.NaN

const codesOf = (dictionary: Dictionary, values: readonly (string | number)[]) =>
  values.map((value) => placeOf(dictionary, value)).filter(Number.isInteger)

function marked(size: number, codes: readonly number[]): Uint8Array {
  const marks = new Uint8Array(size + 1)
  for (const code of codes) marks[code] = 1
  return marks
}

/** A mark for each code: 1 if its text is in the range. */
function markedInRange(dictionary: Dictionary, bounds: RangeBounds): Uint8Array {
  const { above, from, below, to } = numberRange(bounds, (value) => placeOf(dictionary, value))
  const marks = new Uint8Array(dictionary.size + 1)
  for (let code = 1; code < marks.length; code += 1)
    marks[code] = code > above && code >= from && code < below && code <= to ? 1 : 0
  return marks
}

function boundsOf(numbers: Float64Array): KeyBounds {
  const bounds = { least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY, mayLack: false }
  for (const number of numbers) {
    if (number < bounds.least) bounds.least = number
    if (number > bounds.greatest) bounds.greatest = number
    if (Number.isNaN(number)) bounds.mayLack = true
  }
  return bounds
}

const numberRange = (
  { gt, gte, lt, lte }: RangeBounds,
  keyOf: (value: string | number) => number,
): NumberRange => ({
  above: gt === undefined ? Number.NEGATIVE_INFINITY : keyOf(gt),
  from: gte === undefined ? Number.NEGATIVE_INFINITY : keyOf(gte),
  below: lt === undefined ? Number.POSITIVE_INFINITY : keyOf(lt),
  to: lte === undefined ? Number.POSITIVE_INFINITY : keyOf(lte),
})
