import { expect, it } from 'vitest'
import { type LocationBatch, locationBatch } from './location-batch.ts'

const text = 25
const bigint = 20
const bytes = 17
const textOf = (batch: LocationBatch | undefined) => {
  const sql = batch?.takes === 'rows' ? batch.text(2) : batch?.text
  return sql?.replace(/\s+/g, ' ').trim()
}
const batchOf = (sql: string, names: string[], types = names.map(() => text)) =>
  locationBatch(sql, names, types, 'locationId')

it.each([
  [
    'a read by one more key',
    'SELECT x, y FROM a WHERE location_id = :locationId AND id = :id',
    'SELECT array_position($2::text[], id), x, y FROM a WHERE location_id = $1::text AND id = ANY ($2::text[])',
  ],
  [
    'another read',
    'SELECT x FROM a WHERE location_id = :locationId AND id > :id ORDER BY id LIMIT 1',
    'SELECT contactd_set.number, found.* FROM unnest($2::text[]) WITH ORDINALITY AS contactd_set (p1, number) CROSS JOIN LATERAL (SELECT x FROM a WHERE location_id = $1::text AND id > contactd_set.p1 ORDER BY id LIMIT 1) AS found',
  ],
  [
    'an insert',
    'INSERT INTO a (location_id, id, y) VALUES (:locationId, :id, 0) ON CONFLICT (location_id, id) DO NOTHING',
    'INSERT INTO a (location_id, id, y) VALUES ($1::text, $2, 0), ($1::text, $3, 0) ON CONFLICT (location_id, id) DO NOTHING',
  ],
  [
    'a copy',
    'INSERT INTO a (location_id, id) SELECT location_id, z FROM b WHERE location_id = :locationId AND id = :id',
    'INSERT INTO a (location_id, id) SELECT copied.* FROM unnest($2::text[]) AS contactd_set (p1) CROSS JOIN LATERAL (SELECT location_id, z FROM b WHERE location_id = $1::text AND id = contactd_set.p1) AS copied',
  ],
  [
    'a change',
    'UPDATE a SET x = 1 WHERE location_id = :locationId AND id = :id',
    'UPDATE a SET x = 1 FROM (VALUES ($2::text), ($3::text)) AS contactd_set (p1) WHERE location_id = $1::text AND id = contactd_set.p1',
  ],
  [
    'a deletion',
    'DELETE FROM a WHERE location_id = :locationId AND id = :id',
    'DELETE FROM a USING unnest($2::text[]) AS contactd_set (p1) WHERE location_id = $1::text AND id = contactd_set.p1',
  ],
])('%s names the location once', (_, sql, expected) => {
  expect(textOf(batchOf(sql, ['id', 'locationId']))).toBe(expected)
})

it('rows have their parameters one after the other', () => {
  const sql = 'INSERT INTO a (id, n, location_id) VALUES (:id, :n, :locationId)'
  expect(textOf(batchOf(sql, ['id', 'n', 'locationId'], [text, bytes, text]))).toBe(
    'INSERT INTO a (id, n, location_id) VALUES ($2, $3, $1::text), ($4, $5, $1::text)',
  )
  const update = 'UPDATE a SET n = :n WHERE location_id = :locationId AND id = :id'
  expect(textOf(batchOf(update, ['n', 'locationId', 'id'], [bigint, text, text]))).toBe(
    'UPDATE a SET n = contactd_set.p1 FROM (VALUES ($2::bigint, $3::text), ($4::bigint, $5::text)) AS contactd_set (p1, p2) WHERE location_id = $1::text AND id = contactd_set.p2',
  )
})

it.each([
  ['only a location', 'DELETE FROM a WHERE location_id = :locationId', ['locationId']],
  [
    'returned rows',
    'UPDATE a SET x = 1 WHERE location_id = :locationId AND id = :id RETURNING x',
    ['locationId', 'id'],
  ],
  [
    'a read of the changed table',
    'INSERT INTO a (location_id, id) SELECT location_id, :id FROM a WHERE location_id = :locationId',
    ['locationId', 'id'],
  ],
])('a statement with %s runs set by set', (_, sql, names) => {
  expect(textOf(batchOf(sql, names))).toBeUndefined()
})
