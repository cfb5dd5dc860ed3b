import type { CopyTarget, TableReader } from './copy-port.ts'
import { pagesOf } from './pages-of.ts'
import { type KeyRange, keyOf, keyText, type Row, type Table } from './table.ts'
import { isSameRow } from './table-digest.ts'

/**
 * Removes each row of the target that the source doesn't have exactly so. All of them are removed before any is
 * added: otherwise a correct row could conflict with a wrong one in a unique column.
 */
export async function pruneTable(source: TableReader, target: CopyTarget, table: Table): Promise<void> {
  let after: Row | undefined
  for (;;) {
    const page = await source.page(table, { after })
    const last = page.at(-1)
    const upTo = last && keyOf(table, last)
    await pruneRange(page, target, table, { after, upTo })
    // Any row of the target after the source's last one is superfluous.
    if (upTo === undefined) return
    after = upTo
  }
}

/** @param right all rows of the range that must stay. */
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
