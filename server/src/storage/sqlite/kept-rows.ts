import { BoundedCache } from '../../lib/bounded-cache.ts'
import type { SqlParams, Statement } from '../statement.ts'
import type { Connection } from './connection.ts'

const maxRows = 5_000
/** The longest row that is kept, as UTF-16 units of its texts: 5,000 of them are 40 MB. */
const maxRowLength = 4_000

/**
 * The rows that transactions of the writer have looked up in tables that change rarely: the tags of a location,
 * its custom fields. Right because nobody else can write while a group's transaction is open, and because all is
 * forgotten when anyone, the group itself too, changes such a table, and when a change of one is taken back.
 * Looking one up anew costs 3 to 4 µs, and an update of a contact looks up three.
 */
export class KeptRows {
  readonly #connection: Connection
  readonly #rows = new BoundedCache<string, object>(maxRows)
  #dataVersion = Number.NaN

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** To be called when a transaction has begun that keeps all other writers out. */
  begin(): void {
    const dataVersion = this.#connection.dataVersion()
    if (dataVersion === this.#dataVersion) return
    this.#dataVersion = dataVersion
    this.forget()
  }

  /** To be called when a table that changes rarely was changed, or a change of one was taken back. */
  forget(): void {
    this.#rows.clear()
  }

  /** The first row, or undefined. It is frozen where it is kept: others will be given the same one. */
  get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): R | undefined {
    const key = this.#connection.keyOf(statement, params)
    if (key === undefined) return this.#connection.get(statement, params)
    const kept = this.#rows.get(key)
    if (kept !== undefined) return kept as R
    const row = this.#connection.get(statement, params)
    if (typeof row === 'object' && row !== null && lengthOf(row) <= maxRowLength)
      this.#rows.set(key, Object.freeze(row))
    return row
  }
}

const lengthOf = (row: object): number =>
  Object.values(row).reduce((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0)
