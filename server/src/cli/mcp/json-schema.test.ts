import { expect, test } from 'vitest'
import { jsonSchemaOf } from './json-schema.ts'

test.each([
  ['a schema without anything special', { type: 'string', maxLength: 9 }, { type: 'string', maxLength: 9 }],
  ['an example', { type: 'string', example: 'a' }, { type: 'string', examples: ['a'] }],
  ['null', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  [
    'null among values',
    { type: 'string', enum: ['a'], nullable: true },
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  [
    'a property named like a keyword',
    { type: 'object', properties: { example: { type: 'string', nullable: true } } },
    { type: 'object', properties: { example: { type: ['string', 'null'] } } },
  ],
  [
    'items',
    { type: 'array', items: { type: 'number', example: 1 } },
    { type: 'array', items: { type: 'number', examples: [1] } },
  ],
  [
    'branches',
    { oneOf: [{ type: 'null' }, { type: 'number', example: 1 }], anyOf: [{ required: ['id'] }] },
    { oneOf: [{ type: 'null' }, { type: 'number', examples: [1] }], anyOf: [{ required: ['id'] }] },
  ],
  [
    'other properties',
    { type: 'object', additionalProperties: { type: 'string', example: 'a' } },
    { type: 'object', additionalProperties: { type: 'string', examples: ['a'] } },
  ],
  ['no other properties', { additionalProperties: false }, { additionalProperties: false }],
])('converts %s', (_, schema, expected) => {
  expect(jsonSchemaOf(schema)).toEqual(expected)
})
