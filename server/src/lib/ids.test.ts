import { describe, expect, it } from 'vitest'
import { randomIds } from './ids.ts'

const count = 20_000
const ids = Array.from({ length: count }, () => randomIds.next())

describe('randomIds', () => {
  it('generates ids of 20 letters and digits', () => {
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]{20}$/)
  })

  it('generates no id twice', () => {
    expect(new Set(ids).size).toBe(count)
  })

  it('is uniform over all letters, in every position', () => {
    // Chi-squared over 62 letters has 61 degrees of freedom: mean 61, standard deviation 11. A plain modulo of 256 by
    // 62 would favour the first eight letters by a quarter, with a sum in the thousands.
    const chiSquared = (letters: Iterable<string>, total: number) => {
      const counts = new Map<string, number>()
      for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1)
      expect(counts.size).toBe(62)
      const expected = total / 62
      return [...counts.values()].reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)
    }
    expect(chiSquared(ids.join(''), count * 20)).toBeLessThan(150)
    for (let place = 0; place < 20; place++) {
      expect(
        chiSquared(
          ids.map((id) => id.charAt(place)),
          count,
        ),
      ).toBeLessThan(150)
    }
  })

  it('generates UUIDs of version 4, without duplicates', () => {
    const uuids = Array.from({ length: 1000 }, () => randomIds.uuid())
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
    expect(new Set(uuids).size).toBe(1000)
  })
})
