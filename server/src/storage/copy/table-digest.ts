import { createHash } from 'node:crypto'
import type { SqlValue } from '../statement.ts'
import type { Row } from './table.ts'

/**
 * Text is hashed in pieces of about this many UTF-16 code units, because many small updates cost more than their
 * bytes.
 */
const pieceLength = 64 * 1024

/** The content of a table, or of a part of it. */
export interface TableContent {
  rows: number
  /** SHA-256 over the rows in key order, in hexadecimal. */
  checksum: string
}

/** Counts rows and computes their checksum, which is the same for every engine. */
export class TableDigest {
  readonly #hash = createHash('sha256')
  #rows = 0
  #text = ''

  add(rows: readonly Row[]): void {
    for (const row of rows) {
      for (const value of row) this.#addValue(value)
      this.#text += '\n'
      this.#rows += 1
      if (this.#text.length >= pieceLength) this.#flush()
    }
  }

  /** Call once, after all rows were added. */
  content(): TableContent {
    this.#flush()
    return { rows: this.#rows, checksum: this.#hash.digest('hex') }
  }

  /** Each value is prefixed with its type and length, so different rows have different encodings. */
  #addValue(value: SqlValue): void {
    if (value === null) this.#text += 'n'
    else if (typeof value === 'number') this.#text += `i${value};`
    else if (typeof value === 'string') this.#text += `t${value.length}:${value}`
    else {
      this.#text += `b${value.length}:`
      this.#flush()
      this.#hash.update(value)
    }
  }

  #flush(): void {
    this.#hash.update(this.#text, 'utf8')
    this.#text = ''
  }
}

/** Whether two rows are equal. */
export const isSameRow = (one: Row, other: Row): boolean =>
  one.length === other.length && one.every((value, place) => isSame(value, other[place]))

const isSame = (one: SqlValue, other: SqlValue | undefined): boolean =>
  Buffer.isBuffer(one) && Buffer.isBuffer(other) ? one.equals(other) : one === other
