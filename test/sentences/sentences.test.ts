import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { schemaFormats } from '../../server/src/api/schemas/formats.ts'
import { schemaValidator } from '../../server/src/http/schema-validator.ts'
import { type RequestSchema, violationsOf } from '../../server/src/http/violations.ts'
import table from '../fixtures/sentences.json' with { type: 'json' }
import { schemas } from './schemas.ts'

const compile = schemaValidator(schemaFormats)

const validators = new Map(
  Object.entries(schemas).map(([name, schema]) => [
    name,
    compile({ schema, method: 'POST', url: '/', httpPart: 'body' }),
  ]),
)

/** Whether the schema accepts a body, according to Ajv. */
function isTaken(name: string, body: unknown): boolean {
  const validate = validators.get(name)
  if (typeof validate !== 'function') throw new Error(`no schema ${name}`)
  return validate(body) === true
}

const sentencesFor = (name: string, body: unknown) =>
  violationsOf(schemas[name] as RequestSchema, body, schemaFormats)

describe('BR-423 each body gets the sentences of class-validator 0.13.2', () => {
  const rows = table.rows as [name: string, body: object, sentences: string[] | null][]

  it('the table has bodies of every kind', () => {
    expect(table.versions[0]).toBe('class-validator 0.13.2')
    expect(new Set(rows.map(([name]) => name))).toEqual(new Set(Object.keys(schemas)))
    expect(rows.length).toBeGreaterThan(300)
  })

  it.each(rows)('%s %j', (name, body, sentences) => {
    expect(sentencesFor(name, body)).toEqual(sentences ?? [])
    expect(isTaken(name, body)).toBe(sentences === null)
  })
})

describe('BR-422 exactly the values that the schema refuses have sentences', () => {
  const scalars = fc.constantFrom(
    ...[null, true, 0, 1.5, -1, 1e6, '', ' ', 'x', '5', 'US', 'active', 'contact', 'folder', 'AND', 'asc'],
    ...['a@b.com', 'a.com', '2020-10-25', '#fff', 'UTC', 'x'.repeat(70), 'x'.repeat(2050), '😀'.repeat(256)],
  )

  /** The names that a schema knows, at any depth. */
  function namesIn(schema: RequestSchema): string[] {
    const { properties = {}, items } = schema
    return [
      ...Object.keys(properties),
      ...[...Object.values(properties), items, schema.then, schema.else].flatMap((part) =>
        part ? namesIn(part) : [],
      ),
    ]
  }

  it.each(Object.entries(schemas))('%s', (name, schema) => {
    const names = [...new Set(namesIn(schema as RequestSchema))]
    const keys = fc.constantFrom(...names, 'other', '__proto__', 'constructor')
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        scalars,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 8 }),
      ),
    }))
    // Parsed from JSON: `__proto__` is a property like any other.
    const bodies = fc.dictionary(keys, value, { maxKeys: 12 }).map((body) => JSON.parse(JSON.stringify(body)))
    const valid = (table.rows as [string, object, string[] | null][])
      .filter(([of, , sentences]) => of === name && sentences === null)
      .map(([, body]) => body)
    const nearlyValid = fc
      .tuple(fc.constantFrom({}, ...valid), bodies)
      .map(([base, body]) => ({ ...base, ...body }))
    fc.assert(
      fc.property(nearlyValid, (body) => isTaken(name, body) === (sentencesFor(name, body).length === 0)),
      { numRuns: 500 },
    )
  })
})
