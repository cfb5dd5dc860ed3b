import { type ColumnValue, packLists, packNumbers, packTexts } from './column.ts'
import { FloatList, IntegerList } from './number-list.ts'
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
  /** By row, as far as there are values of the kind; NaN and 0 are no value. */
  readonly #numbers = new FloatList()
  readonly #texts = new IntegerList()
  /** The texts of all lists, and by row the number of texts before each list and in it. */
  readonly #items = new IntegerList()
  readonly #itemsBefore = new IntegerList()
  readonly #itemsIn = new IntegerList()
  #characters = 0

  /**
   * Sets the value of a row. Rows ascend.
   * @returns the length of the texts that are held for it, in UTF-16 units.
   */
  add(row: number, value: string | number | readonly string[]): number {
    const before = this.#characters
    if (typeof value === 'number') this.#numbers.set(row, value)
    else if (typeof value === 'string') this.#texts.set(row, this.#numbered(value))
    else {
      this.#itemsBefore.set(row, this.#items.length)
      this.#itemsIn.set(row, value.length)
      for (const text of value) this.#items.push(this.#numbered(text))
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
    if (this.#itemsIn.length > 0) return this.#finishLists(order)
    if (this.#texts.length > 0) return this.#finishTexts(order)
    const numbers = new Float64Array(order.length)
    for (let at = 0; at < numbers.length; at += 1) numbers[at] = this.#numbers.at(order[at] as number)
    return packNumbers(numbers)
  }

  #finishTexts(order: Uint32Array): Buffer {
    const numbers = this.#textNumbers(order)
    const { sections, distinct, codeOf } = this.#held.finish()
    const codes = codesFor(numbers.length, distinct)
    for (let at = 0; at < numbers.length; at += 1) codes[at] = codeOf[numbers[at] as number] as number
    return packTexts(codes, sections)
  }

  #finishLists(order: Uint32Array): Buffer {
    const singles = this.#textNumbers(order)
    const { sections, distinct, codeOf } = this.#held.finish()
    const starts = new Uint32Array(order.length + 1)
    for (let at = 0; at < order.length; at += 1) {
      const length = this.#itemsIn.at(order[at] as number) || (singles[at] === 0 ? 0 : 1)
      starts[at + 1] = (starts[at] as number) + length
    }
    const codes = codesFor(starts[order.length] as number, distinct)
    for (let at = 0; at < order.length; at += 1) {
      const row = order[at] as number
      const start = starts[at] as number
      const first = this.#itemsBefore.at(row)
      const items = this.#itemsIn.at(row)
      for (let item = 0; item < items; item += 1)
        codes[start + item] = codeOf[this.#items.at(first + item)] as number
      if (singles[at] !== 0) codes[start] = codeOf[singles[at] as number] as number
    }
    return packLists(starts, codes, sections)
  }

  /** @returns the number of the text of each row, which may be a number as a text; 0 for none. It may hold more texts. */
  #textNumbers(order: Uint32Array): Uint32Array {
    const numbers = new Uint32Array(order.length)
    for (let at = 0; at < numbers.length; at += 1) {
      const row = order[at] as number
      numbers[at] = this.#texts.at(row) || this.#numberAsText(row)
    }
    return numbers
  }

  /** @returns 0 if the row has no number. */
  #numberAsText(row: number): number {
    const number = this.#numbers.at(row)
    return Number.isNaN(number) ? 0 : this.#numbered(String(number))
  }
}

/** The stored form of a column. @param values one for each row. */
export function writeColumn(values: readonly ColumnValue[]): Buffer {
  const column = new ColumnBuilder()
  for (const [row, value] of values.entries()) if (value !== undefined) column.add(row, value)
  return column.finish(Uint32Array.from(values.keys()))
}
