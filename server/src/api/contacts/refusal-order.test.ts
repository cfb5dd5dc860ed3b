import { beforeAll, describe, expect, it } from 'vitest'
import { newContact, stateOf } from '../../../../test/support/contacts.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let id: string
beforeAll(async () => {
  id = await newContact(server, {
    name: 'Jane Doe',
    email: 'jane@doe.com',
    phone: '+15551234567',
    tags: ['vip'],
  })
  await newContact(server, { name: 'Linnea Berg', email: 'Linnea@Berg.se', phone: '+46812345678' })
})

const bad = (message: string) => ({ message, error: 'Bad Request', statusCode: 400 })

describe('the order of refusal', () => {
  const version = ['version header was not found.', 401]
  const token = ['Invalid Private Integration token', 401]
  const scope = ['The token is not authorized for this scope.', 401]
  const size = ['request entity too large', 413]
  const mediaType = ['The body must be JSON, sent as application/json', 415]
  const syntax = [expect.stringMatching(/JSON/), 400]
  const unknown = ['Contact not found for id:unknown', 400]
  const foreign = ['The token does not have access to this location.', 403]
  const schema = [['property nickname should not exist', 'email must be an email'], 422]
  const phone = ['The string supplied did not seem to be a phone number', 400]
  const duplicate = ['This location does not allow duplicated contacts.', 400]

  it('BR-001 is version, token, scope, size and syntax, contact, body, duplicate: the first error is returned', async () => {
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
    const before = await stateOf(server, id)

    const put = async (path: string, body: unknown, headers = {}) => {
      const reply = await call('PUT', `/contacts/${path}`, body, headers)
      expect(reply.status).not.toBe(200)
      return [reply.body.message, reply.status]
    }
    expect(await put('unknown', huge, { ...badToken, ...noVersion })).toEqual(version)
    expect(await put('unknown', huge, badToken)).toEqual(token)
    expect(await put('unknown', huge, readOnly)).toEqual(scope)
    expect(await put('unknown', huge)).toEqual(size)
    expect(await put('unknown', '{')).toEqual(syntax)
    expect(await put('unknown', '{', { 'content-type': 'text/plain' })).toEqual(mediaType)
    expect(await put('unknown', wrong)).toEqual(unknown)
    expect(await put(id, huge, other)).toEqual(size)
    expect(await put(id, wrong, other)).toEqual(foreign)
    expect(await put(id, wrong)).toEqual(schema)
    expect(await put(id, { phone: 'x', email: 'linnea@berg.se' })).toEqual(phone)
    expect(await put(id, { email: 'linnea@berg.se' })).toEqual(duplicate)
    expect(await stateOf(server, id)).toBe(before)
  })

  /** The error for an id that no contact ever had. Get Contact has its own. */
  const unknownTo = (method: 'GET' | 'PUT' | 'DELETE', id: string) =>
    method === 'GET'
      ? { error: `Contact with id ${id} not found`, status: 400 }
      : bad(`Contact not found for id:${id}`)

  it.each([
    'unknown',
    'i7W5cngJ6F6l8np0K8Z6',
    '%00',
    '..%2F..',
    'a%20b',
    "'OR'1'='1",
    'ключ',
    'x'.repeat(900),
  ])('BR-037 returns 400 for the unknown contact %s', async (path) => {
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const { status, body } = await server.call(
        method,
        `/contacts/${encodeURI(decodeURIComponent(path)).replaceAll('/', '%2F')}`,
      )
      expect([status, body]).toEqual([400, unknownTo(method, decodeURIComponent(path))])
    }
  })

  it.each(['GET', 'PUT', 'DELETE'] as const)(
    'BR-009 BR-010 returns 403 for a contact of another location, and 400 for one of another company: %s',
    async (method) => {
      const { companyId, fixtures, call } = server
      const before = await stateOf(server, id)
      const sibling = await fixtures.location(companyId)
      const foreignCompany = await fixtures.company('Other Agency')
      const foreignLocation = await fixtures.location(foreignCompany)
      const forbidden = {
        message: 'The token does not have access to this location.',
        error: 'Forbidden',
        statusCode: 403,
      }
      const notFound = unknownTo(method, id)
      for (const { spec, answer } of [
        { spec: { companyId, locationId: sibling }, answer: [403, forbidden] },
        { spec: { companyId: foreignCompany, locationId: foreignLocation }, answer: [400, notFound] },
        { spec: { companyId: foreignCompany }, answer: [400, notFound] },
      ]) {
        const headers = bearer((await fixtures.token(spec)).token)
        const { status, body } = await call(method, `/contacts/${id}`, undefined, headers)
        expect([status, body]).toEqual(answer)
      }
      expect(await stateOf(server, id)).toBe(before)
    },
  )

  it('BR-009 lets a company’s token access the contacts of its own locations', async () => {
    const headers = bearer((await server.fixtures.token({ companyId: server.companyId })).token)
    const { status, body } = await server.call('PUT', `/contacts/${id}`, { source: 'agency' }, headers)
    expect([status, body.contact.source]).toEqual([200, 'agency'])
    expect((await server.call('GET', `/contacts/${id}`, undefined, headers)).status).toBe(200)
  })

  it.each([
    ['GET', '/nowhere'],
    ['GET', '/contacts/x/y/z'],
    ['GET', `/contacts/${'x'.repeat(1001)}`],
    ['PATCH', '/contacts/x'],
    ['POST', '/contacts/x'],
    ['GET', '/'],
  ] as const)(
    'BR-013 returns HighLevel’s 404 for an unknown path, with or without a token: %s %s',
    async (method, url) => {
      for (const headers of [{}, { authorization: undefined, version: undefined }]) {
        const { status, text } = await server.call(method, url, method === 'GET' ? undefined : '{', headers)
        expect([status, text]).toEqual([
          404,
          JSON.stringify({ message: `Cannot ${method} ${url}`, error: 'Not Found', statusCode: 404 }),
        ])
      }
    },
  )

  it('returns 400 for a path that is not UTF-8', async () => {
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
  ] as const)('BR-007 %s /contacts/:contactId%s needs %s', async (method, path, needed) => {
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
