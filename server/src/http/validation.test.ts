import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { refusalOf } from './validation.ts'

const server = useTestServer()
let url: string
beforeAll(async () => {
  const made = await server.call('POST', '/contacts/', { locationId: server.locationId, firstName: 'A' })
  url = `/contacts/${made.body.contact.id}`
})
afterEach(() => vi.restoreAllMocks())

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
    [{ tags: Array(1001).fill('x') }, ['tags must contain not more than 1000 elements']],
    [{ customFields: {} }, ['customFields must be an array']],
    [
      { customFields: ['x'] },
      ['customFields.0.each value in nested property customFields must be either object or array'],
    ],
    [{ customFields: [{ value: 1 }] }, ['customFields.0 must have an id or a key']],
    [{ customFields: [{ id: 1 }] }, ['customFields.0.id must be a string']],
    [{ customFields: [{ id: 'x', other: 1 }] }, ['customFields.0.property other should not exist']],
    [{ dndSettings: [] }, ['dndSettings must be an object']],
    [{ dndSettings: { Fax: { status: 'active' } } }, ['dndSettings.property Fax should not exist']],
    [{ dndSettings: { Call: {} } }, ['dndSettings.Call.status must be a valid enum value']],
    [{ dndSettings: { Call: { status: 'on' } } }, ['dndSettings.Call.status must be a valid enum value']],
    [
      { inboundDndSettings: { all: { status: 'permanent' } } },
      ['inboundDndSettings.all.status must be a valid enum value'],
    ],
    [
      { dndSettings: { Call: { status: 'active', other: 1 } } },
      ['dndSettings.Call.property other should not exist'],
    ],
    [{ email: 'rosan' }, ['email must be an email']],
    [{ website: 'not a url' }, ['website must be an URL address']],
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

  it('BR-420 come together, in the order of the specification', async () => {
    const reply = await server.call('PUT', url, {
      firstName: 1,
      email: 'rosan',
      country: 'ZZ',
      tags: [1],
      id: 'x',
      city: '\u0000',
    })
    expect([reply.status, reply.body.message]).toEqual([
      422,
      [
        'property id should not exist',
        'firstName must be a string',
        'email must be an email',
        'each value in tags must be a string',
        'country must be a valid enum value',
        'city must be text without NUL characters and lone surrogates',
      ],
    ])
  })

  it('are limited to a thousand', async () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`unknown${n}`, '\0']))
    const reply = await server.call('PUT', url, body)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toHaveLength(1000)
  })

  it('name keys that are special in JavaScript like any other', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const reply = await server.call('PUT', url, `{"${key}":{"polluted":"yes"}}`)
      expect([reply.status, reply.body.message]).toEqual([422, [`property ${key} should not exist`]])
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('refusalOf', () => {
  it('returns undefined for a valid request', () => {
    expect(refusalOf({}, [])).toBeUndefined()
  })

  it('removes duplicate sentences', () => {
    const refused = refusalOf({}, ['a must be a string', 'a must be a string'])
    expect(refused?.body.message).toEqual(['a must be a string'])
  })
})

describe('a precondition', () => {
  it('is refused before an invalid body, which reaches no handler', async () => {
    const update = (id: string, body: object) => server.call('PUT', `/contacts/${id}`, body)
    const elsewhere = await update('ocQHyuzHvysMo5N5VsXc', { firstName: 1 })
    expect([elsewhere.status, elsewhere.body.message]).toEqual([
      400,
      'Contact not found for id:ocQHyuzHvysMo5N5VsXc',
    ])
    const reads = vi.spyOn(server.storage, 'read')
    const writes = vi.spyOn(server.storage, 'write')
    const id = url.split('/').at(-1) ?? ''
    expect((await update(id, { firstName: 1 })).status).toBe(422)
    expect([reads.mock.calls.length, writes.mock.calls.length]).toEqual([1, 0])
  })

  it('of a body is not checked for a query', async () => {
    expect((await server.call('POST', '/contacts/?locationId=ve9EPM428h8vShlRW1KT', 'null')).status).toBe(422)
  })

  it('is not checked for a valid body', async () => {
    const reads = vi.spyOn(server.storage, 'read')
    expect((await server.call('PUT', url, { firstName: 'B' })).status).toBe(200)
    expect(reads).not.toHaveBeenCalled()
  })
})
