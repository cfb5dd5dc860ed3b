import { beforeAll, describe, expect, it } from 'vitest'
import { documentOf, newContact } from '../../../../../test/support/contacts.ts'
import { bearer } from '../../../../../test/support/server.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'
import { soughtAddresses } from './find-duplicate.ts'

const server = useTestServer()
const ids: Record<string, string> = {}
beforeAll(async () => {
  const contacts: Record<string, object> = {
    first: {
      email: 'Straße+list@example.com',
      phone: '+15551234567',
      dndSettings: { SMS: { status: 'active' } },
    },
    beside: { additionalEmails: ['Beside@example.com'], additionalPhones: ['+15557654321'] },
    other: { email: 'other@example.com', phone: '+46812345678' },
  }
  for (const [name, fields] of Object.entries(contacts)) ids[name] = await newContact(server, { ...fields })
})

const ask = (query: string, headers = {}) =>
  server.call(
    'GET',
    `/contacts/search/duplicate?locationId=${server.locationId}&${query}`,
    undefined,
    headers,
  )

describe('BR-261 Get Duplicate Contact finds by email, then by phone, or returns null', () => {
  it.each([
    ['an email', 'email=stra%C3%9Fe%2Blist%40example.com', 'first'],
    ['an email in another case', 'email=STRASSE%2BLIST%40example.com', 'first'],
    ['an email with an unencoded plus', 'email=strasse+list@example.com', 'first'],
    ['an additional email', 'email=beside%40EXAMPLE.com', 'beside'],
    ['a phone', 'number=%2B15551234567', 'first'],
    ['a phone with an unencoded plus', 'number=+15551234567', 'first'],
    ['a national phone', 'number=(555)%20123-4567', 'first'],
    ['a foreign phone', 'number=%2B46%208%2012%2034%2056%2078', 'other'],
    ['an additional phone', 'number=%2B15557654321', 'beside'],
    ['the email before the phone', 'number=%2B15551234567&email=other%40example.com', 'other'],
    ['the phone if no contact has the email', 'email=x%40example.com&number=%2B15551234567', 'first'],
    ['the phone if the email is empty', 'email=&number=%2B15551234567', 'first'],
  ])('%s', async (_what, query, name) => {
    const { status, text, body } = await ask(query)
    expect(status).toBe(200)
    expect(text).toBe(`{"contact":${await documentOf(server, ids[name] ?? '')},"traceId":"${body.traceId}"}`)
  })

  it.each([
    ['an unknown email', 'email=nobody%40example.com'],
    ['a part of an email', 'email=other%40example'],
    ['an unknown phone', 'number=%2B15550000000'],
    ['an invalid number', 'number=nobody'],
  ])('%s: null', async (_what, query) => {
    const { status, body } = await ask(query)
    expect(status).toBe(200)
    expect(body).toEqual({ contact: null, traceId: expect.any(String) })
  })

  it('under v3 with the names of v3', async () => {
    const { body } = await ask('number=%2B15551234567', { version: 'v3' })
    expect(body.contact).toMatchObject({ id: ids.first, dndSettings: { sms: { status: 'active' } } })
  })

  it('finds no contact of another location', async () => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const { body } = await server.call(
      'GET',
      `/contacts/search/duplicate?locationId=${locationId}&email=other%40example.com`,
      undefined,
      headers,
    )
    expect(body.contact).toBeNull()
  })
})

describe('BR-262 errors', () => {
  const url = '/contacts/search/duplicate'
  it.each<[string, () => string, number, string | string[]]>([
    [
      'another location',
      () => `${url}?locationId=${'x'.repeat(20)}`,
      403,
      'The token does not have access to this location.',
    ],
    [
      'no location',
      () => `${url}?email=a%40b.com`,
      422,
      ['locationId must be a string', 'locationId should not be empty'],
    ],
    [
      'an unknown parameter',
      () => `${url}?locationId=${server.locationId}&phone=1`,
      422,
      ['property phone should not exist'],
    ],
    [
      'an email twice',
      () => `${url}?locationId=${server.locationId}&email=a&email=b`,
      422,
      ['email must be a string'],
    ],
    [
      'neither',
      () => `${url}?locationId=${server.locationId}`,
      400,
      'Pass at least one of number, email query parameter',
    ],
    [
      'both empty',
      () => `${url}?locationId=${server.locationId}&email=&number=`,
      400,
      'Pass at least one of number, email query parameter',
    ],
  ])('%s', async (_what, at, status, message) => {
    expect(await server.call('GET', at())).toMatchObject({ status, body: { message } })
  })
})

it.each([
  ['+1 555', { number: ' 15551234567' }, ['+15551234567']],
  ['a national number', { number: '5551234567' }, ['+15551234567']],
  ['nothing', { email: '', number: '' }, []],
])('a query of %s', (_what, query, values) => {
  expect(soughtAddresses(query, 'US').map(({ value }) => value)).toEqual(values)
})
