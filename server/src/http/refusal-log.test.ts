import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { errors } from './errors.ts'
import { refusalOf, ruleOfError, safePath } from './refusal-log.ts'

const behaviour = readFileSync(new URL('../../../docs/behaviour.md', import.meta.url), 'utf8')

const words = new Set(['v1', 'contacts', 'notes', 'lookup', 'businesses'])

describe('the reason for a refusal in the log (BR-445)', () => {
  it.each(Object.entries(ruleOfError))('%s belongs to %s, and both exist', (name, rule) => {
    expect(Object.keys(errors)).toContain(name)
    expect(behaviour).toMatch(new RegExp(`^### ${rule} `, 'm'))
  })

  it.each([
    [errors.versionMissing(), { reason: 'version header was not found.', rule: 'BR-002' }],
    [
      errors.unprocessable(['email must be an email', 'phone must be a string']),
      { reason: 'email must be an email', rule: 'BR-023' },
    ],
    [
      errors.scopeMissing({ missingScope: 'contacts.write' }),
      {
        reason: 'The token is not authorized for this scope.',
        rule: 'BR-007',
        missingScope: 'contacts.write',
      },
    ],
    [
      errors.contactNotFound('ocQHyuzHvysMo5N5VsXc'),
      { reason: 'Contact not found for id:ocQHyuzHvysMo5N5VsXc', rule: 'BR-037' },
    ],
    [errors.codeNotFound(), { reason: 'Authorization code not found' }],
    [
      errors.parameterMissing(['client_id', 'client_secret']),
      { reason: 'Missing parameter: client_id, client_secret' },
    ],
    [
      errors.unprocessable([
        'customFields.0.each value in nested property customFields must be either object or array',
      ]),
      {
        reason: 'customFields.0.each value in nested property customFields must be either object or array',
        rule: 'BR-023',
      },
    ],
    [
      errors.unprocessable(['the notes of the contact must not grow beyond 65536 characters']),
      { reason: 'the notes of the contact must not grow beyond 65536 characters', rule: 'BR-023' },
    ],
    [
      errors.tooMany('custom fields', 1000),
      { reason: 'This location has 1000 custom fields, the most it can have' },
    ],
    ['No app has this client_id.', { reason: 'No app has this client_id.' }],
  ])('%s', (error, refusal) => {
    expect(refusalOf(error, words)).toEqual(refusal)
  })

  const told = [
    'jane.doe@example.com',
    '+1 (555) 123-4567',
    '5551234567',
    'Jane Doe',
    'pit-32d82b0a-dbda-48a7-b905-c6ef300c9988',
    '32d82b0a-dbda-48a7-b905-c6ef300c9988',
    'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln',
    'b'.repeat(64),
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    'Łódź',
    'line\nbreak',
    '\u001b[31mred',
    'x'.repeat(5000),
  ]

  it.each(told)('omits %j in any place', (text) => {
    const made = [
      errors.contactNotFound(text),
      errors.versionMalformed(text),
      errors.userNotFound(text),
      errors.searchFieldInvalid(text),
      errors.searchOperatorInvalid(text, text),
      errors.customFieldValueInvalid(text, text),
      errors.customFieldValueInvalid({ a: [text] }, 'fieldId'),
      errors.fileFormatRefused(text, ['.pdf', text]),
      errors.routeNotFound('GET', `/${text}?${text}`),
      errors.unprocessable([`property ${text} should not exist`]),
      errors.unprocessable([`customFields.0.property ${text} should not exist`]),
      errors.unprocessable([`${text}.0 must be a string`]),
      errors.duplicateContact('create', { contactName: text, contactId: text, matchingField: 'email' }),
      errors.parameterInvalid(text),
    ]
    for (const error of made) {
      const { reason } = refusalOf(error, words)
      expect(reason).not.toContain(text)
      expect(reason).toMatch(/^[\x20-\x7e…]{1,310}$/)
    }
  })

  it('omits every value of a custom field, even a short number', () => {
    const reasons = [42, true, 'vip', null].map((value) =>
      refusalOf(errors.customFieldValueInvalid(value, '3sv6UEo51C9Bmpo1cKTq'), words),
    )
    expect(new Set(reasons.map(({ reason }) => reason))).toEqual(
      new Set(['Invalid Custom Field Value ""…"" for "3sv6UEo51C9Bmpo1cKTq"']),
    )
  })

  it.each([
    ['/contacts/lookup?email=jane@example.com', '/contacts/lookup'],
    ['/contacts//', '/contacts//'],
    ['/contacts/jane@example.com/notes', '/contacts/…/notes'],
    ['/contacts/jane%40example.com', '/contacts/…'],
    ['/contacts/+15551234567', '/contacts/…'],
    ['/contacts/5551234567', '/contacts/…'],
    ['/contacts/pit-32d82b0a-dbda-48a7-b905-c6ef300c9988', '/contacts/…'],
    ['/v1/contacts/ocQHyuzHvysMo5N5VsXc', '/v1/contacts/ocQHyuzHvysMo5N5VsXc'],
    ['/businesses/63771dcac1116f0e21de8e12', '/businesses/63771dcac1116f0e21de8e12'],
    ['/contacts/jane-doe', '/contacts/…'],
    ['/contacts/JaneDoe/notes', '/contacts/…/notes'],
    ['/Contacts/Jane.Doe', '/…/…'],
    ['/contacts/JonathanFeatherstone', '/contacts/…'],
    ['/contacts/00004915112345678901', '/contacts/…'],
    ['/contacts/000049151123456789010000', '/contacts/…'],
    ['/contacts/ocQHyuzHvysMo5N5VsX', '/contacts/…'],
    ['/contacts/ocQHyuzHvysMo5N5VsXc1', '/contacts/…'],
    ['/jane/doe', '/…/…'],
    [`/${'notes/'.repeat(1000)}`, `/${'notes/'.repeat(49)}notes…`],
  ])('the path %s is shown as %s', (url, shown) => {
    expect(safePath(url, words)).toBe(shown)
  })
})

describe('the log line of a refused request (BR-445)', () => {
  const server = useTestServer({ logLevel: 'info', host: '127.0.0.1' })
  beforeEach(() => {
    server.log.splice(0)
  })
  const line = () => server.log.find(({ args }) => args[1] === 'request')?.args[0]

  it('names the missing scope, which the response does not', async () => {
    const { companyId, locationId } = server
    const { token } = await server.fixtures.token({ companyId, locationId, scopes: ['contacts.readonly'] })
    const headers = { authorization: `Bearer ${token}` }
    const { text } = await server.call('POST', '/contacts/', { locationId }, headers)
    expect(text).toBe('{"statusCode":401,"message":"The token is not authorized for this scope."}')
    expect(line()).toMatchObject({
      route: '/contacts/',
      statusCode: 401,
      reason: 'The token is not authorized for this scope.',
      rule: 'BR-007',
      missingScope: 'contacts.write',
    })
  })

  it("says what a private integration token can't do", async () => {
    await server.call('GET', '/oauth/installed-locations?companyId=a&appId=b', undefined, { version: 'v3' })
    expect(line()).toMatchObject({
      statusCode: 401,
      hint: 'Only the access token of an app that is installed in a company may do this.',
    })
  })

  it('has the first sentence of a 422', async () => {
    await server.call('POST', '/contacts/', { locationId: server.locationId, nickname: 'J', email: 'x' })
    expect(line()).toMatchObject({
      statusCode: 422,
      reason: 'property nickname should not exist',
      rule: 'BR-023',
    })
  })

  it('has the path of a 404 without its query', async () => {
    await server.call('GET', '/contacts/lookup/jane/by/jane@example.com?email=jane@example.com')
    expect(line()).toMatchObject({
      route: 'unknown',
      statusCode: 404,
      path: '/contacts/lookup/…/by/…',
      reason: 'Cannot GET /contacts/lookup/…/by/…',
      rule: 'BR-013',
    })
    expect(JSON.stringify(server.log)).not.toContain('jane')
  })

  it('has the segments of known paths, and no name in place of an id', async () => {
    await server.call('GET', '/contacts/JaneDoe/locations/timezones/customFields')
    expect(line()).toMatchObject({ path: '/contacts/…/locations/timezones/customFields' })
    server.log.splice(0)
    await server.call('GET', '/contacts/JonathanFeatherstone')
    expect(line()).toMatchObject({ statusCode: 400, route: '/contacts/:contactId' })
    await server.call('GET', '/_contactd/documents/JonathanFeatherstone')
    expect(server.log).toHaveLength(2)
    expect(JSON.stringify(server.log)).not.toMatch(/jane|jonathan/i)
  })

  it('says why a Host or a page refuses a request', async () => {
    await server.call('GET', '/healthz', undefined, { host: 'evil.example' })
    expect(line()).toMatchObject({
      statusCode: 403,
      rule: 'BR-017',
      reason: expect.stringContaining('--allowed-host'),
    })
    server.log.splice(0)
    await server.call('GET', '/oauth/chooselocation?client_id=none')
    expect(line()).toMatchObject({ statusCode: 400, reason: 'No app has this client_id.' })
  })

  it('has no reason for a successful request', async () => {
    await server.call('GET', '/healthz')
    expect(Object.keys(line() as object)).toEqual(['traceId', 'method', 'route', 'statusCode', 'durationMs'])
  })
})
