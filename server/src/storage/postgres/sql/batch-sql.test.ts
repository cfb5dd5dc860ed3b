import { expect, it } from 'vitest'
import { batchSql } from './batch-sql.ts'

const text = 25
const bigint = 20
const bytes = 17
const squeezed = (sql: string, names: string[], types: number[]) =>
  batchSql(sql, names, types)?.text.replace(/\s+/g, ' ').trim()

it('a read returns the rows of each set with the number of the set', () => {
  const batch = batchSql('SELECT x FROM a WHERE id = :id LIMIT :limit', ['id', 'limit'], [text, bigint])
  expect(batch?.setColumn).toBe('contactd_set_number')
  expect(batch?.text.replace(/\s+/g, ' ')).toBe(
    'SELECT contactd_set.contactd_set_number, found.* ' +
      'FROM (SELECT * FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY LIMIT (SELECT CAST(NULL AS BIGINT))) ' +
      'AS contactd_set (p1, p2, contactd_set_number) CROSS JOIN LATERAL ' +
      '(SELECT x FROM a WHERE id = contactd_set.p1 LIMIT contactd_set.p2) AS found',
  )
})

it.each([
  [
    'UPDATE a SET x = :x WHERE id = :id',
    'UPDATE a SET x = contactd_set.p2 FROM (SELECT * FROM unnest($1::text[], $2::text[]) LIMIT (SELECT CAST(NULL AS BIGINT))) AS contactd_set (p1, p2) WHERE id = contactd_set.p1',
  ],
  [
    'DELETE FROM a WHERE id = :id AND x = :x',
    'DELETE FROM a USING (SELECT * FROM unnest($1::text[], $2::text[]) LIMIT (SELECT CAST(NULL AS BIGINT))) AS contactd_set (p1, p2) WHERE id = contactd_set.p1 AND x = contactd_set.p2',
  ],
  [
    'INSERT INTO a (id, x, y) VALUES (:id, :x, 0) ON CONFLICT (id) DO NOTHING',
    'INSERT INTO a (id, x, y) SELECT contactd_set.p1, contactd_set.p2, 0 FROM unnest($1::text[], $2::text[]) AS contactd_set (p1, p2) ON CONFLICT (id) DO NOTHING',
  ],
  [
    'INSERT INTO a (id, x) SELECT id, z FROM b WHERE id = :id AND y = :x',
    'INSERT INTO a (id, x) SELECT copied.* FROM (SELECT * FROM unnest($1::text[], $2::text[]) LIMIT (SELECT CAST(NULL AS BIGINT))) AS contactd_set (p1, p2) CROSS JOIN LATERAL (SELECT id, z FROM b WHERE id = contactd_set.p1 AND y = contactd_set.p2) AS copied',
  ],
])('a write runs for all sets: %s', (sql, expected) => {
  expect(squeezed(sql, ['id', 'x'], [text, text])).toBe(expected)
})

it.each([
  ['no parameter', 'DELETE FROM a', [], []],
  ['bytes, which are large enough on their own', 'DELETE FROM a WHERE id = :id', ['id'], [bytes]],
  ['a read of other rows', 'INSERT INTO a (id) SELECT :id FROM a', ['id'], [text]],
  [
    'a copy that may exist',
    'INSERT INTO a (id) SELECT id FROM b WHERE id = :id ON CONFLICT (id) DO NOTHING',
    ['id'],
    [text],
  ],
  ['a value from a subquery', 'INSERT INTO a (id, n) VALUES (:id, (SELECT MAX(n) FROM a))', ['id'], [text]],
  ['returned rows', 'UPDATE a SET x = 1 WHERE id = :id RETURNING x', ['id'], [text]],
  [
    'a value for the existing row',
    'INSERT INTO a (id) VALUES (:id) ON CONFLICT (id) DO UPDATE SET id = :id',
    ['id'],
    [text],
  ],
  ['every row', 'UPDATE a SET x = :x', ['x'], [text]],
])('runs set by set: %s', (_, sql, names, types) => {
  expect(squeezed(sql, names, types)).toBeUndefined()
})
