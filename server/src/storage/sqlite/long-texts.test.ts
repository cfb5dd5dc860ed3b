import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { statement } from '../statement.ts'
import { Connection } from './connection.ts'
import { withLongTextsAsBytes } from './prepared-statement.ts'

type Row = { id: number; document: string | null; name: string }

const find = statement<{ id: number }, Row>(
  'long-texts-test-find',
  'SELECT id, document, name FROM things WHERE id = :id',
)
const list = statement<{ limit: number }, Row>(
  'long-texts-test-list',
  'SELECT id, document, name FROM things ORDER BY name DESC LIMIT :limit',
)
const findAliased = statement<{ id: number }, { document: string; count: number }>(
  'long-texts-test-find-aliased',
  `SELECT t.name AS document, (SELECT COUNT(*) FROM things) AS "count" FROM things t WHERE t.id = :id`,
)

/** Lengths around the limit, characters of one to four bytes, and some that JSON can't contain. */
const documents = [
  '',
  'short €',
  'x'.repeat(2048),
  'x'.repeat(2049),
  '€'.repeat(700),
  'é'.repeat(100_000),
  `${'🎉'.repeat(50_000)}\uFEFF\0end`,
]

let connection: Connection
beforeEach(() => {
  connection = new Connection(undefined, { readonly: false })
  connection.database.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, document TEXT, name TEXT)')
  const insert = connection.database.prepare('INSERT INTO things VALUES (?, ?, ?)')
  for (const [id, document] of documents.entries()) insert.run(id, document, `name ${id}`)
  insert.run(documents.length, null, 'é'.repeat(2000))
})
afterEach(() => connection.database.close())

describe('documents are read back unchanged', () => {
  it.each(documents.map((document, id) => [id, document.length, document] as const))(
    'number %i, of %i units',
    (id, _length, document) => {
      expect(connection.prepare(find).get({ id })).toEqual({ id, document, name: `name ${id}` })
    },
  )

  it('none, if there is none', () => {
    expect(connection.prepare(find).get({ id: documents.length })).toMatchObject({ document: null })
    expect(connection.prepare(find).get({ id: 99 })).toBeUndefined()
  })

  it('many, in their order', () => {
    const rows = connection.prepare(list).all({ limit: 5 })
    expect(rows.map(({ id }) => id)).toEqual([7, 6, 5, 4, 3])
    expect(rows.slice(1).map(({ document }) => document)).toEqual(documents.slice(3).reverse())
  })

  it('from a column with another name', () => {
    const id = documents.length
    expect(connection.prepare(findAliased).get({ id })).toEqual({ document: 'é'.repeat(2000), count: id + 1 })
  })
})

it('the binding returns only long documents as bytes', () => {
  const database = new Database(':memory:')
  database.exec('CREATE TABLE things (id INTEGER, document TEXT)')
  const sql = withLongTextsAsBytes('SELECT id, document FROM things ORDER BY id', ['id', 'document'])
  for (const [id, document] of documents.entries())
    database.prepare('INSERT INTO things VALUES (?, ?)').run(id, document)
  const read = database.prepare<[], { document: unknown }>(sql).all()
  expect(read.map(({ document }) => typeof document === 'string')).toEqual(
    documents.map((document) => Buffer.byteLength(document) <= 2048),
  )
  database.close()
})
