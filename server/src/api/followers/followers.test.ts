import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addFollowers, removeFollowers } from './followers.ts'

const id: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', 'd')
const had = fc.uniqueArray(id)
const sent = fc.array(id)

describe('followers', () => {
  it('are those who were and those who are added, each once, in the order of their coming', () => {
    fc.assert(
      fc.property(had, sent, (before, sent) => {
        const { followers, changed } = addFollowers(before, sent)
        expect(followers).toEqual([...new Set([...before, ...sent])])
        expect(followers).toEqual([...before, ...changed])
      }),
    )
  })

  it('are those who were without those who are removed', () => {
    fc.assert(
      fc.property(had, sent, (before, sent) => {
        const { followers, changed } = removeFollowers(before, sent)
        expect(followers.filter((one) => sent.includes(one))).toEqual([])
        expect(changed.filter((one) => !sent.includes(one))).toEqual([])
        expect(before.filter((one) => followers.includes(one) || changed.includes(one))).toEqual(before)
        expect([...followers, ...changed]).toHaveLength(before.length)
      }),
    )
  })
})
