import { beforeAll, describe, expect, it } from 'vitest'
import { newContact, putAddresses, stateOf } from '../../../../../test/support/contacts.ts'
import { bearer } from '../../../../../test/support/server.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'
import { statement } from '../../../storage/statement.ts'

const server = useTestServer()

const emails = (...list: string[]) => list.map((email) => ({ email }))
const phones = (...list: string[]) => list.map((phone) => ({ phone }))

const listAddresses = statement<{ contactId: string }, { kind: string; value: string }>(
  'test-list-contact-addresses',
  'SELECT kind, value FROM contact_addresses WHERE contact_id = :contactId ORDER BY kind, value',
)
const addressesOf = (contactId: string) => server.storage.read((tx) => tx.all(listAddresses, { contactId }))

/** The contact as Get Contact returns it. */
const found = async (id: string) => {
  const { body } = await server.call('GET', `/contacts/${id}`)
  const { email, phone, additionalEmails, additionalPhones } = body.contact
  return { email, phone, additionalEmails, additionalPhones }
}

/** Replaces the additional addresses of a contact. */
const put = (id: string, body: object, headers: Record<string, string> = {}) =>
  server.call<AddressesReply>('PUT', `/_contactd/contacts/${id}/addresses`, body, headers)

interface AddressesReply {
  contactId: string
  email?: string
  phone?: string
  additionalEmails: { email: string }[]
  additionalPhones: { phone: string; phoneLabel?: string }[]
  message: string | string[]
}

describe('BR-250 additional emails and phones', () => {
  it('are sent as texts or objects, and returned as objects, here and by Get Contact', async () => {
    const first = { email: 'First@one.example.com', phone: '+15550001000' }
    const id = await newContact(server, first)
    const reply = await put(id, {
      additionalEmails: ['Second@one.example.com', { email: 'third@one.example.com' }, ''],
      additionalPhones: ['(555) 000-1001', { phone: '+1 555 000 1002', phoneLabel: 'Mobile' }],
    })
    const expected = {
      ...first,
      additionalEmails: emails('Second@one.example.com', 'third@one.example.com'),
      additionalPhones: [{ phone: '+15550001001' }, { phone: '+15550001002', phoneLabel: 'Mobile' }],
    }
    expect(reply).toMatchObject({ status: 200, body: { contactId: id, ...expected } })
    expect(await found(id)).toEqual(expected)
    expect(await addressesOf(id)).toEqual([
      { kind: 'email', value: 'second@one.example.com' },
      { kind: 'email', value: 'third@one.example.com' },
      { kind: 'phone', value: '+15550001001' },
      { kind: 'phone', value: '+15550001002' },
    ])
    const got = await server.call<AddressesReply>('GET', `/_contactd/contacts/${id}/addresses`)
    expect(got.status).toBe(200)
    expect(got.body).toEqual({ ...reply.body, traceId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect(Object.keys(got.body)).toEqual([
      ...['contactId', 'email', 'phone', 'additionalEmails', 'additionalPhones', 'traceId'],
    ])
  })

  it('need no Version, and change dateUpdated if something changes', async () => {
    const id = await newContact(server)
    server.clock.advance(1000)
    const body = { additionalEmails: ['a@one.example.com'] }
    expect((await put(id, body, { version: '' })).status).toBe(200)
    const { contact } = (await server.call('GET', `/contacts/${id}`)).body
    expect(contact.dateUpdated).toBe(new Date(server.clock.now()).toISOString())
  })

  it('are replaced as a whole, and do not change if they are not sent', async () => {
    const id = await newContact(server, {
      additionalEmails: ['a@two.example.com', 'b@two.example.com'],
      additionalPhones: ['+15550002001'],
    })
    const updated = await server.call('PUT', `/contacts/${id}`, { city: 'Berlin' })
    expect(updated.body.contact.additionalEmails).toHaveLength(2)
    const { body } = await put(id, { additionalEmails: ['c@two.example.com', 'B@two.example.com'] })
    expect(body.additionalEmails).toEqual(emails('c@two.example.com', 'B@two.example.com'))
    expect(body.additionalPhones).toEqual(phones('+15550002001'))
    expect(await addressesOf(id)).toEqual([
      { kind: 'email', value: 'b@two.example.com' },
      { kind: 'email', value: 'c@two.example.com' },
      { kind: 'phone', value: '+15550002001' },
    ])
  })

  it.each([null, []])('are cleared by %j', async (nothing) => {
    const id = await newContact(server, {
      additionalEmails: ['a@three.example.com'],
      additionalPhones: ['+15550003001'],
    })
    const reply = await put(id, { additionalEmails: nothing, additionalPhones: nothing })
    expect(reply).toMatchObject({ status: 200, body: { additionalEmails: [], additionalPhones: [] } })
    expect(await addressesOf(id)).toEqual([])
  })

  it('are deleted with the contact, and can be used again', async () => {
    const fields = { additionalEmails: ['a@four.example.com'], additionalPhones: ['+15550004001'] }
    const id = await newContact(server, fields)
    expect((await server.call('DELETE', `/contacts/${id}`)).status).toBe(200)
    expect(await addressesOf(id)).toEqual([])
    await newContact(server, fields)
  })

  it('that are the same as before change nothing', async () => {
    const id = await newContact(server, { additionalEmails: ['a@five.example.com'] })
    const before = await stateOf(server, id)
    server.clock.advance(1000)
    expect((await put(id, { additionalEmails: emails('a@five.example.com') })).status).toBe(200)
    expect(await stateOf(server, id)).toBe(before)
  })
})

describe('BR-251 a contact has an address only once', () => {
  const first = { email: 'Straße@six.example.com', phone: '+15550006000' }
  it.each([
    [
      'the first of several equal ones stays',
      { additionalEmails: ['X@six.example.com', 'x@SIX.example.com'] },
      { additionalEmails: emails('X@six.example.com') },
    ],
    [
      'the first email is not an additional one',
      { additionalEmails: ['STRASSE@six.example.com'] },
      { additionalEmails: [] },
    ],
    [
      'the first phone is not an additional one',
      { additionalPhones: ['(555) 000-6000', '+15550006001'] },
      { additionalPhones: phones('+15550006001') },
    ],
  ])('%s', async (_what, body, expected) => {
    const id = await newContact(server, { ...first, additionalEmails: ['o@six.example.com'] })
    expect((await put(id, body)).body).toMatchObject({ ...first, ...expected })
    await server.call('DELETE', `/contacts/${id}`)
  })

  it('one that becomes the first is no longer additional, and replaces the old first, as in any update', async () => {
    const id = await newContact(server, {
      email: 'a@seven.example.com',
      phone: '+15550007000',
      additionalEmails: ['b@seven.example.com', 'c@seven.example.com'],
      additionalPhones: ['+15550007001'],
    })
    await server.call('PUT', `/contacts/${id}`, { email: 'B@seven.example.com', phone: '555 000 7001' })
    expect(await found(id)).toEqual({
      email: 'B@seven.example.com',
      phone: '+15550007001',
      additionalEmails: emails('c@seven.example.com'),
      additionalPhones: [],
    })
    await server.call('PUT', `/contacts/${id}`, { email: null })
    expect(await found(id)).toMatchObject({ additionalEmails: emails('c@seven.example.com') })
  })
})

describe('BR-252 an invalid list of addresses is refused, and changes nothing', () => {
  const addresses = (count: number) =>
    Array.from({ length: count }, (_, index) => `n${index}@eight.example.com`)
  it.each<[string, object, number, string | string[]]>([
    ['a text', { additionalEmails: 'a@b.com' }, 422, ['additionalEmails must be an array']],
    [
      'not an email',
      { additionalEmails: ['a@b.com', 'nobody'] },
      422,
      ['each value in additionalEmails must be an email'],
    ],
    [
      'not an email, in an object',
      { additionalEmails: [{ email: 'nobody' }] },
      422,
      ['additionalEmails.0.email must be an email'],
    ],
    [
      'an object without one',
      { additionalEmails: [{}] },
      422,
      [
        'additionalEmails.0.email must be an email',
        'additionalEmails.0.email must be a string',
        'additionalEmails.0.email should not be empty',
      ],
    ],
    [
      'an unknown property',
      { additionalEmails: [{ email: 'a@b.com', x: 1 }] },
      422,
      ['additionalEmails.0.property x should not exist'],
    ],
    ['what Update Contact is for', { email: 'a@b.com' }, 422, ['property email should not exist']],
    [
      'a number',
      { additionalEmails: [5], additionalPhones: [5] },
      422,
      [
        'each value in additionalEmails must be an email',
        'each value in additionalEmails must be a string or an object',
        'each value in additionalPhones must be a string or an object',
      ],
    ],
    [
      'null in the list',
      { additionalPhones: [null] },
      422,
      ['each value in additionalPhones must be a string or an object'],
    ],
    [
      'an endless email',
      { additionalEmails: [`${'a'.repeat(400)}@b.com`] },
      422,
      [
        'each value in additionalEmails must be shorter than or equal to 320 characters',
        'each value in additionalEmails must be an email',
      ],
    ],
    [
      'more than ten',
      { additionalEmails: addresses(11) },
      422,
      ['additionalEmails must contain not more than 10 elements'],
    ],
    [
      'more than ten phones',
      { additionalPhones: Array(11).fill('') },
      422,
      ['additionalPhones must contain not more than 10 elements'],
    ],
    [
      'no phone',
      { additionalPhones: ['+15550008001', 'nobody'] },
      400,
      'The string supplied did not seem to be a phone number',
    ],
    [
      'a phone that is too long',
      { additionalPhones: [{ phone: '+1555000800123456789' }] },
      400,
      'The string supplied is too long to be a phone number',
    ],
  ])('%s', async (_what, body, status, message) => {
    const id = await newContact(server, { additionalPhones: ['+15550008000'] })
    const before = await stateOf(server, id)
    expect(await put(id, body)).toMatchObject({ status, body: { message } })
    expect(await stateOf(server, id)).toBe(before)
    await server.call('DELETE', `/contacts/${id}`)
  })
})

describe('BR-253 an address that another contact has, first or additional, is a duplicate', () => {
  let holder: string
  let id: string
  beforeAll(async () => {
    holder = await newContact(server, {
      name: 'Linnea Berg',
      email: 'first@nine.example.com',
      phone: '+15550009000',
      additionalEmails: ['straße@nine.example.com'],
      additionalPhones: ['+15550009001'],
    })
    id = await newContact(server, {
      email: 'other@nine.example.com',
      additionalEmails: ['mine@nine.example.com'],
    })
  })

  it.each<[string, object, 'email' | 'phone']>([
    ['a first email that is additional there', { email: 'STRASSE@nine.example.com' }, 'email'],
    [
      'an additional email that is the first there',
      { additionalEmails: ['First@nine.example.com'] },
      'email',
    ],
    [
      'an additional email that is additional there',
      { additionalEmails: ['x@nine.example.com', 'Strasse@nine.example.com'] },
      'email',
    ],
    ['a first phone that is additional there', { phone: '(555) 000-9001' }, 'phone'],
    ['an additional phone that is the first there', { additionalPhones: ['(555) 000-9000'] }, 'phone'],
    [
      'an additional phone that is additional there',
      { additionalPhones: [{ phone: '+15550009001' }] },
      'phone',
    ],
    [
      'emails are checked before phones',
      { additionalPhones: ['+15550009000'], additionalEmails: ['first@nine.example.com'] },
      'email',
    ],
  ])('%s', async (_what, body, matchingField) => {
    const before = await stateOf(server, id)
    const meta = { contactName: 'Linnea Berg', contactId: holder, matchingField }
    const message = 'This location does not allow duplicated contacts.'
    const isAdditional = Object.keys(body).every((key) => key.startsWith('additional'))
    const reply = isAdditional
      ? await putAddresses(server.call, id, body)
      : await server.call('PUT', `/contacts/${id}`, { city: 'Changed', ...body })
    expect(reply).toMatchObject({ status: 400, body: { message, meta, succeeded: false } })
    expect(await stateOf(server, id)).toBe(before)
    if (isAdditional) return
    expect(await server.call('POST', '/contacts/', { locationId: server.locationId, ...body })).toMatchObject(
      { status: 400, body: { message, meta } },
    )
  })

  it('addresses that the contact already has are not checked', async () => {
    const swapped = { email: 'mine@nine.example.com' }
    expect(await server.call('PUT', `/contacts/${id}`, swapped)).toMatchObject({
      status: 200,
      body: { contact: { email: 'mine@nine.example.com', additionalEmails: [] } },
    })
    const old = ['other@nine.example.com']
    expect(await put(id, { additionalEmails: old })).toMatchObject({
      status: 200,
      body: { email: 'mine@nine.example.com', additionalEmails: emails(...old) },
    })
  })

  it('a location that allows duplicates accepts them', async () => {
    const { companyId, fixtures, call } = server
    const locationId = await fixtures.location(companyId, { allowDuplicateContact: true })
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const twin = { additionalEmails: ['twin@example.com'], additionalPhones: ['+15550000001'] }
    for (const firstName of ['One', 'Two']) {
      const { body } = await call('POST', '/contacts/', { locationId, firstName }, headers)
      expect((await put(body.contact.id, twin, headers)).status).toBe(200)
    }
    expect(
      await call('POST', '/contacts/', { locationId, email: 'twin@example.com' }, headers),
    ).toMatchObject({ status: 201 })
  })
})

describe('BR-383 additionalEmails and additionalPhones in a body', () => {
  const lists = { additionalEmails: ['a@ten.example.com'], additionalPhones: [] }
  const message = ['property additionalEmails should not exist', 'property additionalPhones should not exist']

  it.each(['2021-07-28', 'v3'])('are refused by Create and Update Contact under %s', async (version) => {
    const id = await newContact(server)
    const before = await stateOf(server, id)
    const refused = { status: 422, body: { message } }
    expect(await server.call('PUT', `/contacts/${id}`, lists, { version })).toMatchObject(refused)
    expect(await stateOf(server, id)).toBe(before)
    const contact = { locationId: server.locationId, firstName: 'Sam', ...lists }
    expect(await server.call('POST', '/contacts/', contact, { version })).toMatchObject(refused)
  })
})

describe('BR-254 emails are compared without regard to case, in any script', () => {
  it.each([
    ['straße1@example.com', 'STRASSE1@example.com'],
    ['ΟΔΥΣΣΕΥΣ@example.com', 'οδυσσευς@example.com'],
    ['jos\u00e9@example.com', 'JOSE\u0301@example.com'],
  ])('%s and %s', async (one, other) => {
    await newContact(server, { email: one })
    expect(
      await server.call('POST', '/contacts/', { locationId: server.locationId, email: other }),
    ).toMatchObject({ status: 400, body: { meta: { matchingField: 'email' } } })
  })
})
