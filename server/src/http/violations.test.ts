import { describe, expect, it } from 'vitest'
import { type Format, maxViolations, type RequestSchema, violationsOf } from './violations.ts'

const formats: Record<string, Format> = {
  email: { matches: (text) => text.includes('@'), sentence: '$property must be an email' },
  zone: {
    matches: (text) => text === 'UTC',
    sentence: '$property must be a valid IANA time-zone',
    isOwn: true,
  },
  meeting: { matches: (text) => text.endsWith('Z'), sentence: 'A meeting begins in UTC' },
}

const object = (properties: Record<string, RequestSchema>, required: string[] = []): RequestSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

const of = (schema: RequestSchema, value: unknown) => violationsOf(schema, value, formats)

const text = { type: 'string', maxLength: 5 } as const
const channel = object({ status: { type: 'string', enum: ['on', 'off'] }, why: text }, ['status'])
const person = object(
  {
    name: { ...text, minLength: 1 },
    note: { type: 'string' },
    email: { type: 'string', format: 'email', nullable: true },
    zone: { type: 'string', format: 'zone' },
    age: { type: 'integer', minimum: 1, maximum: 99 },
    isGone: { type: 'boolean' },
    tags: { type: 'array', items: text, maxItems: 3 },
    emails: { type: 'array', items: { type: 'string', format: 'email' } },
    channels: object({ call: channel, mail: channel }),
    fields: {
      type: 'array',
      maxItems: 3,
      items: { ...object({ id: text, key: text, value: {} }), idOrKey: true },
    },
    phones: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 2 },
    code: { type: 'string', pattern: '^\\d+$' },
    after: { type: ['string', 'array'], items: text, minItems: 2 },
    addresses: {
      type: 'array',
      items: { ...object({ street: text }, ['street']), type: ['string', 'object'], maxLength: 5 },
    },
    meeting: { type: 'string', format: 'meeting' },
  },
  ['name', 'note'],
)
const valid = { name: 'Ann', note: '' }

describe('BR-420 the order and the paths of sentences', () => {
  it('unknown properties come first, in the order of the body, then all in the order of the schema', () => {
    expect(of(person, { z: 1, isGone: 1, a: 2, age: 'x', note: 5 })).toEqual([
      'property z should not exist',
      'property a should not exist',
      'name must be a string',
      'name should not be empty',
      'note must be a string',
      'age must be an integer number',
      'isGone must be a boolean value',
    ])
  })

  it.each<[object, string[]]>([
    [{ channels: { fax: {} } }, ['channels.property fax should not exist']],
    [{ channels: 'x' }, ['channels.nested property channels must be either object or array']],
    [{ channels: null }, ['channels.nested property channels must be either object or array']],
    [{ channels: [] }, ['channels must be an object']],
    [{ channels: { call: 1 } }, ['channels.call.nested property call must be either object or array']],
    [
      { channels: { mail: { why: 5 }, call: { x: 1, status: null } } },
      [
        'channels.call.property x should not exist',
        'channels.call.status must be a valid enum value',
        'channels.mail.status must be a valid enum value',
        'channels.mail.why must be a string',
      ],
    ],
    [{ fields: { id: 'a' } }, ['fields must be an array']],
    [{ fields: 'x' }, ['fields must be an array']],
    [
      { fields: [{ id: 'a', x: 1 }, 5, {}] },
      [
        'fields.0.property x should not exist',
        'fields.1.each value in nested property fields must be either object or array',
        'fields.2 must have an id or a key',
      ],
    ],
    [{ fields: [[]] }, ['each value in fields must be an object']],
    [
      { addresses: ['Elm', 5, { street: 7, city: 'x' }] },
      [
        'addresses.2.property city should not exist',
        'addresses.2.street must be a string',
        'each value in addresses must be a string or an object',
      ],
    ],
    [{ phones: { home: 5 } }, ['phones.home must be a string']],
    [{ phones: 5 }, ['phones must be an object']],
    [{ phones: { a: '1', b: '2', c: '3' } }, ['phones must contain not more than 2 elements']],
  ])('%j', (body, sentences) => {
    expect(of(person, { ...valid, ...body })).toEqual(sentences)
  })

  it.each([null, [], 'x', 5])('a body that is not an object: %j', (body) => {
    expect(of(person, body)).toEqual(['the body must be a JSON object'])
  })
})

describe('BR-422 every rule of a property', () => {
  it.each<[object, string[]]>([
    [{ name: '' }, ['name should not be empty']],
    [{ name: null }, ['name must be a string', 'name should not be empty']],
    [{ note: null }, ['note must be a string', 'note should not be empty']],
    [{ email: 5 }, ['email must be an email', 'email must be a string']],
    [{ email: null }, []],
    [{ zone: 5 }, ['zone must be a string']],
    [{ zone: 'GMT' }, ['zone must be a valid IANA time-zone']],
    [{ age: '5' }, ['age must be an integer number']],
    [{ age: 0.5 }, ['age must not be less than 1', 'age must be an integer number']],
    [{ age: 100 }, ['age must not be greater than 99']],
    [{ tags: 5 }, ['each value in tags must be a string', 'tags must be an array']],
    [{ tags: 'vip' }, ['tags must be an array']],
    [
      { tags: ['123456', null] },
      [
        'each value in tags must be shorter than or equal to 5 characters',
        'each value in tags must be a string',
      ],
    ],
    [{ tags: [1, 2, 3, 4] }, ['tags must contain not more than 3 elements']],
    [{ emails: ['a@b', 'c'] }, ['each value in emails must be an email']],
    [{ code: 'x' }, ['code must match ^\\d+$ regular expression']],
    [{ after: 'x' }, []],
    [{ after: 5 }, ['after must be a string or an array']],
    [{ after: ['x'] }, ['after must contain at least 2 elements']],
    [{ meeting: 'x' }, ['A meeting begins in UTC']],
    // Counts characters, not surrogates.
    [{ name: '😀😀😀😀😀' }, []],
    [{ name: '😀😀😀😀😀😀' }, ['name must be shorter than or equal to 5 characters']],
  ])('%j', (body, sentences) => {
    expect(of(person, { ...valid, ...body })).toEqual(sentences)
  })

  it('a condition selects the schema of the body and of items', () => {
    const folder = object({ kind: { type: 'string', enum: ['folder'] }, size: { type: 'integer' } })
    const either: RequestSchema = {
      if: { type: 'object', properties: { kind: { enum: ['folder'] } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: folder,
      else: object({ title: text }),
    }
    expect(of(either, { kind: 'folder', title: 'x' })).toEqual(['property title should not exist'])
    expect(of(either, { kind: 'field' })).toEqual(['property kind should not exist'])
    expect(
      of(object({ all: { type: 'array', items: either } }), { all: [{ kind: 'folder', size: 'x' }, 5] }),
    ).toEqual([
      'all.0.size must be an integer number',
      'all.1.each value in nested property all must be either object or array',
    ])
  })

  it('the number of sentences is limited', () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x${index}`, 1]))
    expect(of(person, body)).toHaveLength(maxViolations)
  })
})

describe('the rules for a thousand values', () => {
  it('are built once', () => {
    let patternsRead = 0
    const word: RequestSchema = {
      type: 'string',
      get pattern() {
        patternsRead += 1
        return '^[a-z]+$'
      },
    }
    const schema = object({ items: { type: 'array', items: object({ word, other: word }, ['word']) } })
    const items = Array.from({ length: 1000 }, (_, index) => ({
      word: 'w',
      other: index === 999 ? '1' : 'w',
    }))
    const sentence = 'items.999.other must match ^[a-z]+$ regular expression'
    expect(of(schema, { items })).toEqual([sentence])
    expect(of(schema, { items })).toEqual([sentence])
    // Once as a required text, and once as an optional one.
    expect(patternsRead).toBe(2)
  })

  it('are not checked after the last violation that fits in the list', () => {
    let read = 0
    const item = {
      get id() {
        read += 1
        return 1
      },
    }
    const schema = object({ items: { type: 'array', items: object({ id: text }) } })
    expect(of(schema, { items: Array.from({ length: 5000 }, () => item) })).toHaveLength(maxViolations)
    expect(read).toBeLessThanOrEqual(maxViolations)
  })
})
