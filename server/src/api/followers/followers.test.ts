import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addFollowers, removeFollowers } from './followers.ts'

const id: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', 'd')
const had = fc.uniqueArray(id)
const sent = fc.array(id)

describe('followers', () => {
  it('are the old and the added ones, without duplicates, in the order of their addition', () => {
    fc.assert(
      fc.property(had, sent, (before, sent) => {
        const { followers, followersAdded } = addFollowers(sent)(before)
        expect(followers).toEqual([...new Set([...before, ...sent])])
        expect(followers).toEqual([...before, ...followersAdded])
      }),
    )
  })

  it('are the old ones without the removed ones', () => {
    fc.assert(
      fc.property(had, sent, (before, sent) => {
        const { followers, followersRemoved } = removeFollowers(sent)(before)
        expect(followers.filter((one) => sent.includes(one))).toEqual([])
        expect(followersRemoved.filter((one) => !sent.includes(one))).toEqual([])
        expect(before.filter((one) => followers.includes(one) || followersRemoved.includes(one))).toEqual(
          before,
        )
        expect([...followers, ...followersRemoved]).toHaveLength(before.length)
      }),
    )
  })
})
