import type { Storage } from '../../server/src/storage/storage.ts'
import { isDistributed, testEngine } from '../support/engines.ts'
import { readSchema } from '../support/schema.ts'

/**
 * Every row of every table as text: if two results are equal, nothing was written in between. Excludes the search
 * index and the counts of requests, which are written at their own times.
 */
export async function everyTable(storage: Storage): Promise<Record<string, string>> {
  const names = await tableNames(storage)
  const stamp = await stampOf(storage, names)
  const known = lastRead.get(storage)
  // Without a commit, the tables are unchanged: most refused requests read them only once.
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
  const names = [...all].filter(
    (name) => !/^((opportunity_)?search_.*|contact_changes|opportunity_changes|request_minutes)$/.test(name),
  )
  namesOf.set(storage, names)
  return names
}

/** A value that differs after every change of a row; undefined if the engine has none. */
async function stampOf(storage: Storage, names: readonly string[]): Promise<string | undefined> {
  if (testEngine === 'sqlite') {
    const counted = { name: 'total-changes', sql: 'SELECT total_changes() AS n' }
    const row = await storage.read((tx) => tx.get<Record<string, never>, { n: number }>(counted, {}))
    // A connection counts its own changes, and the one that reads a file makes none.
    return row?.n ? String(row.n) : undefined
  }
  if (isDistributed) return undefined
  // A row has the increasing number of the transaction that wrote it; a deleted row changes the count.
  const newest = names.map((name) => `SELECT COUNT(*) AS n, MAX(xmin::text::bigint) AS newest FROM "${name}"`)
  const sql = newest.join(' UNION ALL ')
  return JSON.stringify(await storage.read((tx) => tx.all({ name: 'newest-of-every-table', sql }, {})))
}

const readTables = (storage: Storage, names: readonly string[]): Promise<Record<string, string>> =>
  storage.read(async (tx) => {
    const texts: Record<string, string> = {}
    for (const name of names) {
      const rows = await tx.all({ name: `every-row-of-${name}`, sql: `SELECT * FROM "${name}"` }, {})
      texts[name] = JSON.stringify(rows.map((row) => JSON.stringify(row)).sort())
    }
    return texts
  })
