import { describe, expect, it } from 'vitest'
import type { Filter } from '../../columnstore/query.ts'
import { freeTextFilter } from './free-text.ts'

const columns = ['fullNameLowerCase', 'email', 'phone', 'companyName']
const word = (text: string): Filter => ({
  op: 'or',
  filters: columns.map((column) => ({ op: 'contains', column, text })),
})
const digits = (text: string): Filter => ({ op: 'contains', column: 'phone', text })

describe('BR-289 a free query', () => {
  it.each(['', ' ', '\t\n\u3000'])('that is empty (%j) has no conditions', (query) => {
    expect(freeTextFilter(query)).toBeUndefined()
  })

  it.each([
    ['Jane', ['jane']],
    ['  Jane   DOE ', ['jane', 'doe']],
    ['STRASSE ΟΔΟΣ', ['strasse', 'οδοσ']],
    ['Rene\u0301', ['rené']],
    ['100% a_b *', ['100%', 'a_b', '*']],
    ['jane@doe.com', ['jane@doe.com']],
    ['x 5551', ['x', '5551']],
    ['--', ['--']],
  ])('%j requires each of %j in any field', (query, words) => {
    expect(freeTextFilter(query)).toEqual({ op: 'and', filters: words.map(word) })
  })

  it.each([
    ['(555) 123-4567', ['(555)', '123-4567'], '5551234567'],
    ['+1 555.123', ['+1', '555.123'], '1555123'],
    ['42', ['42'], '42'],
  ])('%j may be a phone number', (query, words, number) => {
    expect(freeTextFilter(query)).toEqual({
      op: 'or',
      filters: [{ op: 'and', filters: words.map(word) }, digits(number)],
    })
  })
})
