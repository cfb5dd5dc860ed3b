import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newContact, stateOf } from '../../../../test/support/contacts.ts'
import { bearer, startTestServer, type TestServer } from '../../../../test/support/server.ts'
import { statement } from '../../storage/statement.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(async () => {
  expect(server.log).toEqual([])
  await server.close()
})

const emails = (...list: string[]) => list.map((email) => ({ email }))
const phones = (...list: string[]) => list.map((phone) => ({ phone }))

const listAddresses = statement<{ contactId: string }, { kind: string; value: string }>(
  'test-list-contact-addresses',
  'SELECT kind, value FROM contact_addresses WHERE contact_id = :contactId ORDER BY kind, value',
)
const addressesOf = (contactId: string) => server.storage.read((tx) => tx.all(listAddresses, { contactId }))

/** What a contact is answered with. */
const found = async (id: string) => {
  const { body } = await server.call('GET', `/contacts/${id}`)
  const { email, phone, additionalEmails, additionalPhones } = body.contact
  return { email, phone, additionalEmails, additionalPhones }
}

describe('BR-250 additional emails and phones', () => {
  it('are taken by Create Contact, as texts and as objects, and answered as objects', async () => {
    const reply = await server.call('POST', '/contacts/', {
      locationId: server.locationId,
      email: 'First@one.example.com',
      phone: '+15550001000',
      additionalEmails: ['Second@one.example.com', { email: 'third@one.example.com' }, ''],
      additionalPhones: ['(555) 000-1001', { phone: '+1 555 000 1002', phoneLabel: 'Mobile' }],
    })
    expect(reply.status).toBe(201)
    const expected = {
      additionalEmails: emails('Second@one.example.com', 'third@one.example.com'),
      additionalPhones: [{ phone: '+15550001001' }, { phone: '+15550001002', phoneLabel: 'Mobile' }],
    }
    expect(reply.body.contact).toMatchObject(expected)
    expect(await found(reply.body.contact.id)).toMatchObject(expected)
    expect(await addressesOf(reply.body.contact.id)).toEqual([
      { kind: 'email', value: 'second@one.example.com' },
      { kind: 'email', value: 'third@one.example.com' },
      { kind: 'phone', value: '+15550001001' },
      { kind: 'phone', value: '+15550001002' },
    ])
  })

  it('are replaced as a whole by Update Contact, and stay where they are not sent', async () => {
    const id = await newContact(server, {
      additionalEmails: ['a@two.example.com', 'b@two.example.com'],
      additionalPhones: ['+15550002001'],
    })
    const put = (body: object) => server.call('PUT', `/contacts/${id}`, body)
    expect((await put({ city: 'Berlin' })).body.contact.additionalEmails).toHaveLength(2)
    const { body } = await put({ additionalEmails: ['c@two.example.com', 'B@two.example.com'] })
    expect(body.contact.additionalEmails).toEqual(emails('c@two.example.com', 'B@two.example.com'))
    expect(body.contact.additionalPhones).toEqual(phones('+15550002001'))
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
    const { status, body } = await server.call('PUT', `/contacts/${id}`, {
      additionalEmails: nothing,
      additionalPhones: nothing,
    })
    expect(status).toBe(200)
    expect(body.contact).toMatchObject({ additionalEmails: [], additionalPhones: [] })
    expect(await addressesOf(id)).toEqual([])
  })

  it('go with the contact, and can be had again', async () => {
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
    await server.call('PUT', `/contacts/${id}`, { additionalEmails: emails('a@five.example.com') })
    expect(await stateOf(server, id)).toBe(before)
  })
})

describe('BR-251 an address stands once on a contact', () => {
  const first = { email: 'Straße@six.example.com', phone: '+15550006000' }
  it.each([
    [
      'of several that are the same, the first stays',
      { additionalEmails: ['X@six.example.com', 'x@SIX.example.com'] },
      { additionalEmails: emails('X@six.example.com') },
    ],
    [
      'the first email is not beside itself',
      { additionalEmails: ['STRASSE@six.example.com'] },
      { additionalEmails: [] },
    ],
    [
      'the first phone is not beside itself',
      { additionalPhones: ['(555) 000-6000', '+15550006001'] },
      { additionalPhones: phones('+15550006001') },
    ],
  ])('%s', async (_what, body, expected) => {
    const id = await newContact(server, { ...first, additionalEmails: ['o@six.example.com'] })
    const reply = await server.call('PUT', `/contacts/${id}`, body)
    expect(reply.body.contact).toMatchObject({ ...first, ...expected })
    await server.call('DELETE', `/contacts/${id}`)
  })

  it('one that becomes the first is no longer beside it, and the old first goes, as with any update', async () => {
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

describe('BR-252 what is no list of addresses is refused, and changes nothing', () => {
  const addresses = (count: number) =>
    Array.from({ length: count }, (_, index) => `n${index}@eight.example.com`)
  it.each<[string, object, number, string | string[]]>([
    ['a text', { additionalEmails: 'a@b.com' }, 422, ['additionalEmails must be an array']],
    ['no email', { additionalEmails: ['a@b.com', 'nobody'] }, 422, ['additionalEmails.1 must be an email']],
    [
      'no email in an object',
      { additionalEmails: [{ email: 'nobody' }] },
      422,
      ['additionalEmails.0.email must be an email'],
    ],
    [
      'an object without one',
      { additionalEmails: [{}] },
      422,
      ['additionalEmails.0.email must be a string', 'additionalEmails.0.email should not be empty'],
    ],
    [
      'an unknown property',
      { additionalEmails: [{ email: 'a@b.com', x: 1 }] },
      422,
      ['property x should not exist'],
    ],
    [
      'a number',
      { additionalEmails: [5], additionalPhones: [5] },
      422,
      [
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
        'additionalEmails.0 must be an email',
      ],
    ],
    [
      'more than ten',
      { additionalEmails: addresses(11) },
      422,
      ['additionalEmails must contain no more than 10 elements'],
    ],
    [
      'more than ten phones',
      { additionalPhones: Array(11).fill('') },
      422,
      ['additionalPhones must contain no more than 10 elements'],
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
    const reply = await server.call('PUT', `/contacts/${id}`, { city: 'Changed', ...body })
    expect(reply).toMatchObject({ status, body: { message } })
    expect(await stateOf(server, id)).toBe(before)
    const { status: onCreate } = await server.call('POST', '/contacts/', {
      locationId: server.locationId,
      ...body,
    })
    expect(onCreate).toBe(status)
    await server.call('DELETE', `/contacts/${id}`)
  })
})

describe('BR-253 an address that another contact holds, first or beside, is a duplicate', () => {
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
    ['a first email that is beside there', { email: 'STRASSE@nine.example.com' }, 'email'],
    [
      'an additional email that is the first there',
      { additionalEmails: ['First@nine.example.com'] },
      'email',
    ],
    [
      'an additional email that is beside there',
      { additionalEmails: ['x@nine.example.com', 'Strasse@nine.example.com'] },
      'email',
    ],
    ['a first phone that is beside there', { phone: '(555) 000-9001' }, 'phone'],
    ['an additional phone that is the first there', { additionalPhones: ['(555) 000-9000'] }, 'phone'],
    ['an additional phone that is beside there', { additionalPhones: [{ phone: '+15550009001' }] }, 'phone'],
    [
      'emails are looked at before phones',
      { phone: '+15550009000', additionalEmails: ['first@nine.example.com'] },
      'email',
    ],
  ])('%s', async (_what, body, matchingField) => {
    const before = await stateOf(server, id)
    const meta = { contactName: 'Linnea Berg', contactId: holder, matchingField }
    const message = 'This location does not allow duplicated contacts.'
    expect(await server.call('PUT', `/contacts/${id}`, { city: 'Changed', ...body })).toMatchObject({
      status: 400,
      body: { message, meta, succeeded: false },
    })
    expect(await stateOf(server, id)).toBe(before)
    expect(await server.call('POST', '/contacts/', { locationId: server.locationId, ...body })).toMatchObject(
      { status: 400, body: { message, meta } },
    )
  })

  it('what the contact has already is not asked about', async () => {
    const swapped = { email: 'mine@nine.example.com', additionalEmails: ['other@nine.example.com'] }
    expect(await server.call('PUT', `/contacts/${id}`, swapped)).toMatchObject({
      status: 200,
      body: {
        contact: { email: 'mine@nine.example.com', additionalEmails: emails('other@nine.example.com') },
      },
    })
  })

  it('a location that allows duplicates takes them', async () => {
    const { companyId, fixtures, call } = server
    const locationId = await fixtures.location(companyId, { allowDuplicateContact: true })
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const twin = { locationId, additionalEmails: ['twin@example.com'], additionalPhones: ['+15550000001'] }
    for (const status of [201, 201])
      expect(await call('POST', '/contacts/', twin, headers)).toMatchObject({ status })
    expect(
      await call('POST', '/contacts/', { locationId, email: 'twin@example.com' }, headers),
    ).toMatchObject({ status: 201 })
  })
})

describe('BR-254 emails are the same without regard to case, in any script', () => {
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
