import { packTexts, type TextColumn } from './column.ts'
import { Dictionary } from './dictionary.ts'
import { codesFor } from './packing.ts'

/** The rows of several segments in the order of the merged one: the segment of each, and its row there. */
export interface MergedRows {
  sources: Uint32Array
  rows: Uint32Array
}

/**
 * Merges the text columns of several segments. Their dictionaries are sorted, and merging them takes a third of the time
 * of sorting all texts again.
 * @param columns one for each segment; undefined if no row of it has a value.
 * @returns undefined if no row has a value.
 */
export function mergeTexts(
  columns: readonly (TextColumn | undefined)[],
  { sources, rows }: MergedRows,
): Buffer | undefined {
  const used = columns.map((column) => new Uint8Array((column?.texts ?? 0) + 1))
  const codeAt = (at: number) => columns[sources[at] as number]?.codeAt(rows[at] as number) ?? 0
  for (let at = 0; at < rows.length; at += 1) {
    const marks = used[sources[at] as number]
    if (marks !== undefined) marks[codeAt(at)] = 1
  }
  const lists = columns.flatMap((column, source) =>
    column === undefined ? [] : [new TextsInUse(column, used[source] as Uint8Array)],
  )
  const ordered = inOrder(lists)
  if (ordered.length === 0) return undefined
  const codes = codesFor(rows.length, ordered.length)
  const newCodes = columns.map((column) => lists.find((list) => list.column === column)?.newCodes)
  for (let at = 0; at < rows.length; at += 1) codes[at] = newCodes[sources[at] as number]?.[codeAt(at)] ?? 0
  return packTexts(codes, Dictionary.sections(ordered))
}

/** Iterates over the texts of one column that rows use. */
class TextsInUse {
  readonly column: TextColumn
  /** The codes in the merged column, by the codes in this one. */
  readonly newCodes: Uint32Array
  /** The next text; undefined at the end. */
  next: string | undefined
  readonly #used: Uint8Array
  #code = 0

  constructor(column: TextColumn, used: Uint8Array) {
    this.column = column
    this.newCodes = new Uint32Array(used.length)
    this.#used = used
    this.#advance()
  }

  take(newCode: number): void {
    this.newCodes[this.#code] = newCode
    this.#advance()
  }

  #advance(): void {
    const found = this.#used.indexOf(1, this.#code + 1)
    this.#code = found === -1 ? this.#used.length : found
    this.next = found === -1 ? undefined : this.column.textOf(found)
  }
}

/** Assigns a code to each distinct text. @returns the sorted texts. */
function inOrder(lists: readonly TextsInUse[]): string[] {
  const ordered: string[] = []
  for (;;) {
    let least: string | undefined
    for (const { next } of lists)
      if (next !== undefined && (least === undefined || next < least)) least = next
    if (least === undefined) return ordered
    ordered.push(least)
    for (const list of lists) if (list.next === least) list.take(ordered.length)
  }
}
