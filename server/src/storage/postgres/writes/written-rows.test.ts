import fc from 'fast-check'
import { expect, it } from 'vitest'
import { areApart, footprintOf, type Step } from '../../footprint.ts'
import { WrittenRows } from './written-rows.ts'

const looks = [
  'SELECT d FROM contacts WHERE location_id = :l AND id = :id',
  'SELECT d FROM contacts WHERE location_id = :l AND email = :e',
  'SELECT d FROM contacts WHERE location_id = :l',
  'SELECT d FROM tags WHERE location_id = :l AND name = :e',
  'SELECT 1 FROM contacts c JOIN tags t ON t.id = c.id',
]
const writes = [
  'UPDATE contacts SET d = :e WHERE location_id = :l AND id = :id',
  'UPDATE contacts SET email = :e WHERE location_id = :l AND id = :id',
  'INSERT INTO contacts (location_id, id, email) VALUES (:l, :id, :e)',
  'DELETE FROM contacts WHERE location_id = :l',
  'INSERT INTO tags (location_id, name, id) VALUES (:l, :e, :id)',
]
const value = fc.constantFrom('a', 'b')
const stepOf = (texts: string[]): fc.Arbitrary<Step> =>
  fc.record({
    footprint: fc.constantFrom(...texts).map(footprintOf),
    params: fc.record({ l: value, id: value, e: fc.option(value) }),
  })

it('finds what comparing each look with each write finds', () => {
  fc.assert(
    fc.property(fc.array(stepOf(looks)), fc.array(fc.array(stepOf(writes))), (looked, groups) => {
      const rows = new WrittenRows()
      for (const steps of groups) {
        rows.add(steps)
        const expected = looked.every((look) => rows.steps.every((write) => areApart(write, look)))
        expect(rows.areApartFrom(looked)).toBe(expected)
      }
    }),
  )
})
