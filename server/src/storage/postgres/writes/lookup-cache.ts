import { BoundedCache } from '../../../lib/bounded-cache.ts'
import { areDisjoint, type StatementCall } from '../../access-set.ts'
import type { SqlParams } from '../../statement.ts'
import { uncachedTables } from '../../uncached-tables.ts'
import type { Row } from '../connection/connection.ts'
import type { Prepared } from '../connection/prepared.ts'

const maxEntries = 5_000
/** The longest result that is cached, in characters of its JSON: 5,000 of them take 40 MB. */
const maxLength = 4_000

/**
 * Caches what writes read from tables that change rarely: the tags of a location, its custom fields. A cached row is
 * valid while no other node writes, which a group verifies by the versions when it commits; this node's own writes
 * invalidate it. With the cache, an update only reads its contact.
 */
export class LookupCache {
  readonly #read: (prepared: Prepared, params: SqlParams) => Promise<Row[]>
  readonly #cache = new BoundedCache<string, { rows: Row[]; call: StatementCall }>(maxEntries)
  /** Counts invalidations: a read that is in flight during one is not cached. */
  #changes = 0

  /** @param read reads from the database. */
  constructor(read: (prepared: Prepared, params: SqlParams) => Promise<Row[]>) {
    this.#read = read
  }

  async rows(prepared: Prepared, params: SqlParams): Promise<Row[]> {
    if (![...prepared.accessSet.tables].every(isCacheable)) return this.#read(prepared, params)
    prepared.check(params)
    const key = `${prepared.name} ${prepared.keyOf(params)}`
    const cached = this.#cache.get(key)
    if (cached !== undefined) return cached.rows
    const before = this.#changes
    const rows = await this.#read(prepared, params)
    if (before !== this.#changes || JSON.stringify(rows).length > maxLength) return rows
    for (const row of rows) Object.freeze(row)
    Object.freeze(rows)
    this.#cache.set(key, { rows, call: { accessSet: prepared.accessSet, params } })
    return rows
  }

  /** Call after a group of this node is committed and before any later read. */
  invalidate(written: readonly StatementCall[]): void {
    const calls = written.filter(({ accessSet }) => isCacheable(accessSet.written ?? ''))
    if (calls.length === 0) return
    this.#changes += 1
    for (const [key, { call }] of this.#cache.entries())
      if (calls.some((each) => !areDisjoint(each, call))) this.#cache.delete(key)
  }

  /** Call when another node has written. */
  clear(): void {
    this.#changes += 1
    this.#cache.clear()
  }
}

const isCacheable = (table: string): boolean => !uncachedTables.has(table)
