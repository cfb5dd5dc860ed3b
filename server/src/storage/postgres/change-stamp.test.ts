import { expect, it } from 'vitest'
import { accessSetOf } from '../access-set.ts'
import { invalidatesCaches } from './change-stamp.ts'

it.each([
  ['UPDATE tokens SET date_revoked = :at WHERE id = :id', true],
  ['INSERT INTO locations (id) VALUES (:id)', true],
  ['DELETE FROM a_table_of_tomorrow WHERE id = :id', true],
  ['INSERT INTO location_tags (location_id, name) VALUES (:locationId, :name)', false],
  ['UPDATE contacts SET document = :document WHERE id = :id', false],
  ['SELECT id FROM tokens', false],
])('%s: the change stamp is incremented: %s', (sql, isRaised) => {
  expect(invalidatesCaches(accessSetOf(sql))).toBe(isRaised)
})
