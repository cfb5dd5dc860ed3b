import { expect, it } from 'vitest'
import { moveExamples } from './move-examples.ts'

const text = { type: 'string' }

const moved = async (schema: object, examples?: object) => {
  const content = { 'application/json': { schema, ...(examples && { examples }) } }
  const document = { paths: { '/': { get: { responses: { 200: { content } } } } } }
  await moveExamples(document)
  return document.paths['/'].get.responses[200].content['application/json']
}

it.each([
  ['its own', { ...text, example: 'Jan' }, 'Jan'],
  ['the first of an enumeration', { enum: ['a', 'b'] }, 'a'],
  ['a list of one', { type: 'array', items: { ...text, example: 'vip' } }, ['vip']],
  ['the first of several schemas', { anyOf: [{ ...text, example: 'Jan' }, { type: 'number' }] }, 'Jan'],
])('the example of a response is %s', async (_, schema, example) => {
  expect(await moved(schema)).toMatchObject({ examples: { example: { value: example } } })
})

it('creates no example if nothing describes the response', async () => {
  expect(await moved(text)).toEqual({ schema: text })
})

it('combines the fields of an object, and fills in the required ones', async () => {
  const schema = {
    type: 'object',
    required: ['id', 'count'],
    properties: {
      id: { ...text, example: 'a1' },
      count: { type: 'integer' },
      note: text,
      done: { type: 'boolean' },
    },
  }
  const { properties, ...rest } = schema
  expect(await moved(schema)).toEqual({
    schema: { ...rest, properties: { ...properties, id: text } },
    examples: { example: { value: { id: 'a1', count: 0, done: true } } },
  })
})

it('keeps existing examples, and a field with that name', async () => {
  const schema = { type: 'object', properties: { example: { ...text, example: 'x' } } }
  expect(await moved(schema, { one: { value: { example: 'y' } } })).toEqual({
    schema: { type: 'object', properties: { example: text } },
    examples: { one: { value: { example: 'y' } } },
  })
})
