import { CopyError, type CopyTarget, type Snapshot, type TableReader } from './copy-port.ts'
import { pagesOf } from './pages-of.ts'
import { pruneTable } from './prune-table.ts'
import { type KeyRange, keyOf, keyText, type Row, type Table } from './table.ts'
import { type TableContent, TableDigest } from './table-digest.ts'

/** A table after its copy. */
export interface CopiedTable extends TableContent {
  name: string
}

/** Receives the progress. Each row counts twice: once copied, once verified. */
export interface CopyWatcher {
  begin(rows: number): void
  advance(rows: number): void
  /** Called after a table is copied. */
  copied(table: CopiedTable): void
}

/**
 * Makes the tables of the target equal to those of the source, and verifies each by count and checksum. Correct rows
 * of an earlier run stay; others are removed.
 * @throws CopyError if the target differs from the source in the end.
 */
export async function copyTables(
  source: Snapshot,
  target: CopyTarget,
  tables: readonly Table[],
  watcher: CopyWatcher,
): Promise<CopiedTable[]> {
  let rows = 0
  for (const table of tables) rows += await source.count(table, {})
  watcher.begin(2 * rows)
  const copied: CopiedTable[] = []
  for (const table of tables) {
    const content = await copyTable(source, target, table, watcher)
    copied.push({ name: table.name, ...content })
    watcher.copied({ name: table.name, ...content })
  }
  for (const [index, table] of tables.entries()) {
    const found = await digestOf(target, table, watcher)
    if (found.checksum !== copied[index]?.checksum) throw new CopyError(differenceSentence(table, found))
  }
  return copied
}

async function copyTable(
  source: Snapshot,
  target: CopyTarget,
  table: Table,
  watcher: CopyWatcher,
): Promise<TableContent> {
  const hadRows = (await target.page(table, {})).length > 0
  if (hadRows) await pruneTable(source, target, table)
  const digest = new TableDigest()
  let after: Row | undefined
  for await (const page of pagesOf(source, table, {})) {
    const upTo = keyOf(table, page.at(-1) as Row)
    const missing = hadRows ? await missingRows(page, target, table, { after, upTo }) : page
    if (missing.length > 0) await target.insert(table, missing)
    digest.add(page)
    watcher.advance(page.length)
    after = upTo
  }
  if (table.isCounted) await target.setCounter(table, await source.counter(table))
  return digest.content()
}

/** The target's rows of the range are correct by now. */
async function missingRows(rows: Row[], target: TableReader, table: Table, range: KeyRange): Promise<Row[]> {
  if ((await target.count(table, range)) === rows.length) return []
  const there = new Set<string>()
  for await (const page of pagesOf(target, table, range))
    for (const row of page) there.add(keyText(table, row))
  return rows.filter((row) => !there.has(keyText(table, row)))
}

async function digestOf(target: TableReader, table: Table, watcher: CopyWatcher): Promise<TableContent> {
  const digest = new TableDigest()
  for await (const page of pagesOf(target, table, {})) {
    digest.add(page)
    watcher.advance(page.length)
  }
  return digest.content()
}

const differenceSentence = (table: Table, found: TableContent) =>
  `The copy differs from its source in the table ${table.name}, of which it has ${found.rows} rows: ` +
  'no other process may write to it during the copy. Run the command again.'
