import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentOf, newContact } from '../../../test/support/contacts.ts'
import { bearer, startTestServer, type TestServer } from '../../../test/support/server.ts'
import { listTags } from '../locations/tag-store.ts'

let server: TestServer
let id: string
beforeAll(async () => {
  server = await startTestServer()
  id = await newContact(server, {
    name: 'Jane Doe',
    email: 'jane@doe.com',
    phone: '+15551234567',
    tags: ['vip'],
  })
  await newContact(server, { name: 'Linnea Berg', email: 'Linnea@Berg.se', phone: '+46812345678' })
})
afterAll(async () => {
  expect(server.log).toEqual([])
  await server.close()
})

const unprocessable = (message: string[], traceId: string) => ({
  message,
  error: 'Unprocessable Entity',
  statusCode: 422,
  traceId,
})
const bad = (message: string) => ({ message, error: 'Bad Request', statusCode: 400 })

/** The contact, and the tag list of its location. */
const everything = async () =>
  JSON.stringify([
    await documentOf(server, id),
    await server.storage.read((tx) => tx.all(listTags, { locationId: server.locationId, limit: 1000 })),
  ])

/** Sends an update with harmless changes beside the fault: none of it may hold. */
async function refused(body: Record<string, unknown>) {
  const before = await everything()
  server.clock.advance(1000)
  const reply = await server.call('PUT', `/contacts/${id}`, { city: 'Changed', tags: ['changed'], ...body })
  expect(await everything()).toBe(before)
  return reply
}

const birthdaySentence =
  'dateOfBirth must be a valid date in one of the formats YYYY/MM/DD, MM/DD/YYYY, YYYY-MM-DD, MM-DD-YYYY, YYYY.MM.DD, MM.DD.YYYY, YYYY_MM_DD, MM_DD_YYYY'
const channelSentence =
  'dndSettings.SMS.status must be one of the following values: active, inactive, permanent'
const illFormed = (path: string) => `${path} must be text without NUL characters and lone surrogates`

describe('a body that breaks the schema is a 422 and changes nothing', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['locationId', { locationId: 'x' }, ['property locationId should not exist']],
    ['id', { id: 'x' }, ['property id should not exist']],
    ['dateUpdated', { dateUpdated: 'x' }, ['property dateUpdated should not exist']],
    ['gender', { gender: 'male' }, ['property gender should not exist']],
    ['an unknown property', { nickname: 'x' }, ['property nickname should not exist']],
    [
      'unknown properties at every depth',
      { x: 1, dndSettings: { Fax: {} }, customFields: [{ id: 'a', y: 1 }] },
      ['property x should not exist', 'property Fax should not exist', 'property y should not exist'],
    ],
    ['postalCode null', { postalCode: null }, ['postalCode must be a string']],
    ['country null', { country: null }, ['country must be a string', 'country must be a valid enum value']],
    ['country ""', { country: '' }, ['country must be a valid enum value']],
    ['dnd null', { dnd: null }, ['dnd must be a boolean value']],
    ['tags null', { tags: null }, ['tags must be an array']],
    ['a tag that is null', { tags: [null] }, ['each value in tags must be a string']],
    ['customFields null', { customFields: null }, ['customFields must be an array']],
    ['dndSettings null', { dndSettings: null }, ['dndSettings must be an object']],
    ['a channel that is null', { dndSettings: { SMS: null } }, ['dndSettings.SMS must be an object']],
    ['inboundDndSettings null', { inboundDndSettings: null }, ['inboundDndSettings must be an object']],
    ['a firstName that is a number', { firstName: 1 }, ['firstName must be a string']],
    ['a name that is an object', { name: {} }, ['name must be a string']],
    ['a phone that is a number', { phone: 15551234567 }, ['phone must be a string']],
    ['a dnd that is text', { dnd: 'true' }, ['dnd must be a boolean value']],
    ['tags that are text', { tags: 'vip' }, ['tags must be an array']],
    ['customFields that are an object', { customFields: {} }, ['customFields must be an array']],
    [
      'an item with neither id nor key',
      { customFields: [{ field_value: 'x' }] },
      ['customFields.0 must have an id or a key'],
    ],
    [
      'an item with an unknown property',
      { customFields: [{ id: 'x', name: 'y' }] },
      ['property name should not exist'],
    ],
    ['an item that is text', { customFields: ['x'] }, ['each value in customFields must be an object']],
    ['a bad email', { email: 'rosan' }, ['email must be an email']],
    ['a bad website', { website: 'not a url' }, ['website must be a URL address']],
    ['a bad timezone', { timezone: 'Mars/Olympus' }, ['timezone must be a valid IANA time-zone']],
    ['an offset for a timezone', { timezone: '+01:00' }, ['timezone must be a valid IANA time-zone']],
    ['a bad country', { country: 'ZZ' }, ['country must be a valid enum value']],
    ['a country in lower case', { country: 'us' }, ['country must be a valid enum value']],
    ['30 February', { dateOfBirth: '1990-02-30' }, [birthdaySentence]],
    ['a 25th month', { dateOfBirth: '25-09-1990' }, [birthdaySentence]],
    ['an instant for a birth date', { dateOfBirth: '1990-09-25T00:00:00.000Z' }, [birthdaySentence]],
    ['a birth date that is an object', { dateOfBirth: {} }, ['dateOfBirth must be a string']],
    ['a channel without status', { dndSettings: { SMS: {} } }, [channelSentence]],
    ['a channel with another status', { dndSettings: { SMS: { status: 'on' } } }, [channelSentence]],
    [
      'permanent for what comes in',
      { inboundDndSettings: { all: { status: 'permanent' } } },
      ['inboundDndSettings.all.status must be one of the following values: active, inactive'],
    ],
    [
      'a text beyond its bound',
      { city: 'x'.repeat(1001) },
      ['city must be shorter than or equal to 1000 characters'],
    ],
    [
      'a tag beyond its bound',
      { tags: ['x'.repeat(256)] },
      ['each value in tags must be shorter than or equal to 255 characters'],
    ],
    [
      'more tags than the bound',
      { tags: Array.from({ length: 1001 }, (_, n) => `t${n}`) },
      ['tags must contain no more than 1000 elements'],
    ],
    [
      'more custom fields than the bound',
      { customFields: Array(1001).fill({ id: 'x' }) },
      ['customFields must contain no more than 1000 elements'],
    ],
    ['a NUL', { city: 'a\0b' }, [illFormed('city')]],
    ['a lone surrogate', { firstName: '\ud83d' }, [illFormed('firstName')]],
    ['a lone surrogate in a tag', { tags: ['ok', '\udc00'] }, [illFormed('tags.1')]],
    [
      'a NUL in a custom field',
      { customFields: [{ id: 'x', value: { row: '\0' } }] },
      [illFormed('customFields.0.value.row')],
    ],
    [
      'a lone surrogate in a key',
      { customFields: [{ id: 'x', value: { '\ud83d': 1 } }] },
      [illFormed('customFields.0.value.\ufffd')],
    ],
    [
      'all violations at once',
      { nickname: 1, email: 'x', firstName: 1, city: '\0' },
      [
        'property nickname should not exist',
        'firstName must be a string',
        'email must be an email',
        illFormed('city'),
      ],
    ],
  ])('%s', async (_what, body, message) => {
    const reply = await refused(body)
    expect([reply.status, reply.body]).toEqual([422, unprocessable(message, reply.body.traceId)])
    expect(reply.body.traceId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('the key %s', async (key) => {
    const before = await everything()
    for (const text of [
      `{"city":"Changed","${key}":{"polluted":true}}`,
      `{"city":"Changed","dndSettings":{"${key}":{"status":"active"}}}`,
      `{"city":"Changed","customFields":[{"id":"x","${key}":{"polluted":true}}]}`,
    ]) {
      const reply = await server.call('PUT', `/contacts/${id}`, text)
      expect([reply.status, reply.body.message]).toEqual([422, [`property ${key} should not exist`]])
    }
    expect(await everything()).toBe(before)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('what the location judges is a 400 and changes nothing', () => {
  it.each([
    ['not a phone', 'The string supplied did not seem to be a phone number'],
    ['555', 'The string supplied is too short to be a phone number'],
    ['+1555123456789', 'The string supplied is too long to be a phone number'],
    ['+99912345678', 'Invalid country calling code'],
  ])('the phone %j: %s', async (phone, message) => {
    const reply = await refused({ phone })
    expect([reply.status, reply.body]).toEqual([400, bad(message)])
  })

  it.each([
    ['email', { email: 'linnea@BERG.se' }],
    ['phone', { phone: '+46 8 12 34 56 78' }],
    ['email', { email: 'linnea@berg.se', phone: '+46812345678' }],
  ])('the %s of another contact', async (matchingField, body) => {
    const reply = await refused(body)
    const contactId = reply.text.match(/"contactId":"(\w+)"/)?.[1]
    expect(contactId).not.toBe(id)
    expect(reply.status).toBe(400)
    expect(reply.text).toBe(
      JSON.stringify({
        statusCode: 400,
        message: 'This location does not allow duplicated contacts.',
        meta: { contactName: 'Linnea Berg', contactId, matchingField },
        succeeded: false,
      }),
    )
  })

  it('the email of a contact without a name is that of Unknown', async () => {
    await newContact(server, { email: 'nameless@example.com' })
    const reply = await refused({ email: 'nameless@example.com' })
    expect(reply.text).toContain('"meta":{"contactName":"Unknown"')
  })
})

describe('a location that allows duplicates', () => {
  it('takes an email and a phone twice', async () => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId, { allowDuplicateContact: true })
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const twin = { locationId, email: 'twin@example.com', phone: '+15550000001' }
    const one = await server.call('POST', '/contacts/', twin, headers)
    const two = await server.call('POST', '/contacts/', twin, headers)
    expect([one.status, two.status]).toEqual([201, 201])
    const three = await server.call('POST', '/contacts/', { locationId }, headers)
    const { status } = await server.call(
      'PUT',
      `/contacts/${three.body.contact.id}`,
      { email: 'Twin@example.com' },
      headers,
    )
    expect(status).toBe(200)
  })

  it('is the only one concerned: another location holds the same email', async () => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const { status } = await server.call('POST', '/contacts/', { locationId, email: 'jane@doe.com' }, headers)
    expect(status).toBe(201)
  })
})

describe('the order of refusal', () => {
  const version = ['version header was not found.', 401]
  const token = ['Invalid Private Integration token', 401]
  const scope = ['The token is not authorized for this scope.', 401]
  const size = ['request entity too large', 413]
  const syntax = [expect.stringMatching(/JSON/), 400]
  const unknown = ['Contact not found for id:unknown', 400]
  const foreign = ['The token does not have access to this location.', 403]
  const schema = [['email must be an email', 'property nickname should not exist'], 422]
  const phone = ['The string supplied did not seem to be a phone number', 400]
  const duplicate = ['This location does not allow duplicated contacts.', 400]

  it('is version, token, scope, size and syntax, contact, body, duplicate: the first fault answers', async () => {
    const { companyId, locationId, fixtures, call } = server
    const readOnly = bearer(
      (await fixtures.token({ companyId, locationId, scopes: ['contacts.readonly'] })).token,
    )
    const elsewhere = await fixtures.location(companyId)
    const other = bearer((await fixtures.token({ companyId, locationId: elsewhere })).token)
    const noVersion = { version: undefined }
    const badToken = bearer('pit-unknown')
    const huge = ' '.repeat(2 * 1024 * 1024)
    const wrong = { email: 'x', nickname: 1, phone: 'x' }
    const before = await everything()

    const put = async (path: string, body: unknown, headers = {}) => {
      const reply = await call('PUT', `/contacts/${path}`, body, headers)
      expect(reply.status).not.toBe(200)
      const { message } = reply.body
      return [Array.isArray(message) ? [...message].sort() : message, reply.status]
    }
    expect(await put('unknown', huge, { ...badToken, ...noVersion })).toEqual(version)
    expect(await put('unknown', huge, badToken)).toEqual(token)
    expect(await put('unknown', huge, readOnly)).toEqual(scope)
    expect(await put('unknown', huge)).toEqual(size)
    expect(await put('unknown', '{')).toEqual(syntax)
    expect(await put('unknown', wrong)).toEqual(unknown)
    expect(await put(id, huge, other)).toEqual(size)
    expect(await put(id, wrong, other)).toEqual(foreign)
    expect(await put(id, wrong)).toEqual(schema)
    expect(await put(id, { phone: 'x', email: 'linnea@berg.se' })).toEqual(phone)
    expect(await put(id, { email: 'linnea@berg.se' })).toEqual(duplicate)
    expect(await everything()).toBe(before)
  })

  it.each([
    'unknown',
    'i7W5cngJ6F6l8np0K8Z6',
    '%00',
    '..%2F..',
    'a%20b',
    "'OR'1'='1",
    'ключ',
    'x'.repeat(900),
  ])('answers 400 for the contact %s that does not exist', async (path) => {
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const { status, body } = await server.call(
        method,
        `/contacts/${encodeURI(decodeURIComponent(path)).replaceAll('/', '%2F')}`,
      )
      expect([status, body]).toEqual([400, bad(`Contact not found for id:${decodeURIComponent(path)}`)])
    }
  })

  it.each(['GET', 'PUT', 'DELETE'] as const)(
    'answers 403 for a contact of another location, and 400 for one of another company: %s',
    async (method) => {
      const { companyId, fixtures, call } = server
      const before = await everything()
      const sibling = await fixtures.location(companyId)
      const foreignCompany = await fixtures.company('Other Agency')
      const foreignLocation = await fixtures.location(foreignCompany)
      const forbidden = {
        message: 'The token does not have access to this location.',
        error: 'Forbidden',
        statusCode: 403,
      }
      const notFound = bad(`Contact not found for id:${id}`)
      for (const { spec, answer } of [
        { spec: { companyId, locationId: sibling }, answer: forbidden },
        { spec: { companyId: foreignCompany, locationId: foreignLocation }, answer: notFound },
        { spec: { companyId: foreignCompany }, answer: notFound },
      ]) {
        const headers = bearer((await fixtures.token(spec)).token)
        const { status, body } = await call(method, `/contacts/${id}`, undefined, headers)
        expect([status, body]).toEqual([answer.statusCode, answer])
      }
      expect(await everything()).toBe(before)
    },
  )

  it('lets a company’s token reach the contacts of its own locations', async () => {
    const headers = bearer((await server.fixtures.token({ companyId: server.companyId })).token)
    const { status, body } = await server.call('PUT', `/contacts/${id}`, { source: 'agency' }, headers)
    expect([status, body.contact.source]).toEqual([200, 'agency'])
    expect((await server.call('GET', `/contacts/${id}`, undefined, headers)).status).toBe(200)
  })

  it.each([
    ['GET', '/nowhere'],
    ['GET', '/contacts/x/y/z'],
    ['PATCH', '/contacts/x'],
    ['POST', '/contacts/x'],
    ['GET', '/'],
  ] as const)('answers an unknown path with HighLevel’s 404, token or none: %s %s', async (method, url) => {
    for (const headers of [{}, { authorization: undefined, version: undefined }]) {
      const { status, text } = await server.call(method, url, method === 'GET' ? undefined : '{', headers)
      expect([status, text]).toEqual([
        404,
        JSON.stringify({ message: `Cannot ${method} ${url}`, error: 'Not Found', statusCode: 404 }),
      ])
    }
  })

  it('answers a path that is no UTF-8 with 400', async () => {
    const { status, body } = await server.call('GET', '/contacts/%ff')
    expect([status, body]).toEqual([400, bad('The path of the request is not valid percent-encoded UTF-8')])
  })
})

describe('scopes', () => {
  it.each([
    ['GET', '', 'contacts.readonly'],
    ['PUT', '', 'contacts.write'],
    ['POST', '/tags', 'contacts.write'],
    ['DELETE', '/tags', 'contacts.write'],
  ] as const)('%s /contacts/:contactId%s needs %s', async (method, path, needed) => {
    const { companyId, locationId, fixtures, call } = server
    const body = method === 'GET' ? undefined : path === '' ? {} : { tags: ['vip'] }
    const without = (['contacts.readonly', 'contacts.write', 'locations.readonly'] as const).filter(
      (scope) => scope !== needed,
    )
    const refusedReply = await call(
      method,
      `/contacts/${id}${path}`,
      body,
      bearer((await fixtures.token({ companyId, locationId, scopes: without })).token),
    )
    expect([refusedReply.status, refusedReply.text]).toEqual([
      401,
      '{"statusCode":401,"message":"The token is not authorized for this scope."}',
    ])
    const admitted = await call(
      method,
      `/contacts/${id}${path}`,
      body,
      bearer((await fixtures.token({ companyId, locationId, scopes: [needed] })).token),
    )
    expect(admitted.status).toBeLessThan(300)
  })
})
