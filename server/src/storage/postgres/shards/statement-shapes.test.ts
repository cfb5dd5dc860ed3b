import { expect, it } from 'vitest'
import { shardQueries } from '../../../../../test/support/citus/shard-queries.ts'
import { createDatabase } from '../../../../../test/support/postgres/databases.ts'
import { serverStatements } from '../../../../../test/support/server-statements.ts'
import { withoutLocation } from '../../without-location.ts'
import { connectionSettings } from '../connection/connection-settings.ts'
import { prepare } from '../connection/prepared.ts'
import { Session } from '../connection/session.ts'
import { distributions } from './distribution.ts'

/** What Citus refuses, or sends to every shard; test/citus/explain.test.ts asks a cluster. */
function flawOf(text: string): string | undefined {
  if (/\bRECURSIVE\b/i.test(text)) return 'a recursive query'
  if (/\blocation_id\s*=\s*(contactd_set\.|ANY\b)/i.test(text)) return 'locations of a table function'
  const isScalar = /\blocation_id\s*=\s*\$\d/i.test(text) || /^\s*INSERT\b.*\bVALUES\b/is.test(text)
  if (!isScalar) return 'no location as one parameter'
  return undefined
}

it('every statement of a location, alone and for two sets, has a shape that Citus sends to one shard', async () => {
  const database = await createDatabase()
  const session = new Session(connectionSettings(database.url), true)
  const connection = await session.connection()
  const flaws: string[][] = []
  let checked = 0
  for (const statement of await serverStatements()) {
    const { tables } = prepare(statement).accessSet
    if (
      statement.name in withoutLocation ||
      ![...tables].some((table) => distributions[table] === 'location')
    )
      continue
    for (const { text } of await shardQueries(connection, statement)) {
      checked += 1
      const flaw = flawOf(text)
      if (flaw !== undefined) flaws.push([statement.name, flaw, text])
    }
  }
  await session.close()
  await database.drop()
  expect(checked).toBeGreaterThan(300)
  expect(flaws).toEqual([])
})

it.each([
  [
    'SELECT found.* FROM unnest($1::text[]) AS contactd_set (p1) CROSS JOIN LATERAL (SELECT id FROM contacts WHERE location_id = contactd_set.p1 LIMIT 1) AS found',
    'locations of a table function',
  ],
  [
    'WITH RECURSIVE changed AS (SELECT 1) SELECT id FROM contacts WHERE location_id = $1',
    'a recursive query',
  ],
  ['DELETE FROM contacts WHERE id = $1', 'no location as one parameter'],
])('%s is found', (text, flaw) => {
  expect(flawOf(text)).toBe(flaw)
})
