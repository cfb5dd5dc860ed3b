import { BitSet, countBits } from './bit-set.ts'
import type { Codes } from './packing.ts'

/** Returns the candidates that match. */
export type RowFilter = (candidates: BitSet) => BitSet

/** With fewer candidates in 32 rows, each is checked by itself; with more, all 32 are, without a branch. */
const fewCandidates = 12

export const noRows: RowFilter = (candidates) => candidates.minus(candidates)

/** The rows that pass a test, row by row. */
export const rowsPassing =
  (test: (row: number) => boolean): RowFilter =>
  (candidates) =>
    candidates.filter(test)

/** The rows whose codes are marked with 1: 1.5 ns a row. */
export const rowsMarked =
  (codes: Codes, marks: Uint8Array): RowFilter =>
  (candidates) =>
    candidates.filterWords((firstRow, rows) => {
      let word = 0
      if (countBits(rows) < fewCandidates) {
        for (let left = rows; left !== 0; left &= left - 1) {
          const bit = lowestBit(left)
          word |= (marks[codes[firstRow + bit] as number] as number) << bit
        }
        return word
      }
      const count = Math.min(32, codes.length - firstRow)
      for (let bit = 0; bit < count; bit += 1)
        word |= (marks[codes[firstRow + bit] as number] as number) << bit
      return word & rows
    })

/** With a greater share of candidates than this, all rows are scanned: codes one after the other are read faster. */
const fewShare = 1 / 16

/** A code of a greater share of the rows is not rare. */
const rareShare = 1 / 512

/**
 * The rows with one code. A rare one is found by the runtime's own search, in 0.3 ns a row. That would begin again after
 * each row with a common one, and it looks at rows that are no candidates.
 * @param otherwise makes the filter for these.
 */
export const rowsWithCode =
  (codes: Codes, code: number, otherwise: () => RowFilter): RowFilter =>
  (candidates) => {
    const isMost = candidates.count() > candidates.rows * fewShare
    const rows = isMost ? rowsOfRare(codes, code) : undefined
    return rows === undefined ? otherwise()(candidates) : candidates.and(rows)
  }

/** @returns undefined if the code is not rare. */
function rowsOfRare(codes: Codes, code: number): BitSet | undefined {
  const rows = new BitSet(codes.length)
  let left = codes.length * rareShare
  for (let row = codes.indexOf(code); row !== -1; row = codes.indexOf(code, row + 1)) {
    if (left < 1) return undefined
    rows.add(row)
    left -= 1
  }
  return rows
}

/** Bounds of a number, all of which must hold. NaN, which stands in for no value, is in no range. */
export interface NumberRange {
  above: number
  from: number
  below: number
  to: number
}

/** The rows whose numbers are in a range. */
export const rowsInRange =
  (numbers: Float64Array, { above, from, below, to }: NumberRange): RowFilter =>
  (candidates) =>
    candidates.filterWords((firstRow, rows) => {
      let word = 0
      for (let left = rows; left !== 0; left &= left - 1) {
        const bit = lowestBit(left)
        const number = numbers[firstRow + bit] as number
        if (number >= from && number <= to && number > above && number < below) word |= 1 << bit
      }
      return word
    })

/** The rows with a code marked with 1. Row n has the codes from start n up to start n + 1. 3 ns a row. */
export const rowsWithMarked =
  (starts: Uint32Array, codes: Codes, marks: Uint8Array): RowFilter =>
  (candidates) => {
    if (candidates.count() > candidates.rows * fewShare)
      return candidates.and(allWithMarked(candidates.rows, starts, codes, marks))
    return candidates.filter((row) => {
      const end = starts[row + 1] as number
      for (let at = starts[row] as number; at < end; at += 1)
        if (marks[codes[at] as number] === 1) return true
      return false
    })
  }

function allWithMarked(rows: number, starts: Uint32Array, codes: Codes, marks: Uint8Array): BitSet {
  const taken = new BitSet(rows)
  let row = 0
  for (let at = 0; at < codes.length; at += 1) {
    if (marks[codes[at] as number] === 0) continue
    while ((starts[row + 1] as number) <= at) row += 1
    taken.add(row)
  }
  return taken
}

const lowestBit = (word: number) => 31 - Math.clz32(word & -word)
