import { BoundedCache } from '../../../lib/bounded-cache.ts'
import { areApart, type Step } from '../../footprint.ts'
import type { SqlParams } from '../../statement.ts'
import { uncachedTables } from '../../uncached-tables.ts'
import type { Row } from '../connection/connection.ts'
import type { Prepared } from '../connection/prepared.ts'

const maxKept = 5_000
/** The longest rows that are kept, as characters of their JSON: 5,000 of them are 40 MB. */
const maxLength = 4_000

/**
 * What writes have looked up in tables that change rarely: the tags of a location, its custom fields. Right as long as
 * nobody else writes, which a group finds out by the marks when it commits; what this node writes itself is
 * forgotten with the group. So an update looks at its contact alone.
 */
export class KeptLooks {
  readonly #read: (prepared: Prepared, params: SqlParams) => Promise<Row[]>
  readonly #kept = new BoundedCache<string, { rows: Row[]; step: Step }>(maxKept)
  /** Counts what may make an answer that is under way an old one. */
  #changes = 0

  /** @param read asks the database. */
  constructor(read: (prepared: Prepared, params: SqlParams) => Promise<Row[]>) {
    this.#read = read
  }

  async rows(prepared: Prepared, params: SqlParams): Promise<Row[]> {
    if (![...prepared.footprint.tables].every(changesRarely)) return this.#read(prepared, params)
    prepared.check(params)
    const key = `${prepared.name} ${prepared.keyOf(params)}`
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept.rows
    const before = this.#changes
    const rows = await this.#read(prepared, params)
    if (before !== this.#changes || JSON.stringify(rows).length > maxLength) return rows
    for (const row of rows) Object.freeze(row)
    Object.freeze(rows)
    this.#kept.set(key, { rows, step: { footprint: prepared.footprint, params } })
    return rows
  }

  /** To be called when a group of this node has been committed, before anybody else looks. */
  forgetTouched(written: readonly Step[]): void {
    const steps = written.filter(({ footprint }) => changesRarely(footprint.written ?? ''))
    if (steps.length === 0) return
    this.#changes += 1
    for (const [key, { step }] of this.#kept.entries())
      if (steps.some((each) => !areApart(each, step))) this.#kept.delete(key)
  }

  /** To be called when another node has written. */
  forgetAll(): void {
    this.#changes += 1
    this.#kept.clear()
  }
}

const changesRarely = (table: string): boolean => !uncachedTables.has(table)
