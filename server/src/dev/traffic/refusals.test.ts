import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from '../../../../test/support/dev-client.ts'
import type { Contactd } from '../contactd.ts'
import { startContactd } from '../start-contactd.ts'

let contactd: Contactd
let tokens: Record<'other' | 'readonly', string>
beforeAll(async () => {
  contactd = await startContactd()
  const seed = { contacts: [{ id: 'contactElsewhere1234', firstName: 'Eve' }] }
  const other = await contactd.createLocation({ seed })
  const readonly = await contactd.createLocation({ scopes: ['contacts.readonly'] })
  tokens = { other: other.token, readonly: readonly.token }
})
afterAll(() => contactd.close())

interface Mistake {
  method?: string
  path: string
  body?: unknown
  headers?: Record<string, string>
  token?: 'other' | 'readonly'
}

const contact = '/contacts/ocQHyuzHvuMOe5N5jjXF'
const locationId = 've9EPM428h8vShlRW1KT'
const update = (body: unknown, headers = {}): Mistake => ({ method: 'PUT', path: contact, body, headers })
const create = (body: object): Mistake => ({
  method: 'POST',
  path: '/contacts/',
  body: { locationId, ...body },
})
const search = (body: object): Mistake => ({
  method: 'POST',
  path: '/contacts/search',
  body: { locationId, pageLimit: 5, ...body },
})
const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** What clients do wrong, the rule, and the hint. */
const mistakes: [string, Mistake, string, RegExp][] = [
  ['no Version', { path: contact, headers: { version: '' } }, 'BR-002', /Version: 2021-07-28/],
  ['an unknown Version', { path: contact, headers: { version: '2020-01-01' } }, 'BR-003', /2021-07-28/],
  ['a malformed Version', { path: contact, headers: { version: 'latest' } }, 'BR-003', /v3/],
  ['no token', { path: contact, headers: { authorization: '' } }, 'BR-005', /Bearer/],
  [
    'a token without Bearer',
    { path: contact, headers: { authorization: 'pit-123' } },
    'BR-005',
    /in front of the token/,
  ],
  [
    'an unknown token',
    { path: contact, headers: { authorization: 'Bearer pit-123' } },
    'BR-006',
    /unknown or was revoked/,
  ],
  [
    'a token that is none',
    { path: contact, headers: { authorization: 'Bearer abc' } },
    'BR-006',
    /neither a private/,
  ],
  [
    'a token that has expired',
    {
      path: contact,
      headers: { authorization: `Bearer a.${Buffer.from('{"exp":1}').toString('base64url')}.b` },
    },
    'BR-006',
    /expired/,
  ],
  [
    'a missing scope',
    { method: 'DELETE', path: `/contacts/${'x'.repeat(20)}`, token: 'readonly' },
    'BR-007',
    /lacks the scope contacts\.write/,
  ],
  ['a contact of another location', { path: '/contacts/contactElsewhere1234' }, 'BR-010', /another location/],
  [
    'a location of another token',
    { path: `/locations/${locationId}/tags`, token: 'other' },
    'BR-011',
    /own token/,
  ],
  ['an unknown contact', { method: 'DELETE', path: '/contacts/abcdefghijklmnopqrst' }, 'BR-037', /deleted/],
  [
    'an id that was not set',
    { method: 'PUT', path: '/contacts/undefined', body: {} },
    'BR-037',
    /placeholder/,
  ],
  [
    'a template in the path',
    { method: 'PUT', path: '/contacts/%7BcontactId%7D', body: {} },
    'BR-037',
    /placeholder/,
  ],
  [
    'an email as id',
    { method: 'PUT', path: '/contacts/jan@example.com', body: {} },
    'BR-037',
    /search\/duplicate/,
  ],
  ['an empty id', { path: '/contacts//notes' }, 'BR-013', /empty part/],
  ['an old path', { path: '/v1/contacts/' }, 'BR-013', /older API/],
  ['a singular path', { path: '/contact/ocQHyuzHvuMOe5N5jjXF' }, 'BR-013', /plural/],
  ['PATCH', { method: 'PATCH', path: contact, body: {} }, 'BR-013', /PUT/],
  ['GET search', { path: '/contacts/search?query=a' }, 'BR-384', /POST \/contacts\/search/],
  ['a part that is not served', { path: '/conversations/search' }, 'BR-013', /does not serve/],
  ['a form', { ...update('city=Aden', form) }, 'BR-021', /application\/json/],
  ['a trailing comma', update('{"city":"Aden",}'), 'BR-021', /trailing commas/],
  ['an object as text', update('[object Object]'), 'BR-021', /JSON\.stringify/],
  [
    'a body that was encoded twice',
    update(JSON.stringify(JSON.stringify({ city: 'Aden' }))),
    'BR-021',
    /twice/,
  ],
  ['a misspelt property', update({ emial: 'a@example.com' }), 'BR-022', /^Did you mean `email`\?$/],
  [
    'a misspelt property of a list',
    update({ customFields: [{ id: 'a', feild_value: 1 }] }),
    'BR-022',
    /^Did you mean `field_value`\?$/,
  ],
  ['a misspelt parameter', { path: `/contacts/?locationId=${locationId}&limt=5` }, 'BR-022', /`limit`/],
  ['a property like no other', update({ horoscope: 1 }), 'BR-022', /^Leave out what the operation/],
  ['customField', update({ customField: { a: 1 } }), 'BR-022', /`customFields`/],
  [
    'a custom field that the location does not have',
    update({ customFields: [{ id: '6dvNaf7VhkQ9snc5vnjJ', field_value: 'a' }] }),
    'BR-052',
    /customFields/,
  ],
  ['locationId in an update', update({ locationId }), 'BR-022', /leave it out/],
  ['the id in the body', update({ id: 'ocQHyuzHvuMOe5N5jjXF' }), 'BR-022', /into the path/],
  ['snake case', update({ first_name: 'Ada' }), 'BR-022', /^Did you mean `firstName`\?$/],
  ['snake case of what is unknown', update({ lead_score: 1 }), 'BR-022', /camel case/],
  ['a contact that is sent back', update({ dateAdded: '2025-06-02T13:59:00.000Z' }), 'BR-022', /as it came/],
  ['an unknown property', update({ colour: 'red' }), 'BR-022', /\/docs/],
  ['one tag as a text', update({ tags: 'vip' }), 'BR-023', /list of texts/],
  ['custom fields by key', update({ customFields: { size: 39 } }), 'BR-023', /not an object by key/],
  ['an email that is none', update({ email: 'jan' }), 'BR-040', /name@example\.com/],
  ['the name of a country', update({ country: 'Germany' }), 'BR-040', /two capital letters/],
  ['a date in words', update({ dateOfBirth: '25 Sep 1990' }), 'BR-041', /1990-09-25/],
  ['true as a text', update({ dnd: 'true' }), 'BR-023', /without quotes/],
  ['nothing to know a contact by', create({ city: 'Aden' }), 'BR-380', /at least one/],
  [
    'an upsert without an address',
    { method: 'POST', path: '/contacts/upsert', body: { locationId, firstName: 'A' } },
    'BR-381',
    /`email` or `phone`/,
  ],
  ['a duplicate', create({ email: 'rubika@example.com' }), 'BR-062', /meta\.contactId/],
  ['a phone that is none', update({ phone: '12' }), 'BR-039', /country code/],
  ['a user elsewhere', update({ assignedTo: 'abcdefghijklmnopqrst' }), 'BR-042', /GET \/users/],
  [
    'a value of the wrong shape',
    update({ customFields: [{ id: '3sv6UEo51C9Bmpo1cKTq', field_value: { a: 1 } }] }),
    'BR-053',
    /type of the custom field/,
  ],
  [
    'a duplicate search without an address',
    { path: `/contacts/search/duplicate?locationId=${locationId}` },
    'BR-262',
    /%2B/,
  ],
  [
    'an unknown search field',
    search({ filters: [{ field: 'colour', operator: 'eq', value: 'red' }] }),
    'BR-281',
    /cannot be searched/,
  ],
  [
    'an unknown operator',
    search({ filters: [{ field: 'email', operator: 'like', value: 'a' }] }),
    'BR-282',
    /operators/,
  ],
  ['a page too far', search({ page: 5_000 }), 'BR-291', /searchAfter/],
  [
    'a limit too high',
    { path: `/contacts/?locationId=${locationId}&limit=500` },
    'BR-023',
    /follow the pages/,
  ],
  ['a list without a location', { path: '/contacts/?limit=5' }, 'BR-023', /Name the location/],
  [
    'a cursor that begins with 0',
    { path: `/contacts/?locationId=${locationId}&startAfter=0&startAfterId=ocQHyuzHvuMOe5N5jjXF` },
    'BR-408',
    /first page again/,
  ],
  [
    'half a cursor',
    { path: `/contacts/?locationId=${locationId}&startAfterId=ocQHyuzHvuMOe5N5jjXF` },
    'BR-408',
    /first page again/,
  ],
  [
    'JSON for the token endpoint',
    { method: 'POST', path: '/oauth/token', body: { grant_type: 'refresh_token' } },
    'BR-110',
    /form/,
  ],
  [
    'an unknown grant type',
    {
      method: 'POST',
      path: '/oauth/token',
      body: 'grant_type=password&client_id=a&client_secret=b',
      headers: form,
    },
    'BR-110',
    /authorization_code/,
  ],
]

describe('BR-609 every refusal has its rule, and usual mistakes a hint', () => {
  it('of at least forty', () => expect(mistakes.length).toBeGreaterThan(40))

  it.each(mistakes)('%s', async (_, { method = 'GET', path, body, headers = {}, token }, rule, hint) => {
    const authorization = `Bearer ${token ? tokens[token] : contactd.token}`
    const sent = { authorization, version: '2021-07-28', ...headers }
    const named = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== ''))
    const { status } = await send(`${contactd.url}${path}`, method, body, named)
    const { requests } = await contactd.requests({ limit: 1 })
    const [request] = requests
    expect(request).toMatchObject({ method, status, path: path.split('?', 1)[0] })
    expect(request?.refusal).toMatchObject({
      rule,
      reason: expect.any(String),
      hint: expect.stringMatching(hint),
    })
  })

  it('a request that was not refused has none', async () => {
    await send(`${contactd.url}${contact}`, 'GET', undefined, {
      authorization: `Bearer ${contactd.token}`,
      version: '2021-07-28',
    })
    expect((await contactd.requests({ limit: 1 })).requests[0]).not.toHaveProperty('refusal')
  })
})
