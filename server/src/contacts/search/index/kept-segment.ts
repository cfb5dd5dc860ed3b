import { type Column, readColumn, readIdColumn } from './column.ts'
import type { ColumnCache } from './column-cache.ts'
import type { RowSet } from './row-set.ts'
import { idColumnName, idsName, type Segment, SegmentIds } from './segment.ts'

/** What was to be in the database isn't any more: another process has put other segments in its place. */
export class SegmentGoneError extends Error {
  override name = 'SegmentGoneError'
}

/** Fetches the content of a column; undefined where there is none. */
export type ContentSource = (name: string) => Promise<Buffer | undefined>

export interface KeptSegmentOptions {
  id: string
  rows: number
  sizeBytes: number
  outdated: RowSet
  /** How many of them the database knows of. */
  outdatedKept: number
  names: readonly string[]
  source: ContentSource
  cache: ColumnCache
}

/** A segment that stands in the database. Its columns are fetched when they are looked at. */
export class KeptSegment implements Segment {
  readonly id: string
  readonly rows: number
  readonly sizeBytes: number
  readonly outdated: RowSet
  outdatedKept: number
  readonly #names: ReadonlySet<string>
  readonly #source: ContentSource
  readonly #cache: ColumnCache

  constructor(options: KeptSegmentOptions) {
    this.id = options.id
    this.rows = options.rows
    this.sizeBytes = options.sizeBytes
    this.outdated = options.outdated
    this.outdatedKept = options.outdatedKept
    this.#names = new Set(options.names)
    this.#source = options.source
    this.#cache = options.cache
  }

  async ids(): Promise<SegmentIds> {
    return this.#cached(idsName, idsName, (content) => new SegmentIds(content))
  }

  async column(name: string): Promise<Column | undefined> {
    if (name === idColumnName) return this.#cached(name, idsName, readIdColumn)
    return this.#names.has(name) ? this.#cached(name, name, readColumn) : undefined
  }

  names(): readonly string[] {
    return [...this.#names].filter((name) => name !== idsName)
  }

  async #cached<T extends object>(key: string, name: string, read: (content: Buffer) => T): Promise<T> {
    const known = this.#cache.get(`${this.id} ${key}`)
    if (known !== undefined) return known as T
    const content = await this.#source(name)
    if (content === undefined)
      throw new SegmentGoneError(`Segment ${this.id} has no column ${name} any more.`)
    const made = read(content)
    this.#cache.set(`${this.id} ${key}`, made, content.byteLength)
    return made
  }
}
