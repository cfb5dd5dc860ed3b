import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { migrateDatabase } from '../../server/src/storage/open-storage.ts'
import { type Prepared, prepare } from '../../server/src/storage/postgres/connection/prepared.ts'
import { withoutLocation } from '../../server/src/storage/without-location.ts'
import { createDatabase } from '../support/postgres/databases.ts'
import { serverStatements } from '../support/server-statements.ts'

/** Tables of location rows that are read by id alone and are not partitioned. */
const whole = ['documents', 'document_chunks']

/** The reads and writes of an update, for many contacts in one statement. */
const hot = [
  'find-contact',
  'list-custom-fields',
  'find-tag-by-name',
  'update-contact-document',
  'record-contact-change',
]

interface Plan {
  'Relation Name'?: string
  'Actual Loops'?: number
  Plans?: Plan[]
}

let database: Awaited<ReturnType<typeof createDatabase>>
let client: pg.Client
beforeAll(async () => {
  database = await createDatabase('empty')
  await migrateDatabase({ database: database.url, clock, partitions: 8 })
  client = new pg.Client(database.url)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

/** The partitions that a plan visits: those that it names, except the ones that were pruned at run time. */
function partitionsOf({
  'Relation Name': relation = '',
  'Actual Loops': loops = 1,
  Plans: parts = [],
}: Plan): string[] {
  const own = /_[0-7]$/.test(relation) && loops > 0 ? [relation] : []
  return [...own, ...parts.flatMap(partitionsOf)]
}

async function explain(
  text: string,
  values: (types: readonly string[]) => string[],
  options: string,
): Promise<Plan> {
  await client.query(`PREPARE explained AS ${text}`)
  const { rows: asked } = await client.query<{ types: string[] }>(
    `SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'explained'`,
  )
  const list = values(asked[0]?.types ?? []).join(', ')
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
    `EXPLAIN (${options}FORMAT json) EXECUTE explained${list && `(${list})`}`,
  )
  await client.query('DEALLOCATE explained')
  const [{ 'QUERY PLAN': [found] = [] } = {}] = rows
  if (!found) throw new Error(`No plan for ${text}`)
  return found.Plan
}

const literals: Record<string, string> = { text: "'x'", bytea: "'\\x00'", 'text[]': "ARRAY['x', 'x']" }
const valuesOf = (types: readonly string[]) =>
  types.map((type) => literals[type] ?? (type.endsWith('[]') ? 'ARRAY[1, 1]' : '1'))

const forOne = (prepared: Prepared) => explain(prepared.text, valuesOf, '')

describe('in a database partitioned by location (BR-331)', () => {
  it('a statement visits one partition, with known exceptions', async () => {
    const wide: string[] = []
    const statements = (await serverStatements()).map((statement) => prepare(statement))
    for (const prepared of statements) {
      const plan = await forOne(prepared)
      if (new Set(partitionsOf(plan).map((name) => name.slice(-1))).size > 1)
        wide.push(prepared.statementName)
    }
    expect(statements.length).toBeGreaterThan(150)
    // A new row goes to the partition of its location.
    const known = statements.flatMap(({ statementName: name, text, accessSet: { tables } }) =>
      name in withoutLocation &&
      !text.startsWith('INSERT') &&
      ![...tables].every((table) => whole.includes(table))
        ? [name]
        : [],
    )
    expect(wide.sort()).toEqual(known.sort())
  })

  it('a statement for many contacts visits only the partitions of their locations', async () => {
    for (const statement of (await serverStatements()).filter(({ name }) => hot.includes(name))) {
      const prepared = prepare(statement)
      const types = await client.query<{ types: number[] }>(
        `PREPARE described AS ${prepared.text};
         SELECT parameter_types::oid[]::bigint[]::int[] AS types FROM pg_prepared_statements WHERE name = 'described';
         DEALLOCATE described`,
      )
      const [, described] = types as unknown as { rows: { types: number[] }[] }[]
      prepared.describe(described?.rows[0]?.types ?? [])
      const { text } = prepared.batch ?? { text: '' }
      expect(text).toContain('unnest')
      const plan = await explain(text, valuesOf, 'ANALYZE, ')
      expect([statement.name, new Set(partitionsOf(plan)).size]).toEqual([
        statement.name,
        expect.toBeOneOf([0, 1]),
      ])
    }
  })
})
