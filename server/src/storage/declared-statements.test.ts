import { beforeAll, describe, expect, it } from 'vitest'
import { serverStatements } from '../../../test/support/server-statements.ts'
import { accessSetOf } from './access-set.ts'
import { accessTables } from './access-tables.ts'
import { migrations } from './migrations/migrations.ts'
import { shardColumn } from './postgres/shards/distribution.ts'
import { locationParameter } from './postgres/shards/shard-forms.ts'
import { type SqlParams, type Statement, statement } from './statement.ts'
import { changesWithinDocument, withoutLocation } from './without-location.ts'

let statements: Statement<SqlParams, unknown>[]
beforeAll(async () => {
  statements = await serverStatements()
})

const created = migrations.flatMap(({ statements }) =>
  statements.flatMap((sql) => {
    const table = /^\s*CREATE\s+TABLE\s+(\w+)/i.exec(sql)?.[1]
    return table === undefined ? [] : [{ table, isOfLocations: /\blocation_id\s+TEXT\b/i.test(sql) }]
  }),
)
const ofLocations = new Set([
  ...created.flatMap(({ table, isOfLocations }) => (isOfLocations ? [table] : [])),
  'document_chunks',
])

const namesLocation = (sql: string) =>
  /\blocation_id\s*=\s*:\w*locationId\b/i.test(sql) || accessSetOf(sql).keys.has('location_id')

describe('every declared statement', () => {
  it('has a shape from which its tables can be parsed', () => {
    expect(statements.length).toBeGreaterThan(200)
    expect(statements.filter(({ sql }) => !accessSetOf(sql).isKnown)).toEqual([])
  })

  it('names existing tables, or those that its own subqueries define', () => {
    const tables = new Set(['migrations', ...created.map(({ table }) => table)])
    const unknown = statements.flatMap(({ name, sql }) => {
      const made = new Set([...sql.matchAll(/\b(\w+)\s*(?:\([^()]*\)\s*)?AS\s*\(/gi)].map(([, as]) => as))
      return [...accessSetOf(sql).tables]
        .filter((table) => !tables.has(table) && !made.has(table))
        .map((table) => [name, table])
    })
    expect(unknown).toEqual([])
  })

  it('changes at most one table', () => {
    const odd = statements.filter(({ sql }) => {
      const { isRead, written, tables } = accessSetOf(sql)
      return isRead ? written !== undefined : written === undefined || !tables.has(written)
    })
    expect(odd).toEqual([])
  })

  it('names the location of the rows of locations, except for the listed statements', () => {
    const unnamed = statements.flatMap(({ name, sql }) => {
      const tables = [...accessSetOf(sql).tables].filter((table) => ofLocations.has(table))
      const isOfAccess = tables.every((table) => accessTables.has(table))
      return isOfAccess || namesLocation(sql) ? [] : [name]
    })
    expect(unnamed.sort()).toEqual(Object.keys(withoutLocation).sort())
    expect([...changesWithinDocument].filter((name) => !(name in withoutLocation))).toEqual([])
  })
})

describe('in a database that distributes locations', () => {
  it('a statement names one location only, so it runs where the rows of that location are', () => {
    const locationsNamed = (sql: string) =>
      new Set(
        [...sql.matchAll(/\blocation_id\s*=\s*:(\w+)|:(locationId)\b/g)].map(([, of, own]) => of ?? own),
      )
    expect(statements.filter(({ sql }) => locationsNamed(sql).size > 1)).toEqual([])
  })

  it('a statement for many sets of a location has the location as one parameter, and no statement is recursive', async () => {
    const { shardForms } = await import('./postgres/shards/shard-forms.ts')
    const { prepare } = await import('./postgres/connection/prepared.ts')
    const text = 25
    const batched = statements.flatMap(({ name, sql }) => {
      const prepared = prepare({ name, sql })
      prepared.describe(prepared.names.map(() => text))
      const sets = ['1', '2'].map((value) => Object.fromEntries(prepared.names.map((each) => [each, value])))
      const location = locationParameter(sql, prepared.accessSet.keys)
      if (location !== undefined) for (const params of sets) params[location] = 'l'
      const states = new Map([['l', { version: 0, lastNumber: 0 }]])
      const queries = prepared.accessSet.isRead
        ? shardForms.reads(prepared, sets)
        : shardForms.writes(prepared, sets, states)
      const isOfLocation = [...prepared.accessSet.tables].some((table) => shardColumn(table) !== undefined)
      return isOfLocation && queries.length === 1 ? [{ name, text: String(queries[0]?.text) }] : []
    })
    expect(batched.length).toBeGreaterThan(150)
    expect(
      batched.filter((each) => !/\blocation_id\b[\s\S]*\$1::text|\(.*\$1::text/.test(each.text)),
    ).toEqual([])
    expect(batched.filter((each) => /\blocation_id\s*=\s*contactd_set\b/.test(each.text))).toEqual([])
    const recursive = statements.filter(({ sql, onShards }) => /\bRECURSIVE\b/i.test(onShards ?? sql))
    expect(recursive).toEqual([])
  })
})

describe('a statement whose tables cannot be parsed is refused', () => {
  it.each([
    ['WITH old AS (SELECT id FROM tags) UPDATE tags SET name = :name WHERE id IN (SELECT id FROM old)'],
    ['WITH gone AS (DELETE FROM tags WHERE id = :id RETURNING id) SELECT id FROM gone'],
    ['MERGE INTO tags USING other ON tags.id = other.id WHEN MATCHED THEN DELETE'],
    ['INSERT OR REPLACE INTO tags (id) VALUES (:id)'],
    ['REPLACE INTO tags (id) VALUES (:id)'],
    ['UPDATE "tags" SET name = :name'],
    ['UPDATE public.tags SET name = :name'],
    ['UPDATE ONLY tags SET name = :name'],
    ['SELECT 1 FROM contacts c, tags t WHERE c.id = t.id'],
    ['SELECT 1 FROM contacts, (SELECT id FROM tags) AS t'],
    ['SELECT 1 FROM (contacts JOIN notes ON contacts.id = notes.id), tags'],
    ['SELECT 1 FROM a JOIN b ON a.id = b.id, c WHERE a.id = :id'],
    ['SELECT name FROM "tags"'],
    ['SELECT name FROM [tags]'],
    ['SELECT name FROM `tags`'],
    ['SELECT name FROM public.tags'],
    ['SELECT name FROM unnest(:ids) AS t'],
    ['SELECT 1 FROM contacts JOIN LATERAL (SELECT 1 FROM tags) AS t ON true'],
    ['SELECT 1 FROM contacts JOIN notes USING (id)'],
    ['DELETE FROM contacts USING tags WHERE contacts.id = tags.id'],
    ['TRUNCATE tags'],
    ['DROP TABLE tags'],
    ['TABLE tags'],
    ['VALUES (1)'],
    ['SELECT 1 FROM tags; DELETE FROM tags'],
    ['SELECT name INTO copied FROM public.tags'],
  ])('%s', (sql) => {
    expect(accessSetOf(sql).isKnown).toBe(false)
    expect(() => statement('refused', sql)).toThrow('a shape from which')
  })

  it.each([
    [
      'SELECT t.id AS "tagId", coalesce(a, b), c FROM tags AS t JOIN (SELECT id, name FROM other) AS o ON o.id = t.id',
    ],
    ["SELECT 'FROM x, y' AS text FROM tags -- , other"],
    [
      'WITH a AS (SELECT id, name FROM tags ORDER BY id, name) SELECT id, name FROM a WHERE id IS DISTINCT FROM :id',
    ],
    ['SELECT (SELECT MAX(id) FROM tags), id FROM contacts WHERE id IN (:a, :b) GROUP BY id, name LIMIT 1'],
    ['INSERT INTO tags (id, name) VALUES (:id, :name) ON CONFLICT (id) DO UPDATE SET name = :name, id = :id'],
    ['INSERT INTO tags (id, name) SELECT id, name FROM other WHERE id = :id RETURNING id, name'],
    ['UPDATE tags SET name = (SELECT name FROM other WHERE id = :id), id = :id WHERE id = :id'],
    ['SELECT id FROM tags WHERE id = :id FOR UPDATE'],
  ])('and this one is not: %s', (sql) => {
    expect(accessSetOf(sql).isKnown).toBe(true)
  })
})
