import type { Storage } from '../../server/src/storage/storage.ts'
import { testEngine } from '../support/engines.ts'
import { readSchema } from '../support/schema.ts'

/**
 * Every row of every table, as text: two that are equal say that nothing was written between them. Without what
 * the search index makes of the contacts, in its own time.
 */
export async function everyTable(storage: Storage): Promise<Record<string, string>> {
  // On SQLite the stamp counts every commit, so that most of what is refused has the tables read but once.
  const stamp = testEngine === 'sqlite' ? await storage.changeStamp() : undefined
  const known = lastRead.get(storage)
  if (known && known.stamp === stamp && stamp !== undefined) return known.tables
  const names = known ? Object.keys(known.tables) : await tableNames(storage)
  const tables = await readTables(storage, names)
  lastRead.set(storage, { stamp, tables })
  return tables
}

const lastRead = new WeakMap<Storage, { stamp: number | undefined; tables: Record<string, string> }>()

async function tableNames(storage: Storage): Promise<string[]> {
  const names = new Set((await readSchema(storage)).map(({ table }) => table))
  return [...names].filter((name) => !name.startsWith('search_') && name !== 'contact_changes')
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
