import { describe, expect, it } from 'vitest'
import { accessSetOf, areDisjoint } from './access-set.ts'

const keysOf = (sql: string) => Object.fromEntries(accessSetOf(sql).keys)
const step = (sql: string, params: Record<string, unknown> = {}) => ({ accessSet: accessSetOf(sql), params })

const find = 'SELECT document FROM contacts WHERE location_id = :locationId AND id = :id'
const findByEmail = 'SELECT id FROM contacts WHERE location_id = :locationId AND email = :email LIMIT 1'
const update = 'UPDATE contacts SET document = :document WHERE location_id = :locationId AND id = :id'
const setEmail = 'UPDATE contacts SET email = :email WHERE location_id = :locationId AND id = :id'
const insert = 'INSERT INTO contacts (location_id, id, email) VALUES (:locationId, :id, :email)'
const findTag = 'SELECT id FROM location_tags WHERE location_id = :locationId AND name = :name'

describe('accessSetOf', () => {
  it.each([
    [find, true],
    [update, false],
    ['DELETE FROM contacts WHERE id = :id', false],
    ['INSERT INTO companies (id) VALUES (:id) RETURNING id', false],
    ["SELECT 'DELETE' AS word FROM companies", true],
    ['SELECT id FROM contacts WHERE id = :id FOR UPDATE', false],
  ])('recognises reads and writes: %s', (sql, isRead) => {
    expect(accessSetOf(sql).isRead).toBe(isRead)
  })

  it.each([
    [find, ['contacts']],
    ['SELECT 1 FROM contacts c JOIN locations l ON l.id = c.location_id', ['contacts', 'locations']],
    ['DELETE FROM a WHERE id NOT IN (SELECT id FROM b)', ['a', 'b']],
    ['INSERT INTO tags (id) VALUES (:id) ON CONFLICT (id) DO UPDATE SET id = :id', ['tags']],
  ])('finds the tables: %s', (sql, tables) => {
    expect([...accessSetOf(sql).tables]).toEqual(tables)
  })

  it.each([
    [find, { location_id: 'locationId', id: 'id' }],
    [update, { location_id: 'locationId', id: 'id' }],
    [insert, { location_id: 'locationId', id: 'id', email: 'email' }],
    [`${find} ORDER BY id LIMIT :limit`, { location_id: 'locationId', id: 'id' }],
    ['SELECT 1 FROM a WHERE id = :id AND (x = :x OR y = :y)', {}],
    ['SELECT 1 FROM a WHERE id = :id AND NOT (x = :x)', { id: 'id' }],
    ['SELECT 1 FROM a WHERE id > :after AND place = :place', { place: 'place' }],
    ['SELECT 1 FROM a WHERE id = :id AND x = 1', { id: 'id' }],
    ['SELECT 1 FROM a WHERE x = :x + 1', {}],
    ['SELECT 1 FROM a', {}],
    ['DELETE FROM a WHERE id = :id AND x NOT IN (SELECT x FROM a WHERE id = :id)', { id: 'id' }],
    ['DELETE FROM a WHERE id = :id AND x IN (SELECT x FROM a WHERE id = :other)', {}],
    ['DELETE FROM a WHERE id = :id AND x IN (SELECT x FROM a)', {}],
    ['DELETE FROM a WHERE x IN (SELECT x FROM a WHERE id = :id ORDER BY lower(x) LIMIT 1)', {}],
    [
      'DELETE FROM a WHERE id = :id AND x IN (SELECT x FROM a WHERE id = :id AND (y = 1 OR y = 2) LIMIT 1)',
      {},
    ],
    [
      'DELETE FROM a WHERE id = :id AND x IN (SELECT x FROM a WHERE id = :id AND y = (SELECT MAX(y) FROM a))',
      {},
    ],
    ['DELETE FROM a WHERE id = :id AND x IN (SELECT x FROM b WHERE id = :id)', {}],
    ['SELECT 1 FROM a WHERE id = :id FOR UPDATE', { id: 'id' }],
    ['INSERT INTO a (x, y) SELECT x, z FROM b WHERE x = :x AND z = :z', { x: 'x' }],
    ['INSERT INTO a (y) SELECT x FROM b WHERE x = :x', {}],
    ['INSERT INTO a (x) SELECT x FROM b WHERE x = :x OR y = :y', {}],
    ['INSERT INTO a (x) SELECT x FROM b JOIN c ON c.x = b.x WHERE x = :x', {}],
    ['INSERT INTO a (x) SELECT x FROM b WHERE x = :x ON CONFLICT (x) DO NOTHING', {}],
    ['SELECT 1 FROM a c WHERE c.id = :id', {}],
    ['INSERT INTO a (x, y, z) VALUES (:x, 0, lower(:z))', {}],
    ['INSERT INTO a (x, y) VALUES (:x, 0)', { x: 'x' }],
    ['INSERT INTO a (x, y) VALUES (:x, :y) ON CONFLICT (x) DO UPDATE SET y = :y', { x: 'x' }],
    ['INSERT INTO a (x, y) SELECT :x, y FROM b', {}],
  ])('finds the columns that equal parameters: %s', (sql, keys) => {
    expect(keysOf(sql)).toEqual(keys)
  })

  it('finds the columns that are set', () => {
    expect([...accessSetOf('UPDATE a SET x = :x, y = (y + 1) WHERE z = :z').changed]).toEqual(['x', 'y'])
  })
})

describe('a statement of an unknown shape', () => {
  const look = 'SELECT name FROM tags WHERE location_id = :locationId'
  const here = { locationId: 'l', id: 'a', name: 'n' }
  it.each([
    'WITH old AS (SELECT 1) UPDATE tags SET name = :name WHERE location_id = :locationId',
    'WITH gone AS (DELETE FROM tags RETURNING id) SELECT id FROM gone',
    'MERGE INTO tags USING other ON tags.id = other.id WHEN MATCHED THEN DELETE',
    'INSERT OR REPLACE INTO tags (location_id, name) VALUES (:locationId, :name)',
    'UPDATE "tags" SET name = :name WHERE location_id = :locationId',
    'UPDATE public.tags SET name = :name WHERE location_id = :locationId',
    'DELETE FROM contacts USING tags WHERE location_id = :locationId',
    'SELECT 1 FROM contacts c, tags t WHERE location_id = :locationId',
    'SELECT name FROM "tags" WHERE location_id = :locationId',
    'do_something(:id)',
  ])('conflicts with every other: %s', (sql) => {
    for (const other of [look, update, insert]) {
      expect(areDisjoint(step(sql, here), step(other, { ...here, locationId: 'm' }))).toBe(false)
      expect(areDisjoint(step(other, { ...here, locationId: 'm' }), step(sql, here))).toBe(false)
    }
  })
})

describe('two statements', () => {
  const here = { locationId: 'l', id: 'a', document: '', email: 'e', name: 'n' }
  const there = { ...here, id: 'b' }
  it.each([
    ['another table', update, here, findTag, here, true],
    ['another row', update, here, find, there, true],
    ['the same row', update, here, find, here, false],
    ['another location', update, here, findByEmail, { ...here, locationId: 'm' }, true],
    ['a read by a column that an update may change', update, here, findByEmail, here, false],
    ['a read by a column that is set', setEmail, here, findByEmail, { ...here, email: 'f' }, false],
    ['a new row that a read can find', insert, here, findByEmail, here, false],
    ['a new row that a read cannot find', insert, here, findByEmail, { ...here, email: 'f' }, true],
    ['a new row without an email', insert, { ...here, email: null }, findByEmail, here, true],
    ['a read of all rows', insert, here, 'SELECT COUNT(*) FROM contacts', {}, false],
    ['two looks', find, here, find, here, true],
  ])('statements conflict if they touch the same row: %s', (_, one, oneParams, other, otherParams, apart) => {
    expect(areDisjoint(step(one, oneParams), step(other, otherParams))).toBe(apart)
    expect(areDisjoint(step(other, otherParams), step(one, oneParams))).toBe(apart)
  })
})
