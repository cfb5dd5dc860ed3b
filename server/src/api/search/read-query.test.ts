import { describe, expect, it } from 'vitest'
import type { Filter, Query } from '../../columnstore/query.ts'
import type { ApiError } from '../../http/api-error.ts'
import type { CustomField, CustomFieldType } from '../custom-fields/custom-field.ts'
import type { OpportunityState } from './nested-filter.ts'
import { readQuery } from './read-query.ts'
import { namedCustomFields } from './read-search.ts'
import { contactFields } from './search-fields.ts'
import type { FilterItem, SearchBody } from './search-schemas.ts'

const types: CustomFieldType[] = ['TEXT', 'NUMERICAL', 'DATE', 'CHECKBOX', 'TEXTBOX_LIST', 'FILE_UPLOAD']
const definitions: ReadonlyMap<string, CustomField> = new Map(
  types.map((dataType) => [
    dataType,
    {
      id: dataType,
      name: dataType,
      fieldKey: `contact.${dataType}`,
      placeholder: '',
      position: 0,
      locationId: 'l',
      model: 'contact',
      dataType,
      ...(dataType === 'TEXTBOX_LIST' && {
        picklistOptions: [{ id: 'row', label: 'Row', prefillValue: '' }],
      }),
    },
  ]),
)

/** Two pipelines with two stages each. */
const states: readonly OpportunityState[] = ['p', 'q'].flatMap((pipelineId) =>
  ['1', '2'].flatMap((stage) =>
    ['open', 'won'].map((status) => ({ pipelineId, pipelineStageId: `${pipelineId}${stage}`, status })),
  ),
)

const read = (body: Partial<SearchBody>): Query =>
  readQuery({ locationId: 'l', pageLimit: 20, ...body }, { definitions, states })
const filterOf = (field: string, operator: string, ...value: unknown[]): Filter | undefined =>
  read({ filters: [{ field, operator, ...(value.length > 0 && { value: value[0] }) }] }).filter

function refusalOf(body: Partial<SearchBody>): { status: number; message: unknown; traced: boolean } {
  try {
    read(body)
  } catch (error) {
    const { statusCode, body, traced } = error as ApiError
    return { status: statusCode, message: body.message, traced }
  }
  throw new Error('It was not refused.')
}
const refused = (message: string) => ({ status: 400, message, traced: true })

const nobody: Filter = { op: 'or', filters: [] }
const newYear = Date.parse('2024-01-01T00:00:00.000Z')

describe('a condition', () => {
  it.each<[string, string, unknown, Filter]>([
    ['city', 'eq', 'STRASSE', { op: 'eq', column: 'city', values: ['strasse'] }],
    ['address', 'eq', 12, { op: 'eq', column: 'address', values: ['12'] }],
    ['businessName', 'contains', '100%_', { op: 'contains', column: 'companyName', text: '100%_' }],
    ['tags', 'eq', ['VIP', 'neu'], { op: 'eq', column: 'tags', values: ['vip', 'neu'] }],
    ['tags', 'contains', 'V', { op: 'contains', column: 'tags', text: 'v' }],
    ['id', 'eq', ['A', 'b'], { op: 'eq', column: 'id', values: ['A', 'b'] }],
    ['assignedTo', 'eq', ['u'], { op: 'eq', column: 'assignedTo', values: ['u'] }],
    ['dnd', 'eq', true, { op: 'eq', column: 'dnd', values: ['true'] }],
    ['dnd', 'eq', 'False', { op: 'eq', column: 'dnd', values: ['false'] }],
    ['customFields.NUMERICAL', 'eq', '5.50', { op: 'eq', column: 'customFields.NUMERICAL', values: [5.5] }],
    ['customFields.CHECKBOX', 'eq', 'A', { op: 'eq', column: 'customFields.CHECKBOX', values: ['a'] }],
    [
      'dndSettings.SMS.status',
      'eq',
      'active',
      { op: 'eq', column: 'dndSettings.SMS.status', values: ['active'] },
    ],
  ])('BR-284 %s %s %j', (field, operator, value, filter) => {
    expect(filterOf(field, operator, value)).toEqual(filter)
  })

  it('BR-284 contains with several texts matches any of them, in lists', () => {
    expect(filterOf('tags', 'contains', ['A', 'b'])).toEqual({
      op: 'or',
      filters: [
        { op: 'contains', column: 'tags', text: 'a' },
        { op: 'contains', column: 'tags', text: 'b' },
      ],
    })
  })

  it.each(['eq', 'contains'])('BR-285 not_%s matches all other contacts', (operator) => {
    const filter = filterOf('city', operator, 'Oslo')
    expect(filterOf('city', `not_${operator}`, 'Oslo')).toEqual({ op: 'not', filter })
  })

  it.each([[[]], [[null]], [['']]])('BR-283 exists treats %j as no value', (value) => {
    const filter = { op: 'exists', column: 'email' }
    expect(filterOf('email', 'exists', ...value)).toEqual(filter)
    expect(filterOf('email', 'not_exists', ...value)).toEqual({ op: 'not', filter })
  })

  it.each<[string, unknown, object]>([
    ['dateAdded', { gte: newYear }, { gte: newYear }],
    ['dateAdded', { gt: '2024-01-01', lt: 5 }, { gt: newYear, lt: 5 }],
    ['dateUpdated', { lte: '2024-01-01T00:00:00' }, { lte: newYear }],
    ['lastAppointment', { lte: '2024-01-01T01:00:00.000+01:00' }, { lte: newYear }],
    ['customFields.NUMERICAL', { gt: -1.5, lte: '20' }, { gt: -1.5, lte: 20 }],
    ['customFields.DATE', { gte: newYear }, { gte: '2024-01-01t00:00:00.000z' }],
    ['customFields.DATE', { gt: '2024-01-01T01:00:00+01:00' }, { gt: '2024-01-01t00:00:00.000z' }],
    ['customFields.DATE', { gte: -1e15, lt: 1e15 }, { gte: '', lt: 'after' }],
  ])('BR-286 %s in the range %j', (field, value, bounds) => {
    expect(filterOf(field, 'range', value)).toEqual({ op: 'range', column: field, bounds })
  })

  const condition = (field: string, operator: string, value?: string) => ({
    field,
    operator,
    ...(value !== undefined && { value }),
  })
  it.each<[string, ReturnType<typeof condition>[], string[]]>([
    [
      'its pipeline and status',
      [condition('pipelineId', 'eq', 'p'), condition('status', 'eq', 'Open')],
      ['p p1 open', 'p p2 open'],
    ],
    ['its stage', [condition('pipelineStageId', 'eq', 'q2')], ['q q2 open', 'q q2 won']],
    [
      'another stage and status',
      [
        condition('pipelineId', 'not_eq', 'q'),
        condition('pipelineStageId', 'not_eq', 'p1'),
        condition('status', 'not_eq', 'won'),
      ],
      ['p p2 open'],
    ],
    [
      'any of its pipeline',
      [condition('pipelineId', 'eq', 'q'), condition('status', 'exists')],
      ['q q1 open', 'q q1 won', 'q q2 open', 'q q2 won'],
    ],
  ])('BR-288 one opportunity is found by %s', (_what, conditions, values) => {
    expect(filterOf('opportunities', 'nested', conditions)).toEqual({
      op: 'eq',
      column: 'opportunities',
      values,
    })
  })

  it('BR-288 no opportunity is in a pipeline that the location lacks, or without a pipeline', () => {
    for (const one of [
      condition('pipelineId', 'eq', 'P'),
      condition('status', 'eq', 'lost'),
      condition('pipelineStageId', 'not_exists'),
    ])
      expect(filterOf('opportunities', 'nested', [one])).toEqual(nobody)
    expect(filterOf('opportunities', 'exists')).toEqual({ op: 'exists', column: 'opportunities' })
  })
})

describe('a condition is refused', () => {
  it.each([
    ['BR-281', { field: 'additional_phones', operator: 'eq', value: '1' }, 'Invalid field additional_phones'],
    ['BR-281', { field: 'customFields.gone', operator: 'exists' }, 'Invalid field customFields.gone'],
    [
      'BR-282',
      { field: 'email', operator: 'contains', value: 'x' },
      'Invalid operator contains for field email',
    ],
    ['BR-282', { field: 'city', operator: 'range', value: {} }, 'Invalid operator range for field city'],
    ['BR-282', { field: 'city', operator: 'like', value: 'x' }, 'Invalid operator like for field city'],
    ['BR-282', { field: 'city', operator: '', value: 'x' }, 'Invalid operator  for field city'],
    [
      'BR-282',
      { field: 'opportunities', operator: 'eq', value: 'x' },
      'Invalid operator eq for field opportunities',
    ],
    [
      'BR-288',
      { field: 'opportunities', operator: 'nested', value: [{ field: 'name', operator: 'eq', value: 'x' }] },
      'Invalid field opportunities.name',
    ],
    [
      'BR-288',
      {
        field: 'opportunities',
        operator: 'nested',
        value: [{ field: 'status', operator: 'range', value: {} }],
      },
      'Invalid operator range for field opportunities.status',
    ],
  ])('%s: %j', (_rule, item, message) => {
    expect(refusalOf({ filters: [item] })).toEqual(refused(message))
  })

  const many = Array.from({ length: 501 }, String)
  it.each<[string, string, unknown[]]>([
    ['city', 'eq', [undefined, null, {}, ['x']]],
    ['tags', 'eq', [[], [null], [['x']], many, {}]],
    ['customFields.TEXTBOX_LIST', 'eq', [['x']]],
    ['dnd', 'eq', ['yes', 1, '', null]],
    ['customFields.NUMERICAL', 'eq', ['x', '', true, '1e3', '1,200', '$5', Number.POSITIVE_INFINITY]],
    ['city', 'contains', [undefined, '', 5, true, ['x']]],
    ['tags', 'contains', [[], [''], ['x', 5], many]],
    ['email', 'exists', ['x', true, false, 0, []]],
    ['email', 'not_exists', ['x']],
    ['dateAdded', 'range', [undefined, null, 5, [], {}, { gt: null }, { from: 1 }, { gt: 1, to: 2 }]],
    ['dateAdded', 'range', [{ gt: 'x' }, { gt: '2024-02-30' }, { gt: 1.5 }, { gt: '5' }, { gt: true }]],
    [
      'customFields.NUMERICAL',
      'range',
      [{ gt: '2024-01-01' }, { gt: 'x' }, { gt: Number.POSITIVE_INFINITY }],
    ],
    [
      'opportunities',
      'nested',
      [undefined, [], {}, [5], [{ field: 'status' }], [{ field: 5, operator: 'eq' }]],
    ],
    [
      'opportunities',
      'nested',
      [
        [{ field: 'status', operator: 'eq' }],
        [{ field: 'status', operator: 'eq', value: '' }],
        [{ field: 'status', operator: 'exists', value: 'x' }],
        [{ field: 'status', operator: 'eq', value: 'x', extra: 1 }],
      ],
    ],
  ])('BR-283 for its value: %s %s', (field, operator, values) => {
    for (const value of values)
      expect(refusalOf({ filters: [{ field, operator, value }] }), JSON.stringify(value)).toEqual(
        refused(`Invalid value for operator ${operator} of field ${field}`),
      )
  })

  it('BR-281 with a truncated name', () => {
    expect(refusalOf({ filters: [{ field: 'x'.repeat(600), operator: 'eq' }] }).message).toHaveLength(515)
  })
})

describe('filters', () => {
  const a: FilterItem = { field: 'city', operator: 'eq', value: 'a' }
  const b: FilterItem = { field: 'state', operator: 'exists' }
  const readA: Filter = { op: 'eq', column: 'city', values: ['a'] }
  const readB: Filter = { op: 'exists', column: 'state' }

  it('BR-287 must all match, and the query too', () => {
    expect(read({}).filter).toBeUndefined()
    expect(read({ filters: [] }).filter).toBeUndefined()
    expect(read({ filters: [a] }).filter).toEqual(readA)
    expect(read({ filters: [a, b] }).filter).toEqual({ op: 'and', filters: [readA, readB] })
    expect(read({ filters: [a], query: 'x' }).filter).toEqual({
      op: 'and',
      filters: [readA, read({ query: 'x' }).filter],
    })
  })

  it('BR-287 groups match all or any, and can nest', () => {
    const filters: FilterItem[] = [{ group: 'OR', filters: [a, { group: 'AND', filters: [b, a] }] }]
    expect(read({ filters }).filter).toEqual({
      op: 'or',
      filters: [readA, { op: 'and', filters: [readB, readA] }],
    })
  })

  it('BR-287 are limited to a hundred groups and conditions', () => {
    const group: FilterItem = { group: 'OR', filters: Array.from({ length: 98 }, () => a) }
    expect(read({ filters: [group, a] }).filter).toMatchObject({ op: 'and' })
    expect(refusalOf({ filters: [group, a, a] })).toEqual({
      status: 422,
      message: ['filters must not hold more than 100 conditions'],
      traced: true,
    })
  })

  it('BR-288 are limited in what all nested ones compare', () => {
    const item: FilterItem = {
      field: 'opportunities',
      operator: 'nested',
      value: [{ field: 'status', operator: 'not_eq', value: 'won' }],
    }
    const many = Array.from({ length: 40_000 }, (_, n) => ({
      pipelineId: 'p',
      pipelineStageId: `s${n}`,
      status: 'open',
    }))
    const filters = (count: number): FilterItem[] => Array.from({ length: count }, () => item)
    const readAll = (count: number) =>
      readQuery(
        { locationId: 'l', pageLimit: 1, filters: [{ group: 'OR', filters: filters(count) }] },
        { definitions, states: many },
      )
    expect(readAll(5).filter).toMatchObject({ op: 'or' })
    const message = ['filters must not hold more than 5 nested conditions']
    expect(() => readAll(6)).toThrow(expect.objectContaining({ body: expect.objectContaining({ message }) }))
  })

  it('BR-281 name the custom fields to look up', () => {
    const named = namedCustomFields(
      {
        filters: [{ group: 'OR', filters: [{ field: 'customFields.a', operator: 'exists' }] }, a],
        sort: [
          { field: 'customFields.b', direction: 'asc' },
          { field: 'customFields.a.row', direction: 'asc' },
        ],
      },
      contactFields,
    )
    expect([...named]).toEqual(['a', 'b'])
  })
})

describe('the order of rows', () => {
  it('BR-290 has up to two columns', () => {
    const sort: SearchBody['sort'] = [
      { field: 'businessName', direction: 'desc' },
      { field: 'customFields.DATE', direction: 'asc' },
    ]
    expect(read({ sort }).sort).toEqual([
      { column: 'companyName', direction: 'desc' },
      { column: 'customFields.DATE', direction: 'asc' },
    ])
    expect(read({}).sort).toEqual([])
  })

  it.each(['phone', 'tags', 'id', 'customFields.CHECKBOX', 'customFields.TEXTBOX_LIST', 'x', 'companyName'])(
    'BR-290 does not accept %s',
    (field) => {
      expect(refusalOf({ sort: [{ field, direction: 'asc' }] })).toEqual(refused(`Invalid field ${field}`))
    },
  )
})

describe('the page', () => {
  it('BR-291 skips the pages before it', () => {
    expect(read({})).toMatchObject({ limit: 20, offset: 0 })
    expect(read({ page: 3, pageLimit: 50 })).toMatchObject({ limit: 50, offset: 100 })
    expect(read({ page: 20, pageLimit: 500 })).toMatchObject({ limit: 500, offset: 9500 })
  })

  it('BR-291 ends with the ten thousandth row', () => {
    const message = 'page times pageLimit must not be greater than 10000: use searchAfter'
    expect(refusalOf({ page: 21, pageLimit: 500 })).toEqual(refused(message))
  })

  it('BR-292 starts after a row', () => {
    expect(read({ searchAfter: [5, 'id'] }).after).toEqual({ values: [5], id: 'id' })
    const sort: SearchBody['sort'] = [
      { field: 'email', direction: 'asc' },
      { field: 'customFields.NUMERICAL', direction: 'asc' },
    ]
    expect(read({ sort, searchAfter: ['a', 5, 'id'] }).after).toEqual({ values: ['a', 5], id: 'id' })
    expect(read({ sort, searchAfter: [null, null, 'id'] }).after).toEqual({ values: [null, null], id: 'id' })
  })

  it.each([[[]], [['id']], [[5]], [[5, 5]], [['5', 'id']], [[5, null]], [[5, 'id', 'x']], [[{}, 'id']]])(
    'BR-292 does not start after %j',
    (searchAfter) => {
      expect(refusalOf({ searchAfter })).toEqual(
        refused('searchAfter must be that of a row under the same sort'),
      )
    },
  )

  it('BR-292 is not given as both a number and a row', () => {
    expect(refusalOf({ page: 1, searchAfter: [5, 'id'] })).toEqual(
      refused('page and searchAfter must not be sent together'),
    )
  })
})
