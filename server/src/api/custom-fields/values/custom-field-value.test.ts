import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePhone } from '../../../lib/phone.ts'
import { type CustomField, type CustomFieldType, customFieldTypes } from '../custom-field.ts'
import type { CustomFieldValue } from './custom-field-entry.ts'
import {
  maxLargeTextLength,
  maxTextLength,
  readCustomFieldValue,
  type ValueVerdict,
} from './custom-field-value.ts'

const options = ['a', 'b', 'c', '__proto__', 'constructor']
const rows = [
  { id: 'row-1', label: 'One', prefillValue: '' },
  { id: 'row-2', label: 'Two', prefillValue: 'x' },
]

const picklists: Partial<Record<CustomFieldType, CustomField['picklistOptions']>> = {
  SINGLE_OPTIONS: options,
  RADIO: options,
  CHECKBOX: options,
  MULTIPLE_OPTIONS: options,
  TEXTBOX_LIST: rows,
}

function fieldOf(dataType: CustomFieldType): CustomField {
  const picklistOptions = picklists[dataType]
  return {
    id: '6dvNaf7VhkQ9snc5vnjJ',
    name: 'My field',
    fieldKey: 'contact.my_field',
    placeholder: '',
    dataType,
    position: 0,
    ...(picklistOptions && { picklistOptions }),
    locationId: 've9EPM428h8vShlRW1KT',
    model: 'contact',
  }
}

const uuid = () => '11111111-1111-4111-8111-111111111111'

const phones = { read: parsePhone }

const read = (
  dataType: CustomFieldType,
  sent: unknown,
  { before, country = 'US' }: { before?: CustomFieldValue; country?: string } = {},
) => readCustomFieldValue(fieldOf(dataType), sent, { before, country, uuid, phones })

const set = (value: CustomFieldValue, ignored = false): ValueVerdict => ({ kind: 'set', value, ignored })
const cleared = { kind: 'cleared' }
const ignored = { kind: 'ignored' }
const invalid = { kind: 'invalid' }

const file = { meta: { originalname: 'a.pdf', size: 3 }, url: 'https://example.com/a.pdf' }

/** A valid value for each type. */
const good: Record<CustomFieldType, CustomFieldValue> = {
  TEXT: 'My Text',
  LARGE_TEXT: 'My\nText',
  NUMERICAL: 100,
  MONETORY: 100.5,
  PHONE: '+15551234567',
  EMAIL: 'rosan@deos.com',
  DATE: '2013-01-01T00:00:00.000Z',
  SINGLE_OPTIONS: 'a',
  RADIO: 'b',
  CHECKBOX: ['a', 'c'],
  MULTIPLE_OPTIONS: ['b'],
  TEXTBOX_LIST: { 'row-1': 'x' },
  FILE_UPLOAD: { 'f31175d4-2b06-4fc6-b7bc-74cd814c68cb': file },
  SIGNATURE: { 'f31175d4-2b06-4fc6-b7bc-74cd814c68cb': file },
}

describe.each(customFieldTypes)('a value for a field of type %s', (type) => {
  it('is stored as sent if it is valid, and parses to itself', () => {
    expect(read(type, good[type])).toEqual(set(good[type]))
  })

  it.each([[''], [null], [[]]])('BR-055 clears the field when it is %j', (nothing) => {
    expect(read(type, nothing, { before: good[type] })).toEqual(cleared)
  })

  it('gets a verdict and never an exception, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (sent) => {
        const verdict = read(type, sent)
        expect(['set', 'cleared', 'ignored', 'invalid']).toContain(verdict.kind)
        if (verdict.kind === 'set') {
          // As text: -0 is stored as 0.
          const stored = JSON.stringify(verdict.value)
          const again = read(type, JSON.parse(stored), { before: verdict.value })
          expect(JSON.stringify(again)).toBe(`{"kind":"set","value":${stored},"ignored":false}`)
        }
      }),
    )
  })
})

const words = ['text', '0', 'true', ' ']
const bare = [true, false, {}, { a: 'b' }, [1], [null], [['a']], [{}]]

describe('readCustomFieldValue', () => {
  it.each<[CustomFieldType, unknown, CustomFieldValue]>([
    ['TEXT', ' kept as it came ', ' kept as it came '],
    ['TEXT', 'é 👩‍👩‍👧 שלום', 'é 👩‍👩‍👧 שלום'],
    ['TEXT', 'x'.repeat(maxTextLength), 'x'.repeat(maxTextLength)],
    ['LARGE_TEXT', 'x'.repeat(maxLargeTextLength), 'x'.repeat(maxLargeTextLength)],
    ['NUMERICAL', 0, 0],
    ['NUMERICAL', -2.5, -2.5],
    ['NUMERICAL', '42', 42],
    ['NUMERICAL', ' -100.50 ', -100.5],
    ['MONETORY', '100.5', 100.5],
    ['PHONE', '(555) 123-4567', '+15551234567'],
    ['EMAIL', 'JohnDeo@Gmail.com', 'JohnDeo@Gmail.com'],
    ['DATE', '2013-01-01', '2013-01-01T00:00:00.000Z'],
    ['DATE', '01/31/2013', '2013-01-31T00:00:00.000Z'],
    ['DATE', '2013_01_31', '2013-01-31T00:00:00.000Z'],
    ['MULTIPLE_OPTIONS', ['c', 'a', 'c'], ['c', 'a']],
    ['CHECKBOX', ['__proto__', 'constructor'], ['__proto__', 'constructor']],
    ['SINGLE_OPTIONS', 'constructor', 'constructor'],
  ])('BR-056 stores for %s %j as %j', (type, sent, value) => {
    expect(read(type, sent)).toEqual(set(value))
  })

  it.each<[CustomFieldType, readonly unknown[]]>([
    ['TEXT', [1, ...bare, 'x'.repeat(maxTextLength + 1)]],
    ['LARGE_TEXT', [1, ...bare, 'x'.repeat(maxLargeTextLength + 1)]],
    ['NUMERICAL', ['text', '1e5', '1,5', '0x10', '--1', 'Infinity', ' ', '9'.repeat(41), ...bare]],
    ['MONETORY', ['5 USD', 'NaN', ...bare]],
    ['PHONE', [...words, '123', '+999123456', 15551234567, ...bare]],
    ['EMAIL', [...words, 'rosan@', 1, ...bare]],
    [
      'DATE',
      [
        ...words,
        '2013-02-30',
        '2013-02-30T00:00:00Z',
        '2013-01-01T25:00:00Z',
        '2013-01-01T00:00',
        '0001-01-01T00:00:00+02:00',
        '9999-12-31T23:00:00-02:00',
        8.65e15,
        ...bare,
      ],
    ],
    ['SINGLE_OPTIONS', [1, ['a'], ...bare]],
    ['RADIO', [1, ['a'], ...bare]],
    ['CHECKBOX', [['a', 1], { a: true }, {}, [null], [['a']]]],
    ['MULTIPLE_OPTIONS', [['a', 1], { a: true }, {}, [null], [['a']]]],
    [
      'TEXTBOX_LIST',
      [
        'text',
        1,
        true,
        ['row-1'],
        { 'row-1': 1 },
        { 'row-1': ['x'] },
        { 'row-1': {} },
        { other: {} },
        { 'row-1': 'x'.repeat(maxTextLength + 1) },
      ],
    ],
    ['FILE_UPLOAD', ['text', 'https://example.com/a.pdf', 1, true, [file], { url: 1 }, { key: 'text' }]],
    ['SIGNATURE', ['text', 'https://example.com/a.pdf', 1, true, [file], { url: 1 }, { key: 'text' }]],
  ])('BR-053 refuses for %s a value of the wrong shape', (type, wrong) => {
    for (const sent of wrong)
      expect(read(type, sent, { before: good[type] }), JSON.stringify(sent)).toEqual(invalid)
  })

  const formatted: [string, number][] = [
    ['1,200.50', 1200.5],
    ['$295.00', 295],
    ['-$1,234,567.89', -1_234_567.89],
    ['+12', 12],
    ['€5', 5],
    ['£5', 5],
    ['₹1,200', 1200],
    ['1200000', 1_200_000],
    [' $999 ', 999],
  ]

  it.each(formatted)('BR-400 reads the number %j as %d', (sent, value) => {
    for (const type of ['NUMERICAL', 'MONETORY'] as const) expect(read(type, sent)).toEqual(set(value))
  })

  it.each([
    ...['1.200,50', '12 abc', '(5)', '1,5', '12,00', '1200,000', '1,2000', ',200', '1,200,', '0,125'],
    ...['$', '$-5', '5$', '$ 5', '$$5', '1 200', "1'200", '.5', '5.', '1.2.3', '1,200.5,0', '٣'],
  ])('BR-400 BR-053 refuses %j for a number', (sent) => {
    for (const type of ['NUMERICAL', 'MONETORY'] as const) expect(read(type, sent)).toEqual(invalid)
  })

  it('BR-400 reads any number as en-US writes it, with and without a currency', () => {
    const written = (number: number, options: Intl.NumberFormatOptions) =>
      new Intl.NumberFormat('en-US', { ...options, minimumFractionDigits: 2 }).format(number)
    fc.assert(
      fc.property(fc.integer({ min: -1e14, max: 1e14 }), (cents) => {
        const number = cents / 100
        const value = number === 0 ? 0 : number
        expect(read('NUMERICAL', written(value, {}))).toEqual(set(value))
        expect(read('MONETORY', written(value, { style: 'currency', currency: 'USD' }))).toEqual(set(value))
      }),
    )
  })

  it.each<[unknown, string]>([
    ['2013-01-01T12:30:00Z', '2013-01-01T00:00:00.000Z'],
    ['2013-01-01T23:59:59.999999999Z', '2013-01-01T00:00:00.000Z'],
    ['2013-01-01T00:00:00.000+02:00', '2012-12-31T00:00:00.000Z'],
    ['2012-12-31T23:00-02:00', '2013-01-01T00:00:00.000Z'],
    [1356998400000, '2013-01-01T00:00:00.000Z'],
    [1357084799999, '2013-01-01T00:00:00.000Z'],
    [-1, '1969-12-31T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T00:00:00.000Z'],
  ])('BR-401 stores only the day of %j', (sent, value) => {
    expect(read('DATE', sent)).toEqual(set(value))
  })

  it('BR-401 stores the UTC day of any instant', () => {
    const range = { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') }
    fc.assert(
      fc.property(fc.date({ ...range, noInvalidDate: true }), (date) => {
        const midnight = set(`${date.toISOString().slice(0, 10)}T00:00:00.000Z`)
        expect(read('DATE', date.getTime())).toEqual(midnight)
        expect(read('DATE', date.toISOString())).toEqual(midnight)
      }),
    )
  })

  it.each(['CHECKBOX', 'MULTIPLE_OPTIONS'] as const)('BR-402 does not change %s for a scalar', (type) => {
    for (const sent of ['a', 'd', 'a,b', 1, 0, true, false])
      expect(read(type, sent, { before: good[type] })).toEqual(ignored)
  })

  it.each<[CustomFieldType, unknown]>([
    ['SINGLE_OPTIONS', 'd'],
    ['SINGLE_OPTIONS', 'A'],
    ['SINGLE_OPTIONS', ' a'],
    ['SINGLE_OPTIONS', 'toString'],
    ['RADIO', 'd'],
    ['RADIO', 'A'],
    ['CHECKBOX', ['d']],
    ['CHECKBOX', ['A', 'b ']],
    ['MULTIPLE_OPTIONS', ['A']],
    ['MULTIPLE_OPTIONS', ['d', 'e', 'hasOwnProperty']],
    ['TEXTBOX_LIST', { other: 'x' }],
  ])('BR-057 drops for %s a value that is not among the options: %j', (type, sent) => {
    expect(read(type, sent, { before: good[type] })).toEqual(ignored)
  })

  it('BR-057 drops only the options that the field does not have', () => {
    expect(read('CHECKBOX', ['d', 'a', 'e'])).toEqual(set(['a'], true))
  })

  it("parses a national number with the location's country", () => {
    expect(read('PHONE', '020 7946 0958', { country: 'GB' })).toEqual(set('+442079460958'))
    expect(read('PHONE', '030 901820', { country: 'DE' })).toEqual(set('+4930901820'))
    expect(read('PHONE', '020 7946 0958', { country: 'AQ' })).toEqual(invalid)
  })

  it('drops every option of a field that has none', () => {
    const field = { ...fieldOf('RADIO'), picklistOptions: [] }
    expect(readCustomFieldValue(field, 'a', { before: undefined, country: 'US', uuid, phones })).toEqual(
      ignored,
    )
  })
})

describe('BR-058 the rows of a TEXTBOX_LIST', () => {
  const before = { 'row-1': 'one', 'row-2': 'two' }

  it.each<[string, Record<string, unknown>, ValueVerdict]>([
    ['do not change if they are not sent', { 'row-2': 'new' }, set({ 'row-1': 'one', 'row-2': 'new' })],
    ['are cleared one by one with ""', { 'row-1': '' }, set({ 'row-2': 'two' })],
    ['are cleared one by one with null', { 'row-1': null }, set({ 'row-2': 'two' })],
    ['are cleared when the last row is cleared', { 'row-1': '', 'row-2': null }, { kind: 'cleared' }],
    [
      'are dropped if the definition has no such row',
      { 'row-1': 'x', other: 'y' },
      set({ 'row-1': 'x', 'row-2': 'two' }, true),
    ],
    ['stay if none is sent', {}, set(before)],
  ])('%s', (_rule, sent, verdict) => {
    expect(read('TEXTBOX_LIST', sent, { before })).toEqual(verdict)
  })

  it('are set if there were none', () => {
    expect(read('TEXTBOX_LIST', { 'row-2': 'x' })).toEqual(set({ 'row-2': 'x' }))
    expect(read('TEXTBOX_LIST', {})).toEqual(cleared)
  })

  it('do not change the value before', () => {
    const frozen = Object.freeze({ ...before })
    read('TEXTBOX_LIST', { 'row-1': 'x', 'row-2': '' }, { before: frozen })
    expect(frozen).toEqual(before)
  })
})

describe('keys with a special meaning in JavaScript', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('%s never reaches a prototype', (key) => {
    for (const type of customFieldTypes) {
      for (const inner of [
        '{"polluted":"yes"}',
        '"yes"',
        `{"url":"https://example.com/","meta":{"${key}":"yes"}}`,
      ]) {
        const verdict = read(type, JSON.parse(`{"${key}":${inner}}`), { before: good[type] })
        if (verdict.kind === 'set') expect(Object.getPrototypeOf(verdict.value)).toBe(Object.prototype)
      }
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.prototype).not.toHaveProperty('yes')
  })

  it('name a row if the definition has such a row', () => {
    const field: CustomField = {
      ...fieldOf('TEXTBOX_LIST'),
      picklistOptions: [{ id: '__proto__', label: 'Odd', prefillValue: '' }],
    }
    const verdict = readCustomFieldValue(field, JSON.parse('{"__proto__":"x"}'), {
      before: undefined,
      country: 'US',
      uuid,
      phones,
    })
    expect(JSON.stringify(verdict)).toBe('{"kind":"set","value":{"__proto__":"x"},"ignored":false}')
  })
})
