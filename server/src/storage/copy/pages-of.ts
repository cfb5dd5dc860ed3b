import type { TableReader } from './copy-port.ts'
import { type KeyRange, keyOf, type Row, type Table } from './table.ts'

/** Yields all rows of a range, page by page. */
export async function* pagesOf(
  reader: TableReader,
  table: Table,
  { after: start, upTo }: KeyRange,
): AsyncGenerator<Row[]> {
  let after = start
  for (;;) {
    const page = await reader.page(table, { after, upTo })
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = keyOf(table, last)
  }
}
