import type { BitSet } from './bit-set.ts'
import { type Column, readColumn, readIdColumn } from './column.ts'
import type { ColumnCache } from './column-cache.ts'
import { idColumnName, idsName, type Segment, SegmentIds } from './segment.ts'

/** Another process has committed a version of the index. The segments of the loaded version may no longer exist. */
export class VersionConflictError extends Error {
  override name = 'SegmentGoneError'
}

/** Reads the content of a column; undefined if there is none. */
export type ReadContent = (name: string) => Promise<Buffer | undefined>

export interface DiskSegmentOptions {
  id: string
  rows: number
  sizeBytes: number
  tombstones: BitSet
  /** The number of tombstones in the database. */
  flushedTombstones: number
  names: readonly string[]
  readContent: ReadContent
  cache: ColumnCache
}

/** A segment in the database. It reads its columns when needed. */
export class DiskSegment implements Segment {
  readonly id: string
  readonly rows: number
  readonly sizeBytes: number
  readonly tombstones: BitSet
  flushedTombstones: number
  readonly #names: ReadonlySet<string>
  readonly #readContent: ReadContent
  readonly #cache: ColumnCache

  constructor(options: DiskSegmentOptions) {
    this.id = options.id
    this.rows = options.rows
    this.sizeBytes = options.sizeBytes
    this.tombstones = options.tombstones
    this.flushedTombstones = options.flushedTombstones
    this.#names = new Set(options.names)
    this.#readContent = options.readContent
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
    const content = await this.#readContent(name)
    if (content === undefined)
      throw new VersionConflictError(`Segment ${this.id} no longer has a column ${name}.`)
    const made = read(content)
    this.#cache.set(`${this.id} ${key}`, made, content.byteLength)
    return made
  }
}
