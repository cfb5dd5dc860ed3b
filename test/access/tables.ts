import type { Storage } from '../../server/src/storage/storage.ts'

/**
 * Every row of every table, as text: two that are equal say that nothing was written between them. Without what
 * the search index makes of the contacts, in its own time.
 */
export const everyTable = (storage: Storage): Promise<Record<string, string>> =>
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
