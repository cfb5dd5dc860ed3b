import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { illFormedPaths } from './text-check.ts'

const high = '\ud83d'
const low = '\ude00'

describe('BR-024 illFormedPaths', () => {
  it.each<[string, unknown, string[]]>([
    ['no fault with text of every kind', { a: 'e\u0301 👩‍👩‍👧 שלום', b: ['x', 1, null, true], ключ: {} }, []],
    ['no fault with a pair', { a: `${high}${low}` }, []],
    ['a high surrogate alone', { a: high }, ['a']],
    ['a low surrogate alone', { a: `x${low}y` }, ['a']],
    ['a pair the wrong way round', { a: `${low}${high}` }, ['a']],
    ['a NUL', { a: 'x\0' }, ['a']],
    ['an entry of a list', { tags: ['a', 'b', high] }, ['tags.2']],
    [
      'a value deep inside',
      { customFields: [{ field_value: { row: '\0' } }] },
      ['customFields.0.field_value.row'],
    ],
    ['every fault', { a: high, b: ['\0'], c: { d: low } }, ['a', 'b.0', 'c.d']],
    ['a key with a NUL, spelt without it', { 'a\0b': 'fine' }, ['ab']],
    ['a key with half a pair, spelt with the replacement character', { [high]: 1 }, ['\ufffd']],
    ['a key inside', { a: { [`x${low}`]: {} } }, ['a.x\ufffd']],
    ['a body that is text', high, ['']],
    ['a body that is a list', [high], ['0']],
    ['a fault under __proto__', JSON.parse('{"__proto__":{"a":"\\u0000"}}'), ['__proto__.a']],
  ])('finds %s', (_what, body, paths) => {
    expect(illFormedPaths(body, 100)).toEqual(paths)
  })

  it('stops at its limit', () => {
    expect(illFormedPaths(Array(1000).fill('\0'), 3)).toEqual(['0', '1', '2'])
  })

  it('finds nothing in JSON of well-formed text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (body) => {
        const clean = JSON.parse(JSON.stringify(body).replaceAll('\\u0000', ''))
        expect(illFormedPaths(clean, 10)).toEqual([])
      }),
    )
  })

  it('returns well-formed paths', () => {
    const unit = fc.constantFrom('a', high, low, '\0')
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit }), fc.string({ unit })), (body) => {
        for (const path of illFormedPaths(body, 10)) {
          expect(path.isWellFormed()).toBe(true)
          expect(path).not.toContain('\0')
        }
      }),
    )
  })
})
