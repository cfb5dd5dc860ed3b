import { describe, expect, it } from 'vitest'
import type { Schema } from '../http/documented-schema.ts'
import { shareProperties } from './share-properties.ts'

const text = (description: string) => ({ type: 'string', description })
const letters = (names: string) => Object.fromEntries([...names].map((name) => [name, text(name)]))
const object = (names: string, more: object = {}): Schema => ({
  type: 'object',
  properties: letters(names),
  ...more,
})
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })

function shared(schemas: Record<string, Schema>): Record<string, Schema> {
  const changed = structuredClone(schemas)
  shareProperties(changed)
  return changed
}

describe('shareProperties', () => {
  it('makes a schema refer to another that is the same, however small', () => {
    const first = object('a', { required: ['a'], additionalProperties: false })
    expect(shared({ First: first, Second: first })).toEqual({ First: first, Second: reference('First') })
  })

  it('makes a schema that requires more of the same properties extend the other', () => {
    expect(shared({ All: object('abc', { required: ['a', 'b'] }), Some: object('abc') })).toEqual({
      All: { allOf: [reference('Some')], required: ['a', 'b'] },
      Some: object('abc'),
    })
  })

  it('makes a schema with more properties extend the one that shares the most', () => {
    const schemas = {
      Large: object('abcdefg', { required: ['a', 'b', 'g'] }),
      Small: object('abcd', { required: ['a'] }),
      Middle: object('abcde', { required: ['a'] }),
    }
    expect(shared(schemas)).toEqual({
      Large: {
        allOf: [reference('Middle'), object('fg', { required: ['g'] })],
        required: ['b'],
      },
      Small: schemas.Small,
      Middle: { allOf: [reference('Small'), object('e')] },
    })
  })

  it.each<[string, Record<string, Schema>]>([
    ['few properties in common', { One: object('abc'), Other: object('abcd') }],
    [
      'another word',
      { One: object('abcd'), Other: { ...object('abcd'), properties: { ...letters('abc'), d: text('!') } } },
    ],
    [
      'a property less that is required',
      { One: object('abcd', { required: ['a'] }), Other: object('abcde') },
    ],
    [
      'a base that allows no other properties',
      { One: object('abcd', { additionalProperties: false }), Other: object('abcde') },
    ],
    [
      'both of which take no more',
      {
        One: object('abcd', { additionalProperties: false }),
        Other: object('abcde', { additionalProperties: false }),
      },
    ],
    ['no properties', { One: { type: 'string', enum: ['a'] }, Other: { type: 'string', enum: ['a'] } }],
  ])('leaves schemas with %s', (_, schemas) => {
    expect(shared(schemas)).toEqual(schemas)
  })
})
