import { beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, execute } from '../../../../../test/support/postgres/databases.ts'
import { distributions, numberedTables, shardColumn } from './distribution.ts'

interface UniqueKey {
  table: string
  name: string
  columns: string[]
}
interface ForeignKey {
  table: string
  columns: string[]
  to: string
  toColumns: string[]
}

const columnsOf = (relation: string, numbers: string) =>
  `ARRAY(SELECT attname::text FROM unnest(${numbers}) WITH ORDINALITY AS part (number, place)
   JOIN pg_attribute ON attrelid = ${relation} AND attnum = part.number ORDER BY place)`

let tables: string[]
let uniqueKeys: UniqueKey[]
let foreignKeys: ForeignKey[]
beforeAll(async () => {
  const database = await createDatabase()
  const list = <Row extends object>(sql: string) => execute<Row & Record<string, unknown>>(database.url, sql)
  tables = (
    await list<{ name: string }>(
      `SELECT relname::text AS name FROM pg_class
       WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace`,
    )
  ).map(({ name }) => name)
  uniqueKeys = await list<UniqueKey>(
    `SELECT t.relname::text AS table, i.relname::text AS name,
       ${columnsOf('indrelid', 'indkey::int2[]')} AS columns
     FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid
     WHERE indisunique AND t.relnamespace = current_schema()::regnamespace`,
  )
  foreignKeys = await list<ForeignKey>(
    `SELECT conrelid::regclass::text AS table, ${columnsOf('conrelid', 'conkey')} AS columns,
       confrelid::regclass::text AS to, ${columnsOf('confrelid', 'confkey')} AS "toColumns"
     FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`,
  )
  await database.drop()
})

describe('the distribution of tables', () => {
  it('is declared for every table that migrations create, and for no others', () => {
    expect(Object.keys(distributions).sort()).toEqual(tables.sort())
  })

  it('has the shard column in every unique key, except in those that distribution changes', () => {
    const without = uniqueKeys.filter(({ table, columns }) => {
      const column = shardColumn(table)
      return column !== undefined && !columns.includes(column)
    })
    expect(uniqueKeys.length).toBeGreaterThan(tables.length)
    expect(without.map(({ table, columns }) => [table, ...columns]).sort()).toEqual(
      numberedTables.map((table) => [table, 'sequence']).sort(),
    )
  })

  it('has an index on location and number that becomes the key of each numbered table', () => {
    const names = uniqueKeys
      .filter(({ columns }) => columns.join() === 'location_id,sequence')
      .map(({ name }) => name)
    expect(names.sort()).toEqual(numberedTables.map((table) => `${table}_by_location`).sort())
  })

  it('keeps every foreign key: it refers to a reference table, or stays in one shard or on the coordinator', () => {
    const broken = foreignKeys.filter(({ table, columns, to, toColumns }) => {
      const [from, target] = [distributions[table], distributions[to]]
      if (target === 'reference') return false
      if (from !== target) return true
      if (from === 'coordinator') return false
      const place = columns.indexOf(shardColumn(table) ?? '')
      return place < 0 || toColumns[place] !== shardColumn(to)
    })
    expect(foreignKeys.length).toBeGreaterThan(20)
    expect(broken).toEqual([])
  })

  it('lists referenced tables before those that refer to them', () => {
    const order = Object.keys(distributions)
    const early = foreignKeys.filter(
      ({ table, to }) => table !== to && order.indexOf(to) > order.indexOf(table),
    )
    expect(early).toEqual([])
  })
})
