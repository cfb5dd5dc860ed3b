import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../../../test/support/contact-arbitraries.ts'
import { addTags, normaliseTags, removeTags } from './tags.ts'

const tags = fc.array(fc.oneof(anyText, fc.constantFrom('vip', 'VIP', ' Vip ', 'a', 'B')))

describe('BR-043 normaliseTags', () => {
  it.each([
    [
      ['nisi sint commodo amet', 'consequat'],
      ['nisi sint commodo amet', 'consequat'],
    ],
    [
      ['VIP', 'Returning'],
      ['vip', 'returning'],
    ],
    [
      ['  vip\t', '\u00a0a b '],
      ['vip', 'a b'],
    ],
    [
      ['b', 'a', 'B', ' b '],
      ['b', 'a'],
    ],
    [['', '  ', 'x'], ['x']],
    [
      ['ÄÖ', '新客户', '😀', 'שלום'],
      ['äö', '新客户', '😀', 'שלום'],
    ],
    [
      ['__proto__', 'constructor'],
      ['__proto__', 'constructor'],
    ],
    [[], []],
  ])('converts %j to %j', (sent, stored) => {
    expect(normaliseTags(sent)).toEqual(stored)
  })

  it('does not change its own result', () => {
    fc.assert(
      fc.property(tags, (sent) => {
        const stored = normaliseTags(sent)
        expect(normaliseTags(stored)).toEqual(stored)
      }),
    )
  })

  it('keeps each tag once, trimmed, in lower case, in the order of first occurrence', () => {
    fc.assert(
      fc.property(tags, (sent) => {
        const stored = normaliseTags(sent)
        const names = sent.map((tag) => tag.trim().toLowerCase()).filter((name) => name !== '')
        expect(stored).toEqual(names.filter((name, at) => names.indexOf(name) === at))
      }),
    )
  })

  it('keeps more than two hundred tags', () => {
    const many = Array.from({ length: 1000 }, (_, n) => `Tag ${n}`)
    expect(normaliseTags(many)).toEqual(many.map((tag) => tag.toLowerCase()))
  })
})

describe('addTags', () => {
  it('appends new tags, and returns the new ones', () => {
    expect(addTags(['vip', 'a'], ['B', ' VIP ', 'c', 'b'])).toEqual({
      tags: ['vip', 'a', 'b', 'c'],
      added: ['b', 'c'],
    })
  })

  it('adds nothing the second time', () => {
    fc.assert(
      fc.property(tags, tags, (first, sent) => {
        const before = normaliseTags(first)
        const { tags: after, added } = addTags(before, sent)
        expect(after).toEqual([...before, ...added])
        expect(addTags(after, sent)).toEqual({ tags: after, added: [] })
        expect(new Set(after).size).toBe(after.length)
      }),
    )
  })
})

describe('removeTags', () => {
  it('removes tags in any case, and returns the removed ones', () => {
    expect(removeTags(['vip', 'a', 'b'], [' A ', 'VIP', 'none', 'a'])).toEqual({
      tags: ['b'],
      removed: ['a', 'vip'],
    })
  })

  it('undoes an addition, and removes nothing the second time', () => {
    fc.assert(
      fc.property(tags, tags, (first, sent) => {
        const before = normaliseTags(first)
        const { tags: after, added } = addTags(before, sent)
        expect(removeTags(after, added).tags).toEqual(before)
        const left = removeTags(after, sent)
        expect(removeTags(left.tags, sent)).toEqual({ tags: left.tags, removed: [] })
      }),
    )
  })
})
