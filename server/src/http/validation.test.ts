import type { FastifyRequest } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { ApiError } from './errors.ts'
import { checkedBody, refusalOf } from './validation.ts'

let server: TestServer
let url: string
beforeAll(async () => {
  server = await startTestServer()
  const made = await server.call('POST', '/contacts/', { locationId: server.locationId })
  url = `/contacts/${made.body.contact.id}`
})
afterAll(() => server.close())

const longDateSentence =
  'dateOfBirth must be a valid date in one of the formats YYYY/MM/DD, MM/DD/YYYY, YYYY-MM-DD, MM-DD-YYYY, YYYY.MM.DD, MM.DD.YYYY, YYYY_MM_DD, MM_DD_YYYY'

describe('BR-023 the sentences of a 422', () => {
  it.each<[unknown, string[]]>([
    [{ locationId: 'x' }, ['property locationId should not exist']],
    [{ 'a/b~c': 1 }, ['property a/b~c should not exist']],
    [{ '': 1 }, ['property  should not exist']],
    [{ firstName: 1 }, ['firstName must be a string']],
    [{ dnd: 'true' }, ['dnd must be a boolean value']],
    [{ tags: 'vip' }, ['tags must be an array']],
    [{ tags: ['a', 1] }, ['each value in tags must be a string']],
    [{ tags: [1, 2, {}] }, ['each value in tags must be a string']],
    [{ tags: ['x'.repeat(256)] }, ['each value in tags must be shorter than or equal to 255 characters']],
    [{ tags: Array(1001).fill('x') }, ['tags must contain no more than 1000 elements']],
    [{ customFields: {} }, ['customFields must be an array']],
    [{ customFields: ['x'] }, ['each value in customFields must be an object']],
    [{ customFields: [{ value: 1 }] }, ['customFields.0 must have an id or a key']],
    [{ customFields: [{ id: 1 }] }, ['customFields.0.id must be a string']],
    [{ customFields: [{ id: 'x', other: 1 }] }, ['property other should not exist']],
    [{ dndSettings: [] }, ['dndSettings must be an object']],
    [{ dndSettings: { Fax: { status: 'active' } } }, ['property Fax should not exist']],
    [
      { dndSettings: { Call: {} } },
      ['dndSettings.Call.status must be one of the following values: active, inactive, permanent'],
    ],
    [
      { dndSettings: { Call: { status: 'on' } } },
      ['dndSettings.Call.status must be one of the following values: active, inactive, permanent'],
    ],
    [
      { inboundDndSettings: { all: { status: 'permanent' } } },
      ['inboundDndSettings.all.status must be one of the following values: active, inactive'],
    ],
    [{ dndSettings: { Call: { status: 'active', other: 1 } } }, ['property other should not exist']],
    [{ email: 'rosan' }, ['email must be an email']],
    [{ website: 'not a url' }, ['website must be a URL address']],
    [{ timezone: 'Mars/Olympus' }, ['timezone must be a valid IANA time-zone']],
    [{ dateOfBirth: '1990-02-30' }, [longDateSentence]],
    [{ country: 'ZZ' }, ['country must be a valid enum value']],
    [{ firstName: 'x'.repeat(1001) }, ['firstName must be shorter than or equal to 1000 characters']],
    [{ city: 'a\u0000' }, ['city must be text without NUL characters and lone surrogates']],
    [{ tags: ['\ud83d'] }, ['tags.0 must be text without NUL characters and lone surrogates']],
  ])('for %j', async (body, message) => {
    const reply = await server.call('PUT', url, body)
    expect([reply.status, reply.body]).toEqual([
      422,
      { message, error: 'Unprocessable Entity', statusCode: 422, traceId: reply.body.traceId },
    ])
    expect(reply.body.traceId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each<[unknown, string[]]>([
    [{}, ['locationId must be a string', 'locationId should not be empty']],
    [{ locationId: '' }, ['locationId should not be empty']],
    [{ locationId: 1 }, ['locationId must be a string']],
  ])('for a new contact of %j', async (body, message) => {
    const reply = await server.call('POST', '/contacts/', body)
    expect([reply.status, reply.body.message]).toEqual([422, message])
  })

  it('are told all at once', async () => {
    const reply = await server.call('PUT', url, {
      firstName: 1,
      email: 'rosan',
      country: 'ZZ',
      tags: [1],
      id: 'x',
      city: '\u0000',
    })
    expect(reply.status).toBe(422)
    expect([...(reply.body.message as string[])].sort()).toEqual(
      [
        'city must be text without NUL characters and lone surrogates',
        'country must be a valid enum value',
        'each value in tags must be a string',
        'email must be an email',
        'firstName must be a string',
        'property id should not exist',
      ].sort(),
    )
  })

  it('are at most a thousand', async () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`unknown${n}`, '\0']))
    const reply = await server.call('PUT', url, body)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toHaveLength(1000)
  })

  it('name keys with a meaning in JavaScript like any other', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const reply = await server.call('PUT', url, `{"${key}":{"polluted":"yes"}}`)
      expect([reply.status, reply.body.message]).toEqual([422, [`property ${key} should not exist`]])
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('checkedBody', () => {
  const request = (of: object) => ({ headers: {}, ...of }) as unknown as FastifyRequest
  const violation = { keyword: 'type', instancePath: '/a', schemaPath: '', params: { type: 'string' } }

  it('gives the body where nothing is against it', () => {
    const body = { a: 1 }
    expect(checkedBody(request({ body })).valid()).toBe(body)
    expect(refusalOf(request({ body }))).toBeUndefined()
  })

  it('keeps its verdict until it is asked, and gives the raw body meanwhile', () => {
    const checked = checkedBody(request({ body: { a: 1 }, validationError: { validation: [violation] } }))
    expect(checked.raw).toEqual({ a: 1 })
    expect(() => checked.valid()).toThrow(ApiError)
    expect(() => checked.valid()).toThrow('a must be a string')
  })

  it('says the same thing once', () => {
    const refused = refusalOf(request({ validationError: { validation: [violation, violation] } }))
    expect(refused?.body.message).toEqual(['a must be a string'])
  })

  it('has words for a keyword that it does not know', () => {
    const refused = refusalOf(
      request({ validationError: { validation: [{ ...violation, keyword: 'multipleOf', params: {} }] } }),
    )
    expect(refused?.body.message).toEqual(['a is invalid'])
  })
})
