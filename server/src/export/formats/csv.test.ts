import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellText } from '../../import/values/cell-text.ts'
import { splitTags } from '../../import/values/lists.ts'
import { joined } from '../field-columns.ts'
import { withoutFormula } from './csv.ts'

describe('BR-763 CSV has no formulas, and phones in E.164 as they are', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1-555', "'+1-555"],
    ['-x', "'-x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['＝1', "'＝1"],
    [' =1', "' =1"],
    ['\ufeff=1', "'\ufeff=1"],
    ['\u200b\u00a0\0@x', "'\u200b\u00a0\0@x"],
    ["'=1", "''=1"],
    ["''5", "'''5"],
    ["'90s", "'90s"],
    ["'n", "'n"],
    ['+15551234567', '+15551234567'],
    ['+15551234567, +4930901820', '+15551234567, +4930901820'],
    ['-5.25', '-5.25'],
    ['a=b', 'a=b'],
    ['x;=cmd', "x;'=cmd"],
    ['x; =cmd', "x;' =cmd"],
    ['x;\t@a;+1-2', "x;'\t@a;'+1-2"],
    ["x;'=1", "x;''=1"],
    ['+15551234567; +4930901820', "'+15551234567; +4930901820"],
    ['5;-5.25;+15551234567', '5;-5.25;+15551234567'],
    ['x;a=b', 'x;a=b'],
  ])('%j is %j', (text, cell) => {
    expect(withoutFormula(text)).toBe(cell)
  })

  it('any text is read by an import as it was, but for white space around it', () => {
    const sign = fc.constantFrom(
      "'",
      '=',
      '+',
      '-',
      '@',
      '＝',
      ' ',
      '\t',
      '\n',
      '\u200b',
      '"',
      '5',
      '.',
      'a',
      ';',
      ';',
    )
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 8 }), (text) => {
        fc.pre(text === text.trim() && !/^="/.test(text))
        expect(cellText(withoutFormula(text))).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })

  it('any tags are read by an import as they were', () => {
    const sign = fc.constantFrom('*', ' ', ':', ',', ';', '"', '\n', 'a', "'", '=')
    const tag = fc.string({ unit: sign, minLength: 1, maxLength: 6 }).filter((text) => text.trim() === text)
    fc.assert(
      fc.property(fc.array(fc.oneof(tag, fc.constantFrom('a ::: b', '* mine')), { maxLength: 3 }), (tags) => {
        expect(splitTags(cellText(withoutFormula(joined(tags))))).toEqual(tags)
      }),
      { numRuns: 1_000 },
    )
  })
})
