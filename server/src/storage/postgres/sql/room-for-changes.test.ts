import { expect, it } from 'vitest'
import { withRoomForChanges } from './room-for-changes.ts'

it.each([
  ['CREATE TABLE contacts (id TEXT)', true],
  ['CREATE TABLE contacts_3 PARTITION OF contacts FOR VALUES WITH (MODULUS 8, REMAINDER 3)', true],
  ['CREATE TABLE contacts (id TEXT) PARTITION BY HASH (location_id)', false],
  ['CREATE TABLE opportunities (id TEXT)', true],
  ['CREATE TABLE contact_changes (id TEXT)', false],
  ['CREATE INDEX contacts_by_id ON contacts (id)', false],
])('leaves room in the tables that change often: %s', (sql, hasRoom) => {
  expect(withRoomForChanges(sql)).toBe(hasRoom ? `${sql} WITH (fillfactor = 80)` : sql)
})
