import { describe, expect, it } from 'vitest'
import { foldCase } from './fold-case.ts'

describe('texts that differ in case fold to the same', () => {
  it.each([
    ['ASCII', 'Linnea.Berg@Example.COM', 'linnea.berg@example.com'],
    ['umlauts', 'MÜLLER', 'müller'],
    ['sharp s and SS', 'Straße', 'STRASSE'],
    ['sharp s and its capital', 'straße', 'STRAẞE'],
    ['sigma at the end and within', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['a sigma that only stands alone', 'ς', 'Σ'],
    ['capital I with a dot', 'İstanbul', 'i̇stanbul'],
    ['the Kelvin sign', '300 \u212a', '300 k'],
    ['a decomposed accent', 'Jose\u0301', 'JOS\u00c9'],
    ['a ligature', 'ﬁn', 'FIN'],
    ['Cyrillic', 'АЛЕКСЕЙ', 'алексей'],
    ['Georgian', 'ᲗᲑᲘᲚᲘᲡᲘ', 'თბილისი'],
    ['Deseret, outside the first plane', '𐐔', '𐐼'],
    ['a script without case', '山田', '山田'],
  ])('%s', (_what, one, other) => {
    expect(foldCase(one)).toBe(foldCase(other))
  })

  it('distinguishes different letters', () => {
    expect(foldCase('é')).not.toBe(foldCase('e'))
    expect(foldCase('山')).not.toBe(foldCase('田'))
    expect(foldCase('')).toBe('')
  })
})

it('is consistent for every character: folded twice, in either case, composed or not', () => {
  const astray: string[] = []
  // Characters beyond these two planes have no case.
  for (let point = 0; point <= 0x1ffff; point += 1) {
    if (point >= 0xd800 && point <= 0xdfff) continue
    const character = String.fromCodePoint(point)
    const folded = foldCase(character)
    const written = [folded, character.toUpperCase(), character.toLowerCase(), character.normalize('NFD')]
    if (written.some((other) => foldCase(other) !== folded)) astray.push(point.toString(16))
  }
  expect(astray).toEqual([])
})
