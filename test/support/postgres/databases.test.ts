import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createDatabase } from './databases.ts'

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

describe('createDatabase', () => {
  it('creates independent databases', async () => {
    const [one, other] = await Promise.all([createDatabase(), createDatabase()])
    await query(one.url, 'CREATE TABLE mine (id TEXT PRIMARY KEY)')
    await expect(query(other.url, 'SELECT * FROM mine')).rejects.toThrow('relation "mine" does not exist')
    expect(await query(one.url, 'SELECT * FROM mine')).toEqual([])
    await Promise.all([one.drop(), other.drop()])
  })

  it('sorts text by its bytes, and supports all of Unicode', async () => {
    const { url, drop } = await createDatabase('empty')
    const rows = await query<{ word: string }>(
      url,
      `SELECT word FROM (VALUES ('b'), ('Z'), ('é'), ('a'), ('👩')) AS words (word) ORDER BY word`,
    )
    expect(rows.map(({ word }) => word)).toEqual(['Z', 'a', 'b', 'é', '👩'])
    await drop()
  })

  it('drops a database with open connections', async () => {
    const { url, drop } = await createDatabase()
    const client = new pg.Client(url)
    const refused = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    await drop()
    expect(await refused).toMatchObject({ code: '57P01' })
    await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
  })
})
