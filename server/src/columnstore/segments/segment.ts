import { BitSet } from './bit-set.ts'
import { type Column, readColumn, readIdColumn } from './column.ts'
import { Dictionary, type DictionarySections } from './dictionary.ts'
import { pack, unpack } from './packing.ts'

/** The content of a segment: its columns by name, and the ids under `idsName`. */
export type SegmentContent = Map<string, Buffer>

/** The name under which the ids are stored. No other column has it. */
export const idsName = ''
/** The column for queries by id. It is made from the ids and not stored. */
export const idColumnName = 'id'

/** The sorted ids of a segment's documents. The number of a row is the position of its id. */
export class SegmentIds {
  readonly #dictionary: Dictionary
  #asked = 0
  #fences: Uint32Array | undefined

  constructor(content: Buffer) {
    const [starts, bytes] = unpack(content)
    this.#dictionary = new Dictionary(starts as Buffer, bytes as Buffer)
  }

  get rows(): number {
    return this.#dictionary.size
  }

  idAt(row: number): string {
    return this.#dictionary.at(row + 1)
  }

  /** The row of a document. If it has none, the half between the rows of its neighbours. */
  placeOf(id: string): number {
    this.#asked += 1
    if (this.#asked < manyIds) return this.#dictionary.place(id) - 1
    this.#fences ??= fencesOf(this.#dictionary)
    const fence = fenceOf(id)
    const low = (this.#fences[fence] as number) + 1
    return this.#dictionary.place(id, low, this.#fences[fence + 1]) - 1
  }

  static write(ids: readonly string[]): Buffer {
    return SegmentIds.pack(Dictionary.sections(ids))
  }

  static pack(ids: DictionarySections): Buffer {
    return pack(ids)
  }
}

/** The first two characters as one number, in the order of the ids. All ids that do not begin with ASCII share one. */
function fenceOf(id: string): number {
  // A missing character gives NaN, and comes first.
  const first = id.charCodeAt(0) || 0
  return first > 126 ? fences - 1 : first * 128 + Math.min(id.charCodeAt(1) || 0, 127)
}

const fences = 128 * 128
/** From this many lookups on, building the fences pays off. They take 2 ms for 65,536 ids. */
const manyIds = 1000

/**
 * The number of ids before each value of `fenceOf`. Ids differ in their first characters, so a lookup takes a quarter of
 * the steps. Lookups are most of the cost when many documents change.
 */
function fencesOf(ids: Dictionary): Uint32Array {
  const before = new Uint32Array(fences + 1)
  for (let code = 1; code <= ids.size; code += 1) {
    const next = fenceOf(ids.at(code)) + 1
    before[next] = (before[next] as number) + 1
  }
  for (let fence = 1; fence <= fences; fence += 1)
    before[fence] = (before[fence] as number) + (before[fence - 1] as number)
  return before
}

/** Immutable columns of some documents, and tombstones of the documents that have changed since. */
export interface Segment {
  readonly id: string
  readonly rows: number
  readonly sizeBytes: number
  /** The rows whose documents were deleted, or are in a later segment. */
  readonly tombstones: BitSet
  /** The number of tombstones in the database; undefined for an unflushed segment. */
  readonly flushedTombstones: number | undefined
  ids(): Promise<SegmentIds>
  column(name: string): Promise<Column | undefined>
  /** The names of the columns, without the ids. */
  names(): readonly string[]
}

/** An unflushed segment, which exists only in memory. */
export class MemorySegment implements Segment {
  readonly id: string
  readonly rows: number
  readonly sizeBytes: number
  readonly tombstones: BitSet
  readonly flushedTombstones = undefined
  readonly content: SegmentContent
  readonly #columns = new Map<string, Column>()
  readonly #ids: SegmentIds

  constructor(id: string, content: SegmentContent) {
    this.id = id
    this.content = content
    this.#ids = new SegmentIds(content.get(idsName) as Buffer)
    this.rows = this.#ids.rows
    this.sizeBytes = sizeOf(content)
    this.tombstones = new BitSet(this.rows)
  }

  async ids(): Promise<SegmentIds> {
    return this.#ids
  }

  async column(name: string): Promise<Column | undefined> {
    let column = this.#columns.get(name)
    const content = this.content.get(name === idColumnName ? idsName : name)
    if (column === undefined && content !== undefined) {
      column = name === idColumnName ? readIdColumn(content) : readColumn(content)
      this.#columns.set(name, column)
    }
    return column
  }

  names(): readonly string[] {
    return [...this.content.keys()].filter((name) => name !== idsName)
  }
}

/** The size of a segment in bytes. */
function sizeOf(content: SegmentContent): number {
  let bytes = 0
  for (const column of content.values()) bytes += column.byteLength
  return bytes
}
