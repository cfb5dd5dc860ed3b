import fc from 'fast-check'
import { expect, it } from 'vitest'
import { accessSetOf, areDisjoint, type StatementCall } from '../../access-set.ts'
import { WriteSet } from './write-set.ts'

const reads = [
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
const callOf = (texts: string[]): fc.Arbitrary<StatementCall> =>
  fc.record({
    accessSet: fc.constantFrom(...texts).map(accessSetOf),
    params: fc.record({ l: value, id: value, e: fc.option(value) }),
  })

it('agrees with comparing every read with every write', () => {
  fc.assert(
    fc.property(fc.array(callOf(reads)), fc.array(fc.array(callOf(writes))), (readSet, groups) => {
      const writeSet = new WriteSet()
      for (const calls of groups) {
        writeSet.add(calls)
        const expected = readSet.every((read) => writeSet.calls.every((write) => areDisjoint(write, read)))
        expect(writeSet.isDisjointFrom(readSet)).toBe(expected)
      }
    }),
  )
})
