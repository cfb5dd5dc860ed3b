import type { Storage } from '../../server/src/storage/storage.ts'

/**
 * Every row of every table, as text: two that are equal say that nothing was written between them. Without what
 * the search index makes of the contacts, in its own time.
 */
export async function everyTable(storage: Storage): Promise<Record<string, string>> {
  const stamp = await storage.changeStamp()
  const known = lastRead.get(storage)
  if (known?.stamp === stamp) return known.tables
  const tables = await readEveryTable(storage)
  lastRead.set(storage, { stamp, tables })
  return tables
}

/** While nobody commits, the tables are as they were: most of what is refused has them read once. */
const lastRead = new WeakMap<Storage, { stamp: number; tables: Record<string, string> }>()

const readEveryTable = (storage: Storage): Promise<Record<string, string>> =>
  storage.read(async (tx) => {
    const rows = <Row>(name: string, sql: string) => tx.all<Record<string, never>, Row>({ name, sql }, {})
    const tables = await rows<{ name: string }>(
      'every-table',
      `SELECT name FROM sqlite_master WHERE type = 'table'
         AND name NOT LIKE 'search_%' AND name <> 'contact_changes' ORDER BY name`,
    )
    const texts: Record<string, string> = {}
    for (const { name } of tables) {
      texts[name] = JSON.stringify(await rows(`every-row-of-${name}`, `SELECT * FROM "${name}"`))
    }
    return texts
  })
