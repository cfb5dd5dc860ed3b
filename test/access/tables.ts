import type { Storage } from '../../server/src/storage/storage.ts'
import { testEngine } from '../support/engines.ts'
import { readSchema } from '../support/schema.ts'

/**
 * Every row of every table, as text: two that are equal say that nothing was written between them. Without what
 * the search index makes of the contacts, in its own time.
 */
export async function everyTable(storage: Storage): Promise<Record<string, string>> {
  const names = await tableNames(storage)
  const stamp = await stampOf(storage, names)
  const known = lastRead.get(storage)
  // While nobody commits, the tables are as they were: most of what is refused has them read once.
  if (stamp !== undefined && known?.stamp === stamp) return known.tables
  const tables = await readTables(storage, names)
  if (stamp !== undefined) lastRead.set(storage, { stamp, tables })
  return tables
}

const lastRead = new WeakMap<Storage, { stamp: string; tables: Record<string, string> }>()

const namesOf = new WeakMap<Storage, string[]>()

async function tableNames(storage: Storage): Promise<string[]> {
  const known = namesOf.get(storage)
  if (known) return known
  const all = new Set((await readSchema(storage)).map(({ table }) => table))
  const names = [...all].filter((name) => !/^(search_.*|contact_changes)$/.test(name))
  namesOf.set(storage, names)
  return names
}

/** Something that is another after each change of a row; undefined where the engine can't tell. */
async function stampOf(storage: Storage, names: readonly string[]): Promise<string | undefined> {
  if (testEngine === 'sqlite') {
    const counted = { name: 'total-changes', sql: 'SELECT total_changes() AS n' }
    const row = await storage.read((tx) => tx.get<Record<string, never>, { n: number }>(counted, {}))
    // A connection counts its own changes: the one that reads a file makes none.
    return row?.n ? String(row.n) : undefined
  }
  // A row has the number of the transaction that wrote it, which grows; one that was removed is missed in the count.
  const newest = names.map((name) => `SELECT COUNT(*) AS n, MAX(xmin::text::bigint) AS newest FROM "${name}"`)
  const sql = newest.join(' UNION ALL ')
  return JSON.stringify(await storage.read((tx) => tx.all({ name: 'newest-of-every-table', sql }, {})))
}

const readTables = (storage: Storage, names: readonly string[]): Promise<Record<string, string>> =>
  storage.read(async (tx) => {
    const texts: Record<string, string> = {}
    for (const name of names) {
      const rows = await tx.all({ name: `every-row-of-${name}`, sql: `SELECT * FROM "${name}"` }, {})
      texts[name] = JSON.stringify(rows)
    }
    return texts
  })
