import { BoundedCache } from '../../lib/bounded-cache.ts'
import type { SqlParams } from '../statement.ts'
import type { Connection } from './connection.ts'
import type { PreparedStatement } from './prepared-statement.ts'

const maxRows = 5_000
/** The longest row that is cached, in UTF-16 units of its texts: 5,000 of them take 40 MB. */
const maxRowLength = 4_000

/**
 * Caches rows that writes have read from tables that change rarely: the tags of a location, its custom fields. A
 * cached row is valid because nobody else can write while a group's transaction is open. The cache is cleared when
 * anyone, including the group itself, changes such a table, and when such a change is undone. A read costs 3 to 4 µs,
 * and an update of a contact makes three.
 */
export class RowCache {
  readonly #connection: Connection
  readonly #rows = new BoundedCache<string, object>(maxRows)
  #dataVersion = Number.NaN

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Call when a transaction has begun that excludes all other writers. */
  begin(): void {
    const dataVersion = this.#connection.dataVersion()
    if (dataVersion === this.#dataVersion) return
    this.#dataVersion = dataVersion
    this.forget()
  }

  /** Call after a change of a table that changes rarely, or after undoing one. */
  forget(): void {
    this.#rows.clear()
  }

  /** The first row, or undefined. A cached row is frozen, because later callers get the same one. */
  get<P extends SqlParams, R>(statement: PreparedStatement<P, R>, params: P): R | undefined {
    const key = statement.keyOf(params)
    if (key === undefined) return statement.get(params)
    const cached = this.#rows.get(key)
    if (cached !== undefined) return cached as R
    const row = statement.get(params)
    if (typeof row === 'object' && row !== null && lengthOf(row) <= maxRowLength)
      this.#rows.set(key, Object.freeze(row))
    return row
  }
}

const lengthOf = (row: object): number =>
  Object.values(row).reduce((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0)
