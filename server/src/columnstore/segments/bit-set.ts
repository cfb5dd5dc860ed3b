import { asUint32, pack, unpack } from './packing.ts'

/** A set of row numbers below a bound, with one bit per row. */
export class BitSet {
  /** The bound. */
  readonly rows: number
  readonly words: Uint32Array

  /** @param words missing for an empty set. */
  constructor(rows: number, words: Uint32Array = new Uint32Array((rows + 31) >>> 5)) {
    this.rows = rows
    this.words = words
  }

  static all(rows: number): BitSet {
    const set = new BitSet(rows)
    set.words.fill(0xffffffff)
    if (rows % 32 !== 0) set.words[set.words.length - 1] = 2 ** (rows % 32) - 1
    return set
  }

  has(row: number): boolean {
    return ((this.#word(row >>> 5) >>> (row & 31)) & 1) === 1
  }

  add(row: number): void {
    this.words[row >>> 5] = this.#word(row >>> 5) | (1 << (row & 31))
  }

  copy(): BitSet {
    return new BitSet(this.rows, this.words.slice())
  }

  or(other: BitSet): BitSet {
    const both = this.copy()
    for (let index = 0; index < both.words.length; index += 1)
      both.words[index] = both.#word(index) | other.#word(index)
    return both
  }

  and(other: BitSet): BitSet {
    const common = this.copy()
    for (let index = 0; index < common.words.length; index += 1)
      common.words[index] = common.#word(index) & other.#word(index)
    return common
  }

  /** The rows that the other set does not have. */
  minus(other: BitSet): BitSet {
    const left = this.copy()
    for (let index = 0; index < left.words.length; index += 1)
      left.words[index] = left.#word(index) & ~other.#word(index)
    return left
  }

  filter(test: (row: number) => boolean): BitSet {
    const kept = new BitSet(this.rows)
    for (let index = 0; index < this.words.length; index += 1) {
      let left = this.#word(index)
      let word = 0
      while (left !== 0) {
        const bit = 31 - Math.clz32(left & -left)
        left &= left - 1
        if (test((index << 5) | bit)) word |= 1 << bit
      }
      kept.words[index] = word
    }
    return kept
  }

  /**
   * As `filter`, but 32 rows at a time: calling a test for each row costs more than the test itself.
   * @param wordOf returns the matching rows as bits, beginning with the first row. They must be among the candidates.
   */
  filterWords(wordOf: (firstRow: number, candidates: number) => number): BitSet {
    const kept = new BitSet(this.rows)
    for (let index = 0; index < this.words.length; index += 1) {
      const candidates = this.#word(index)
      if (candidates !== 0) kept.words[index] = wordOf(index << 5, candidates)
    }
    return kept
  }

  forEach(visit: (row: number) => void): void {
    for (let index = 0; index < this.words.length; index += 1) {
      let left = this.#word(index)
      while (left !== 0) {
        const bit = 31 - Math.clz32(left & -left)
        left &= left - 1
        visit((index << 5) | bit)
      }
    }
  }

  count(): number {
    let count = 0
    for (let index = 0; index < this.words.length; index += 1) count += countBits(this.#word(index))
    return count
  }

  #word(index: number): number {
    return this.words[index] as number
  }
}

/** The number of set bits in a word. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** The stored form of a set. */
export const writeBitSet = (set: BitSet) => pack([set.words])
export const readBitSet = (rows: number, content: Buffer) =>
  new BitSet(rows, asUint32(unpack(content)[0] as Buffer).slice())
