import type { ColumnValue } from './column.ts'
import { ColumnBuilder } from './column-builder.ts'
import { idsName, type SegmentContent, SegmentIds } from './segment.ts'

/** The row of a document: its columns, each once. */
export type RowValues = readonly (readonly [column: string, value: ColumnValue])[]

/** Collects rows column by column. */
export class SegmentBuilder {
  readonly #ids: string[] = []
  readonly #columns = new Map<string, ColumnBuilder>()
  #characters = 0

  /** Add each document only once. */
  add(id: string, values: RowValues): void {
    const row = this.#ids.push(id) - 1
    for (const [name, value] of values) {
      if (value === undefined) continue
      let column = this.#columns.get(name)
      if (column === undefined) {
        column = new ColumnBuilder()
        this.#columns.set(name, column)
      }
      this.#characters += column.add(row, value)
    }
  }

  get rows(): number {
    return this.#ids.length
  }

  /** The total length of the distinct texts of each column, in UTF-16 units. */
  get characters(): number {
    return this.#characters
  }

  /** Whether there are at most so many cells, including empty ones, with one more row. */
  hasRoomFor(values: RowValues, cells: number): boolean {
    const columns = Math.floor(cells / (this.#ids.length + 1)) - this.#columns.size
    if (values.length <= columns) return true
    return values.filter(([name]) => !this.#columns.has(name)).length <= columns
  }

  /** @param turn awaited between columns, to give other work its turn. */
  async finish(turn: () => Promise<unknown>): Promise<SegmentContent> {
    const ids = this.#ids
    const order = Uint32Array.from(ids.keys()).sort((a, b) =>
      (ids[a] as string) < (ids[b] as string) ? -1 : 1,
    )
    const content: SegmentContent = new Map([
      [idsName, SegmentIds.write(Array.from(order, (row) => ids[row] as string))],
    ])
    for (const [name, column] of this.#columns) {
      await turn()
      content.set(name, column.finish(order))
    }
    return content
  }
}
