import { CopyError, type CopyTarget, type Snapshot } from './copy/copy-port.ts'
import type { Row, Table } from './copy/table.ts'
import { databaseFile } from './database-url.ts'
import { isSidecarFile, placeSidecarFiles, readSidecarFiles, type SidecarFile } from './sidecar-files.ts'

/**
 * The table of values, most of which a SQLite database keeps in sidecar files. Files become rows and rows become files, so
 * this table is copied separately.
 */
const tableName = 'kept_values'

const findTable = (tables: readonly Table[]): Table | undefined =>
  tables.find(({ name }) => name === tableName)

export const withoutStoredValues = (tables: readonly Table[]): Table[] =>
  tables.filter(({ name }) => name !== tableName)

/** Reads the values from sidecar files and from the database itself. */
export async function readStoredValues(
  url: string,
  source: Snapshot,
  tables: readonly Table[],
): Promise<SidecarFile[]> {
  const table = findTable(tables)
  const rows = table ? await source.page(table, {}) : []
  const values = rows.map(([name, content]) => ({
    name: String(name),
    content: Buffer.from(String(content)),
  }))
  const file = databaseFile(url)
  return file === undefined ? values : [...(await readSidecarFiles(file)), ...values]
}

/**
 * Stores the values in sidecar files or in the database, and finishes the target. Every step that can fail runs
 * before the target is finished.
 * @throws CopyError if another file of that name exists and may not be replaced.
 */
export async function finishWithStoredValues(
  url: string,
  target: CopyTarget,
  tables: readonly Table[],
  kept: { files: readonly SidecarFile[]; mayReplace: boolean },
): Promise<void> {
  const file = databaseFile(url)
  if (file === undefined) {
    await replaceRows(target, tables, kept.files)
    await target.finish()
    return
  }
  const others = kept.files.filter((one) => !isSidecarFile(one))
  if (others.length > 0) await replaceRows(target, tables, others)
  const placed = await placeSidecarFiles(file, kept.files, kept)
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
  files: readonly SidecarFile[],
): Promise<void> {
  const table = findTable(tables)
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
  'The source has the schema of a contactd that did not support PostgreSQL yet: migrate it first, with `contactd migrate`.'
