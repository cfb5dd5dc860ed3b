import type { ColumnValue } from './column.ts'
import { ColumnBuilder } from './column-builder.ts'
import { idsName, type SegmentContent, SegmentIds } from './segment.ts'
import { TextCollector } from './text-collector.ts'

/** The row of a document: its columns, each once. */
export type RowValues = readonly (readonly [column: string, value: ColumnValue])[]

/** Collects rows column by column. */
export class SegmentBuilder {
  readonly #ids = new TextCollector()
  readonly #columns = new Map<string, ColumnBuilder>()
  #characters = 0

  /** Add each document only once. */
  add(id: string, values: RowValues): void {
    const row = this.#ids.add(id) - 1
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
    return this.#ids.size
  }

  /** The total length of the distinct texts of each column, in UTF-16 units. */
  get characters(): number {
    return this.#characters
  }

  /** Whether there are at most so many cells, including empty ones, with one more row. */
  hasRoomFor(values: RowValues, cells: number): boolean {
    const columns = Math.floor(cells / (this.#ids.size + 1)) - this.#columns.size
    if (values.length <= columns) return true
    return values.filter(([name]) => !this.#columns.has(name)).length <= columns
  }

  /** @param turn awaited between columns, to give other work its turn. */
  async finish(turn: () => Promise<unknown>): Promise<SegmentContent> {
    const { order, sections } = this.#ids.finish()
    const content: SegmentContent = new Map([[idsName, SegmentIds.pack(sections)]])
    for (const [name, column] of this.#columns) {
      await turn()
      content.set(name, column.finish(order))
    }
    return content
  }
}
