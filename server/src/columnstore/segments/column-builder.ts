import { type ColumnValue, packLists, packNumbers, packTexts } from './column.ts'
import { codesFor } from './packing.ts'
import { TextCollector } from './text-collector.ts'

/**
 * A column with more distinct texts no longer looks for equal ones while it collects: tables of that size, one for each
 * column, do not fit into the caches of a processor.
 */
const mostShared = 1024

/**
 * Collects the values of a column. Texts are held once while there are few distinct ones, and rows refer to them by
 * numbers.
 */
export class ColumnBuilder {
  readonly #held = new TextCollector()
  #numberOf: Map<string, number> | undefined = new Map()
  /** By row, as far as there are values of the kind; NaN, 0 and undefined are no value. */
  readonly #numbers: number[] = []
  readonly #texts: number[] = []
  readonly #lists: (number[] | undefined)[] = []
  #characters = 0

  /**
   * Sets the value of a row. Rows ascend.
   * @returns the length of the texts that are held for it, in UTF-16 units.
   */
  add(row: number, value: string | number | readonly string[]): number {
    const before = this.#characters
    if (typeof value === 'number') {
      while (this.#numbers.length < row) this.#numbers.push(Number.NaN)
      this.#numbers.push(value)
    } else if (typeof value === 'string') {
      while (this.#texts.length < row) this.#texts.push(0)
      this.#texts.push(this.#numbered(value))
    } else {
      while (this.#lists.length < row) this.#lists.push(undefined)
      this.#lists.push(value.map((text) => this.#numbered(text)))
    }
    return this.#characters - before
  }

  /** @returns the number of the text among the held ones, from 1. */
  #numbered(text: string): number {
    const known = this.#numberOf?.get(text)
    if (known !== undefined) return known
    const number = this.#held.add(text)
    this.#characters += text.length
    this.#numberOf?.set(text, number)
    if (this.#numberOf?.size === mostShared) this.#numberOf = undefined
    return number
  }

  /**
   * The stored form of the column. If kinds are mixed, numbers become texts, and both become lists if there is one.
   * @param order the rows in their final order.
   */
  finish(order: Uint32Array): Buffer {
    if (this.#lists.length > 0) return this.#finishLists(order)
    if (this.#texts.length > 0) return this.#finishTexts(order)
    const numbers = new Float64Array(order.length)
    for (let at = 0; at < numbers.length; at += 1)
      numbers[at] = this.#numbers[order[at] as number] ?? Number.NaN
    return packNumbers(numbers)
  }

  #finishTexts(order: Uint32Array): Buffer {
    // Numbers may add texts.
    const numbers = new Uint32Array(order.length)
    for (let at = 0; at < numbers.length; at += 1) {
      const row = order[at] as number
      numbers[at] = this.#texts[row] || this.#numberAsText(row)
    }
    const { sections, distinct, codeOf } = this.#held.finish()
    const codes = codesFor(numbers.length, distinct)
    for (let at = 0; at < numbers.length; at += 1) codes[at] = codeOf[numbers[at] as number] as number
    return packTexts(codes, sections)
  }

  #finishLists(order: Uint32Array): Buffer {
    const listAt = (row: number) => {
      const list = this.#lists[row]
      if (list !== undefined) return list
      const number = this.#texts[row] || this.#numberAsText(row)
      return number === 0 ? [] : [number]
    }
    const lists = Array.from(order, listAt)
    const { sections, distinct, codeOf } = this.#held.finish()
    const starts = new Uint32Array(lists.length + 1)
    for (const [at, list] of lists.entries()) starts[at + 1] = (starts[at] as number) + list.length
    const codes = codesFor(starts.at(-1) as number, distinct)
    let at = 0
    for (const list of lists)
      for (const number of list) {
        codes[at] = codeOf[number] as number
        at += 1
      }
    return packLists(starts, codes, sections)
  }

  /** @returns 0 if the row has no number. */
  #numberAsText(row: number): number {
    const number = this.#numbers[row] ?? Number.NaN
    return Number.isNaN(number) ? 0 : this.#numbered(String(number))
  }
}

/** The stored form of a column. @param values one for each row. */
export function writeColumn(values: readonly ColumnValue[]): Buffer {
  const column = new ColumnBuilder()
  for (const [row, value] of values.entries()) if (value !== undefined) column.add(row, value)
  return column.finish(Uint32Array.from(values.keys()))
}
