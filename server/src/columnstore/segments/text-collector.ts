import type { DictionarySections } from './dictionary.ts'
import { IntegerList } from './number-list.ts'
import { sortTexts } from './sort-texts.ts'

const separatorBytes = 1
const firstBytes = 64
/** The most bytes of a UTF-16 unit in UTF-8. */
const bytesPerUnit = 3

/** Distinct texts as a dictionary has them, and what became of the collected ones. */
export interface CollectedTexts {
  /** The sections of the dictionary. */
  sections: DictionarySections
  /** The number of distinct texts. */
  distinct: number
  /** The codes, from 1, by the numbers of the collected texts, from 1. */
  codeOf: Uint32Array
  /** The collected texts, from 0, in JavaScript's order. */
  order: Uint32Array
}

/**
 * Collects texts without NUL. It holds their bytes instead of strings, because strings of a whole segment would survive
 * garbage collections, and each collection would copy them.
 */
export class TextCollector {
  /** The texts in UTF-8, each followed by a NUL. */
  #bytes = Buffer.allocUnsafe(firstBytes)
  #length = 0
  readonly #starts = new IntegerList()

  /** @returns the number of the text, from 1. */
  add(text: string): number {
    const most = text.length * bytesPerUnit + separatorBytes
    if (this.#length + most > this.#bytes.length) this.#grow(most)
    const bytes = this.#bytes
    let at = this.#length
    for (let unit = 0; unit < text.length; unit += 1) {
      const code = text.charCodeAt(unit)
      if (code > 0x7f) {
        at = this.#length + bytes.write(text, this.#length)
        break
      }
      bytes[at] = code
      at += 1
    }
    bytes[at] = 0
    const number = this.#starts.push(this.#length)
    this.#length = at + separatorBytes
    return number
  }

  get size(): number {
    return this.#starts.length
  }

  #grow(most: number): void {
    const grown = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#length + most))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }

  /** Sorts the texts, and keeps each once. */
  finish(): CollectedTexts {
    const { size } = this
    const bytes = this.#bytes
    const starts = this.#starts.whole()
    const order = sortTexts(bytes, starts)
    const codeOf = new Uint32Array(size + 1)
    const ends = new Uint32Array(size + 1)
    const kept = Buffer.allocUnsafeSlow(this.#length)
    let distinct = 0
    for (const text of order) {
      const start = starts[text] as number
      const last = ends[distinct - 1] ?? 0
      const end = ends[distinct] as number
      if (distinct === 0 || !isSame(bytes, start, kept, last)) {
        distinct += 1
        ends[distinct] = copyText(bytes, start, kept, end)
      }
      codeOf[text + 1] = distinct
    }
    const sections: DictionarySections = [ends.subarray(0, distinct + 1), kept.subarray(0, ends[distinct])]
    return { sections, distinct, codeOf, order }
  }
}

function isSame(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number): boolean {
  // Ends: a NUL follows each text.
  for (let at = 0; ; at += 1) {
    const byte = a[aStart + at]
    if (byte !== b[bStart + at]) return false
    if (byte === 0) return true
  }
}

/** Copies a text with its NUL. @returns the end of the copy. */
function copyText(from: Uint8Array, start: number, to: Uint8Array, at: number): number {
  let end = at
  // Ends: a NUL follows each text.
  for (let read = start; ; read += 1) {
    const byte = from[read] as number
    to[end] = byte
    end += 1
    if (byte === 0) return end
  }
}
