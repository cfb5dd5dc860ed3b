import { describe, expect, it } from 'vitest'
import type { Schema } from '../http/documented-schema.ts'
import { nameSchemas, type SchemaNames } from './name-schemas.ts'

const object = (properties: object, words: object = {}) => ({ type: 'object', properties, ...words })
const text = (words: object = {}) => ({ type: 'string', ...words })
const json = (schema: object) => ({ content: { 'application/json': { schema } } })

const contact = (words: object = {}) => object({ id: text(), email: text(words) }, words)

const named = async (operations: object[], names: Partial<SchemaNames>, statusNames = {}) => {
  const document = {
    paths: Object.fromEntries(operations.map((operation, index) => [`/${index}`, { get: operation }])),
    components: { schemas: {} as Record<string, Schema> },
  }
  await nameSchemas(document, { operations: {}, parts: {}, recursive: {}, ...names }, statusNames)
  return document
}

const getContact = () => ({
  operationId: 'get-contact',
  responses: { 200: json(object({ contact: contact() })) },
})

describe('nameSchemas', () => {
  it('moves a body and a response to the components, named after their operation', async () => {
    const update = {
      operationId: 'update-contact',
      requestBody: json(contact()),
      responses: { 200: json(object({ done: text() })) },
    }
    const names = { operations: { 'update-contact': { body: 'UpdateDto', answer: 'UpdatedDto' } } }
    const { paths, components } = await named([update], names)
    expect(paths['/0']).toEqual({
      get: {
        operationId: 'update-contact',
        requestBody: json({ $ref: '#/components/schemas/UpdateDto' }),
        responses: { 200: json({ $ref: '#/components/schemas/UpdatedDto' }) },
      },
    })
    expect(components.schemas).toEqual({ UpdateDto: contact(), UpdatedDto: object({ done: text() }) })
  })

  it('names a part in every place, with any description', async () => {
    const list = {
      operationId: 'list',
      responses: { 200: json({ type: 'array', items: contact({ description: 'One of them.' }) }) },
    }
    const { paths, components } = await named([getContact(), list], {
      parts: { Contact: 'get-contact answer.contact' },
    })
    expect(paths['/1']).toMatchObject({
      get: {
        responses: {
          200: json({
            type: 'array',
            items: { description: 'One of them.', allOf: [{ $ref: '#/components/schemas/Contact' }] },
          }),
        },
      },
    })
    expect(components.schemas).toEqual({ Contact: contact() })
  })

  it('states next to the reference that a value may be null', async () => {
    const find = {
      operationId: 'find',
      responses: { 200: json(object({ contact: { ...contact(), nullable: true } })) },
    }
    const { paths } = await named([getContact(), find], { parts: { Contact: 'get-contact answer.contact' } })
    expect(JSON.stringify(paths['/1'])).toContain(
      '{"type":"object","nullable":true,"allOf":[{"$ref":"#/components/schemas/Contact"}]}',
    )
  })

  it('names a list of values too, and keeps its description next to the reference', async () => {
    const country = (words: object) => ({ type: 'string', enum: ['NO', 'DE'], ...words })
    const create = {
      operationId: 'create',
      requestBody: json(object({ country: country({ description: 'A' }) })),
    }
    const update = {
      operationId: 'update',
      requestBody: json(object({ country: country({ description: 'B', nullable: true }) })),
    }
    const { paths, components } = await named([create, update], { parts: { Country: 'create body.country' } })
    expect(components.schemas).toEqual({ Country: country({}) })
    expect(paths['/1']).toMatchObject({
      get: {
        requestBody: json(
          object({
            country: {
              type: 'string',
              nullable: true,
              description: 'B',
              allOf: [{ $ref: '#/components/schemas/Country' }],
            },
          }),
        ),
      },
    })
  })

  it('names the most frequent error of a status after the status, and others also after their operation', async () => {
    const failing = (operationId: string, error: object) => ({ operationId, responses: { 400: json(error) } })
    const plain = object({ message: text() })
    const rich = object({ message: text(), meta: object({ id: text() }) })
    const { components } = await named(
      [failing('create-contact', rich), failing('get-note', plain), failing('get-task', plain)],
      {},
      { 400: 'BadRequest' },
    )
    expect(components.schemas).toEqual({ BadRequestDTO: plain, CreateContactBadRequestDTO: rich })
  })

  it('keeps a property that has the name of a keyword', async () => {
    const described = { operationId: 'get-field', responses: { 200: json(object({ description: text() })) } }
    const other = { operationId: 'get-other', responses: { 200: json(object({})) } }
    const names = { operations: { 'get-field': { answer: 'A' }, 'get-other': { answer: 'B' } } }
    expect((await named([described, other], names)).components.schemas).toEqual({
      A: object({ description: text() }),
      B: object({}),
    })
  })

  it('makes a recursive part refer to itself, for any number of levels', async () => {
    const group = (item: object): object =>
      object({ filters: { type: 'array', items: { oneOf: [item, text()] } } })
    const search = { operationId: 'search', requestBody: json(group(group(group({ type: 'null' })))) }
    const { paths, components } = await named([search], {
      parts: { Group: 'search body' },
      recursive: { Group: 'filters[]|0' },
    })
    const reference = { $ref: '#/components/schemas/Group' }
    expect(paths['/0']).toMatchObject({ get: { requestBody: json(reference) } })
    expect(components.schemas).toEqual({ Group: group(reference) })
  })

  it('refuses a name for two different schemas', async () => {
    const operations = [
      { operationId: 'one', requestBody: json(object({ a: text() })) },
      { operationId: 'two', requestBody: json(object({ b: text() })) },
    ]
    const names = { operations: { one: { body: 'Dto' }, two: { body: 'Dto' } } }
    await expect(named(operations, names)).rejects.toThrow(
      'The name Dto would stand for two different schemas.',
    )
  })

  it('refuses an unknown place, and ignores an unknown operation', async () => {
    await expect(named([getContact()], { parts: { Name: 'get-contact answer.name' } })).rejects.toThrow(
      'no schema at get-contact answer.name',
    )
    expect((await named([getContact()], { parts: { Name: 'get-name answer' } })).components.schemas).toEqual(
      {},
    )
  })
})
