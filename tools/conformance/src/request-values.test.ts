import { describe, expect, test } from 'vitest'
import { GoodValues } from './good-values.ts'
import type { Schema } from './schema.ts'
import { Planted } from './template.ts'
import { wrongValues } from './wrong-values.ts'

const good = new GoodValues({ locationId: '', 'Item.id': '', ids: [''] })
const owned = { owner: 'Thing', name: 'thing' }

const item: Schema = {
  name: 'Item',
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', example: 'of nobody' }, size: { type: 'number' } },
}

describe('a valid value', () => {
  const values: [name: string, schema: Schema, value: unknown][] = [
    ['the example of a schema', { type: 'string', example: 'red' }, 'red'],
    ['no example that the schema does not take', { type: 'boolean', example: 'false' }, true],
    ['the first of an enum', { type: 'string', enum: ['red', 'blue'] }, 'red'],
    ['no less than the least number', { type: 'integer', minimum: 5 }, 5],
    ['as long as it must be', { type: 'string', minLength: 15 }, 'conformancexxxx'],
    ['no longer than it may be', { type: 'string', maxLength: 4 }, 'conf'],
    ['an instant', { type: 'string', format: 'date-time' }, '2026-01-31T12:00:00.000Z'],
    ['a list of one', { type: 'array', items: { type: 'boolean' } }, [true]],
    ['an object with all', item, { id: new Planted('Item.id'), size: 1 }],
    ['of the first alternative', { anyOf: [{ type: 'number' }, { type: 'string' }] }, 1],
    [
      'of all parts together',
      { allOf: [item, { type: 'object', properties: { more: { type: 'boolean' } } }] },
      { id: new Planted('Thing.id'), size: 1, more: true },
    ],
  ]

  const all = new GoodValues({ locationId: '', 'Item.id': '', 'Thing.id': '' })

  test.each(values)('is %s', (_, schema, value) => {
    expect(all.value(schema, owned, 'full')).toEqual(value)
    expect(all.takes(schema, all.value(schema, owned, 'full'))).toBe(true)
  })

  test('can be limited to the required properties', () => {
    expect(good.value(item, owned, 'minimal')).toEqual({ id: new Planted('Item.id') })
  })

  test('is that of a new record if there is one with its name, regardless of the example', () => {
    const schema: Schema = { type: 'object', properties: { locationId: { type: 'string', example: 'x' } } }
    expect(good.value(schema, owned, 'full')).toEqual({ locationId: new Planted('locationId') })
    const list: Schema = { type: 'array', items: { type: 'string' }, example: ['x'] }
    expect(good.value(list, { owner: 'Thing', name: 'ids' }, 'full')).toEqual(new Planted('ids'))
  })

  const variants: [name: string, schema: Schema, values: unknown[]][] = [
    ['each of an enum', { type: 'string', enum: ['red', 'blue'] }, ['red', 'blue']],
    ['null if it is allowed', { type: 'string', example: 'x', nullable: true }, ['x', null]],
    ['each alternative', { oneOf: [{ type: 'number' }, { type: 'boolean' }] }, [1, true]],
    ['each of the items', { type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, [['a'], ['b']]],
    [
      'each property by itself',
      { type: 'object', properties: { a: { type: 'number' }, b: { type: 'boolean' } } },
      [{ a: 1, b: true }, {}, { a: 1 }, { b: true }],
    ],
  ]

  test.each(variants)('has variants: %s', (_, schema, expected) => {
    expect(good.variants(schema, owned)).toEqual(expected)
  })
})

describe('an invalid value', () => {
  const labels = (schema: Schema) =>
    wrongValues(good, schema, owned).map(({ place, what }) => `${place}: ${what}`)

  test('has every type that the schema does not allow', () => {
    expect(labels({ type: 'string' })).toEqual([
      ': a number',
      ': a boolean',
      ': an object',
      ': a list',
      ': null',
    ])
    expect(labels({ type: 'string', nullable: true })).not.toContain(': null')
    expect(labels({ anyOf: [{ type: 'string' }, { type: 'number' }] })).toEqual([
      ': a boolean',
      ': an object',
      ': a list',
      ': null',
    ])
  })

  test('is not in the enum, too long, or a list with an invalid item', () => {
    expect(labels({ type: 'string', enum: ['red'] })).toContain(': a text')
    expect(labels({ type: 'string', maxLength: 3 })).toContain(': too long')
    expect(labels({ type: 'array', items: { type: 'string' } })).toContain('[]: a number')
  })

  test('is an object with an invalid, a missing or an unknown property, at any depth', () => {
    const outer: Schema = { type: 'object', required: ['item'], properties: { item } }
    expect(labels(outer)).toEqual(
      expect.arrayContaining([
        '.item: missing',
        '.item: a text',
        '.item.id: missing',
        '.item.size: a text',
        '.item.conformanceNonsense: unknown',
        '.conformanceNonsense: unknown',
      ]),
    )
  })

  test('does not exist if one of the alternatives allows it', () => {
    const other: Schema = { type: 'object', properties: { id: {}, size: { type: 'string' } } }
    const either = labels({ anyOf: [item, other] })
    expect(either).not.toContain('.size: a text')
    expect(either).toContain('.size: a boolean')
  })

  test('does not exist for a schema that allows anything', () => {
    expect(labels({})).toEqual([])
  })
})
