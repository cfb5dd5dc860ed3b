import { CopyError, type CopyTarget, type Snapshot } from './copy/copy-port.ts'
import type { Row, Table } from './copy/table.ts'
import { databaseFile } from './database-url.ts'
import { type KeptFile, placeKeptFiles, readKeptFiles } from './kept-files.ts'

/**
 * The table of what a SQLite database has in files beside it. Its rows become files and files its rows, so that
 * it is copied apart from all others.
 */
const tableName = 'kept_values'

const findKeptTable = (tables: readonly Table[]): Table | undefined =>
  tables.find(({ name }) => name === tableName)

export const withoutKeptTable = (tables: readonly Table[]): Table[] =>
  tables.filter(({ name }) => name !== tableName)

/** What is kept in files beside a database, or in itself. */
export async function readKept(url: string, source: Snapshot, tables: readonly Table[]): Promise<KeptFile[]> {
  const file = databaseFile(url)
  if (file !== undefined) return readKeptFiles(file)
  const table = findKeptTable(tables)
  const rows = table ? await source.page(table, {}) : []
  return rows.map(([name, content]) => ({ name: String(name), content: Buffer.from(String(content)) }))
}

/**
 * Finishes a target, with what is to be kept beside it or in it: before it is finished, whatever of that can fail
 * has been done.
 * @throws CopyError when another file of that name stands there, unless it may be replaced.
 */
export async function finishWithKept(
  url: string,
  target: CopyTarget,
  tables: readonly Table[],
  kept: { files: readonly KeptFile[]; mayReplace: boolean },
): Promise<void> {
  const file = databaseFile(url)
  if (file === undefined) {
    await replaceRows(target, tables, kept.files)
    await target.finish()
    return
  }
  const placed = await placeKeptFiles(file, kept.files, kept)
  try {
    await target.finish()
  } catch (error) {
    await placed.drop()
    throw error
  }
  await placed.keep()
}

async function replaceRows(
  target: CopyTarget,
  tables: readonly Table[],
  files: readonly KeptFile[],
): Promise<void> {
  const table = findKeptTable(tables)
  if (table === undefined) throw new CopyError(olderSourceSentence)
  const before = await target.page(table, {})
  if (before.length > 0) {
    await target.remove(
      table,
      before.map(([name]): Row => [name ?? null]),
    )
  }
  const rows = files.map(({ name, content }): Row => [name, content.toString().trim()])
  if (rows.length > 0) await target.insert(table, rows)
}

const olderSourceSentence =
  'The source is of an older contactd than any that knew PostgreSQL: bring it up to date first, with `contactd migrate`.'
