import { describe, expect, test } from 'vitest'
import { correctMistakes, supplyOmissions } from './correct-spec.ts'
import { findStale } from './explain.ts'
import { GoodValues } from './good-values.ts'
import type { KnownMistake, KnownOmission } from './known.ts'
import type { Spec, SpecOperation } from './load-spec.ts'
import type { Schema } from './schema.ts'

const operation = (changes: Partial<SpecOperation> = {}): SpecOperation => ({
  operationId: 'make-one',
  method: 'POST',
  path: '/ones',
  parameters: [],
  answers: new Map(),
  scopes: ['ones.write'],
  isOfCompany: false,
  ...changes,
})

const specOf = (...operations: SpecOperation[]): Spec => ({
  file: 'ones.json',
  title: 'Ones',
  version: '2021-07-28',
  operations,
})

/** A file with these properties in a body. */
const specWith = (properties: Record<string, Schema>): Spec =>
  specOf(
    operation({
      body: { required: true, examples: [], schema: { name: 'One', type: 'object', properties } },
    }),
  )

const bodyOf = (spec: Spec) => spec.operations[0]?.body?.schema ?? {}

const good = new GoodValues({})

describe('the errors of a file', () => {
  const contradictions: [name: string, schema: Schema, detail: string, shown: string][] = [
    [
      'a date that is declared an object',
      { type: 'object', example: '1990-09-25' },
      'declared as an object, but its example is a text',
      '"1990-09-25"',
    ],
    [
      'a number that is declared an object',
      { type: 'object', example: 100 },
      'declared as an object, but its example is a number',
      '100',
    ],
    [
      'objects in a list of texts',
      { type: 'array', items: { type: 'string' }, example: [{ id: 'one' }] },
      'declared as a list where each item is a text, but its example is a list where each item is an object',
      '[{"id":"one"}]',
    ],
    [
      'a boolean in quotation marks',
      { type: 'boolean', example: 'false' },
      'declared as a boolean, but its example is a text',
      '"false"',
    ],
  ]

  test.each(contradictions)('BR-276 %s is found, with the example', (_, schema, detail, shown) => {
    expect(correctMistakes(specWith({ when: schema }), [])).toEqual([
      { kind: 'mistake', place: 'One.when', detail, shown },
    ])
  })

  test('BR-276 a valid example is not an error, nor is a property without one', () => {
    const properties: Record<string, Schema> = {
      text: { type: 'string', example: 'text' },
      nothing: { type: 'string', nullable: true, example: null },
      none: { type: 'object' },
    }
    expect(correctMistakes(specWith(properties), [])).toEqual([])
  })

  const known: KnownMistake = { places: ['One.when'], right: 'example', reason: 'A date is a text.' }

  test('BR-276 if the example is known to be right, requests and their checks use it', () => {
    const spec = specWith({ when: { type: 'object', example: '1990-09-25', nullable: true } })
    expect(correctMistakes(spec, [known])).toMatchObject([{ place: 'One.when', reason: 'A date is a text.' }])
    const owned = { owner: 'One', name: 'body' }
    expect(good.value(bodyOf(spec), owned, 'full')).toEqual({ when: '1990-09-25' })
    expect(good.takes(bodyOf(spec), { when: '1990-09-26' })).toBe(true)
    expect(good.takes(bodyOf(spec), { when: null })).toBe(true)
    expect(good.takes(bodyOf(spec), { when: {} })).toBe(false)
  })

  test('BR-276 if the type is known to be right, they use the type', () => {
    const spec = specWith({ when: { type: 'boolean', example: 'false' } })
    correctMistakes(spec, [{ ...known, right: 'type' }])
    expect(good.value(bodyOf(spec), { owner: 'One', name: 'body' }, 'full')).toEqual({ when: true })
    expect(good.takes(bodyOf(spec), { when: 'false' })).toBe(false)
  })

  test('BR-273 an error that was corrected is stale; one for a property that the file does not have is not', () => {
    const knowledge = { mistakes: [known], omissions: [], differences: [] }
    const mended = specWith({ when: { type: 'string', example: '1990-09-25' } })
    expect(findStale(mended, correctMistakes(mended, [known]), knowledge)).toEqual(['mistake One.when'])
    const other = specWith({ until: { type: 'string' } })
    expect(findStale(other, correctMistakes(other, [known]), knowledge)).toEqual([])
  })
})

describe('the omissions of a file', () => {
  const silent = () =>
    specOf(
      operation({
        path: '/ones/{kind}',
        body: { required: true, examples: [], schema: { type: 'object' } },
        answers: new Map([
          [200, undefined],
          [400, undefined],
        ]),
        scopes: undefined,
      }),
    )

  test('BR-276 are found: a path parameter, a body, a response, a scope', () => {
    expect(supplyOmissions(silent(), [])).toEqual([
      { kind: 'omission', operationId: 'make-one', place: 'path kind', detail: 'is not described' },
      { kind: 'omission', operationId: 'make-one', place: 'body', detail: 'has no property' },
      { kind: 'omission', operationId: 'make-one', place: '200', detail: 'has no schema' },
      { kind: 'omission', operationId: 'make-one', place: 'token', detail: 'is not required' },
    ])
  })

  const supplement = (place: string, rest: Partial<KnownOmission>): KnownOmission => ({
    operations: ['make-one'],
    place,
    reason: 'It is known.',
    ...rest,
  })

  test('BR-276 are filled in if they are known', () => {
    const spec = silent()
    const text: Schema = { type: 'string' }
    const known = [
      supplement('path kind', { schema: text }),
      supplement('body', { schema: { type: 'object', properties: { name: text } } }),
      supplement('200', { schema: text }),
      supplement('token', { scopes: ['ones.write'] }),
    ]
    const findings = supplyOmissions(spec, known)
    expect(findings.map(({ reason }) => reason)).toEqual(known.map(({ reason }) => reason))
    const [told] = spec.operations
    expect(told).toMatchObject({
      parameters: [{ name: 'kind', in: 'path', required: true, schema: text }],
      body: { schema: { properties: { name: text } } },
      scopes: ['ones.write'],
    })
    expect(told?.answers.get(200)).toEqual(text)
    expect(findStale(spec, findings, { mistakes: [], omissions: known, differences: [] })).toEqual([])
  })

  test('BR-276 a property that a body is known to need is required, with a value', () => {
    const text: Schema = { type: 'string', nullable: true, example: 'Jane' }
    const spec = specWith({ name: text, tag: text })
    const known = [supplement('body.name', { needed: 'name' })]
    expect(supplyOmissions(spec, known)).toEqual([
      {
        kind: 'omission',
        operationId: 'make-one',
        place: 'body.name',
        detail: 'is not required',
        reason: 'It is known.',
      },
    ])
    expect(good.value(bodyOf(spec), { owner: 'One', name: 'body' }, 'minimal')).toEqual({ name: 'Jane' })
    expect(good.takes(bodyOf(spec), { name: 'J', tag: null })).toBe(true)
    expect(good.takes(bodyOf(spec), { name: null })).toBe(false)
    expect(good.takes(bodyOf(spec), {})).toBe(false)
    // In another run, the file contains it.
    const findings = supplyOmissions(spec, known)
    expect(findStale(spec, findings, { mistakes: [], omissions: known, differences: [] })).toEqual([
      'omission make-one body.name',
    ])
  })

  test('BR-273 an omission that was filled in is stale', () => {
    const spec = specOf(operation())
    const omissions = [supplement('token', { scopes: ['ones.write'] })]
    const findings = supplyOmissions(spec, omissions)
    expect(findStale(spec, findings, { mistakes: [], omissions, differences: [] })).toEqual([
      'omission make-one token',
    ])
  })
})
