import type { CopyTarget, TableReader } from './copy-port.ts'
import { pagesOf } from './pages-of.ts'
import { type KeyRange, keyOf, keyText, type Row, type Table } from './table.ts'
import { isSameRow } from './table-digest.ts'

/**
 * Takes out of the target each row that the source doesn't have just so. All that differs goes before anything
 * comes: else a row that is right could meet one that is wrong in a column that takes each value once.
 */
export async function pruneTable(source: TableReader, target: CopyTarget, table: Table): Promise<void> {
  let after: Row | undefined
  for (;;) {
    const page = await source.page(table, { after })
    const last = page.at(-1)
    const upTo = last && keyOf(table, last)
    await pruneRange(page, target, table, { after, upTo })
    // Behind the last row of the source, all that the target has is too much.
    if (upTo === undefined) return
    after = upTo
  }
}

/** @param right all rows of the range that are to stay. */
async function pruneRange(
  right: readonly Row[],
  target: CopyTarget,
  table: Table,
  range: KeyRange,
): Promise<void> {
  const expected = new Map(right.map((row) => [keyText(table, row), row]))
  for await (const found of pagesOf(target, table, range)) {
    const wrong = found.filter((row) => {
      const wanted = expected.get(keyText(table, row))
      return wanted === undefined || !isSameRow(row, wanted)
    })
    if (wrong.length > 0) {
      await target.remove(
        table,
        wrong.map((row) => keyOf(table, row)),
      )
    }
  }
}
