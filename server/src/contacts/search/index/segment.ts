import { type Column, readColumn, readIdColumn } from './column.ts'
import { Dictionary } from './dictionary.ts'
import { pack, unpack } from './packing.ts'
import { RowSet } from './row-set.ts'

/** The content of a segment: columns by name, and the ids, which stand as one of them under `idsName`. */
export type SegmentContent = Map<string, Buffer>

/** No column of a contact has this name. */
export const idsName = ''
/** The column that the ids are found by: made of them, and not kept. */
export const idColumnName = 'id'

/** The ids of a segment's contacts, in order: a row's number is the place of its id. */
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

  /** The row of a contact; where it isn't there, the half between the rows that it would stand between. */
  placeOf(id: string): number {
    this.#asked += 1
    if (this.#asked < manyIds) return this.#dictionary.place(id) - 1
    this.#fences ??= fencesOf(this.#dictionary)
    const fence = fenceOf(id)
    const low = (this.#fences[fence] as number) + 1
    return this.#dictionary.place(id, low, this.#fences[fence + 1]) - 1
  }

  static write(ids: readonly string[]): Buffer {
    return pack(Dictionary.sections(ids))
  }
}

/** The first two characters as one number, in the order of the ids. All that begin beyond ASCII are one. */
function fenceOf(id: string): number {
  // Of what has no such character the unit is NaN: it comes first.
  const first = id.charCodeAt(0) || 0
  return first > 126 ? fences - 1 : first * 128 + Math.min(id.charCodeAt(1) || 0, 127)
}

const fences = 128 * 128
/** With so many ids asked for, the fences are worth the making: 2 ms for 65,536. */
const manyIds = 1000

/**
 * How many ids stand before each number that two characters make. Ids differ in their first characters, so that
 * a quarter of the steps finds one: what counts when many contacts change is where they stood before.
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

/** Columns of some contacts that never change, and the set of those contacts that have changed since. */
export interface Segment {
  readonly id: string
  readonly rows: number
  readonly sizeBytes: number
  /** Rows that count no more: their contacts are gone, or stand in a later segment. */
  readonly outdated: RowSet
  /** How many of them the database knows of; undefined for a segment that is in memory alone. */
  readonly outdatedKept: number | undefined
  ids(): Promise<SegmentIds>
  column(name: string): Promise<Column | undefined>
  /** The names of its columns, the ids not among them. */
  names(): readonly string[]
}

/** A segment that is in memory alone. */
export class MemorySegment implements Segment {
  readonly id: string
  readonly rows: number
  readonly sizeBytes: number
  readonly outdated: RowSet
  readonly outdatedKept = undefined
  readonly content: SegmentContent
  readonly #columns = new Map<string, Column>()
  readonly #ids: SegmentIds

  constructor(id: string, content: SegmentContent) {
    this.id = id
    this.content = content
    this.#ids = new SegmentIds(content.get(idsName) as Buffer)
    this.rows = this.#ids.rows
    this.sizeBytes = sizeOf(content)
    this.outdated = new RowSet(this.rows)
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

/** How many bytes a segment has. */
function sizeOf(content: SegmentContent): number {
  let bytes = 0
  for (const column of content.values()) bytes += column.byteLength
  return bytes
}
