import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentOf, newContact, stateOf } from '../../../../test/support/contacts.ts'
import {
  bearer,
  type ContactReply,
  startTestServer,
  type TestServer,
} from '../../../../test/support/server.ts'
import type { Contact } from '../contact.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(async () => {
  expect(server.log).toEqual([])
  await server.close()
})

interface UpsertReply extends ContactReply {
  new: boolean
}

const upsert = (body: object, headers: Record<string, string> = {}) =>
  server.call<UpsertReply>('POST', '/contacts/upsert', { locationId: server.locationId, ...body }, headers)

const stored = async (id: string) => JSON.parse((await documentOf(server, id)) ?? 'null') as Contact

const emails = (...list: string[]) => list.map((email) => ({ email }))

describe('BR-255 an upsert that nothing matches makes a contact', () => {
  it('and answers 200 with new, contact and traceId, in this order', async () => {
    const { status, text, body } = await upsert({ name: 'Rosan Deo', email: 'rosan@one.example.com' })
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['new', 'contact', 'traceId'])
    expect(body.new).toBe(true)
    expect(text).toContain(`"contact":${await documentOf(server, body.contact.id)},`)
    expect(body.contact).toMatchObject({ name: 'Rosan Deo', email: 'rosan@one.example.com' })
  })

  it.each([{}, { email: null, phone: null }, { email: '', phone: '', firstName: 'Nobody' }])(
    'without email and phone there is nothing to match: %j',
    async (body) => {
      const [one, two] = [await upsert(body), await upsert(body)]
      expect([one.body.new, two.body.new]).toEqual([true, true])
      expect(one.body.contact.id).not.toBe(two.body.contact.id)
    },
  )

  it('takes every field of Create Contact', async () => {
    const { body } = await upsert({ email: 'g@one.example.com', gender: 'male', dateOfBirth: '1990/09/25' })
    expect(body.contact).toMatchObject({ gender: 'male', dateOfBirth: '1990-09-25' })
  })
})

describe('BR-256 an upsert changes the contact that has the email or, where none has it, the phone', () => {
  it('and answers new, succeded, succeeded, contact and traceId, in this order', async () => {
    const id = await newContact(server, { email: 'a@two.example.com', tags: ['old'], city: 'Berlin' })
    server.clock.advance(1000)
    const { status, body, text } = await upsert({ email: 'A@two.example.com', tags: ['New'] })
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['new', 'succeded', 'succeeded', 'contact', 'traceId'])
    expect(body).toMatchObject({
      new: false,
      succeded: true,
      succeeded: true,
      contact: { id, email: 'A@two.example.com', tags: ['new'], city: 'Berlin' },
    })
    expect(text).toContain(`"contact":${await documentOf(server, id)},`)
  })

  it('under v3 without succeded, and with its names', async () => {
    const id = await newContact(server, { email: 'b@two.example.com' })
    const { status, body } = await upsert(
      { email: 'b@two.example.com', dndSettings: { sms: { status: 'active' } } },
      { version: 'v3' },
    )
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['new', 'succeeded', 'contact', 'traceId'])
    expect(body.contact).toMatchObject({ id, dndSettings: { sms: { status: 'active' } } })
    expect((await stored(id)).dndSettings).toEqual({ SMS: { status: 'active' } })
  })

  it.each<[string, Record<string, unknown>, Record<string, unknown>, object]>([
    [
      'the email, in another case',
      { email: 'STRASSE@three.example.com' },
      { email: 'straße@three.example.com', city: 'Ulm' },
      { city: 'Ulm', email: 'straße@three.example.com' },
    ],
    [
      'the phone, in another form',
      { phone: '+15550003000' },
      { phone: '(555) 000-3000', city: 'Ulm' },
      { city: 'Ulm', phone: '+15550003000' },
    ],
    [
      'the phone; the email that nobody has becomes the first',
      { phone: '+15550003001', email: 'old@three.example.com' },
      { phone: '+15550003001', email: 'new@three.example.com' },
      { email: 'new@three.example.com', additionalEmails: [] },
    ],
    [
      'the email; the phone that nobody has becomes the first',
      { email: 'x@three.example.com', phone: '+15550003002' },
      { email: 'x@three.example.com', phone: '+15550003003' },
      { phone: '+15550003003' },
    ],
    [
      'the phone, and null clears the email',
      { phone: '+15550003004', email: 'y@three.example.com' },
      { phone: '+15550003004', email: null },
      { phone: '+15550003004' },
    ],
  ])('by %s', async (_what, before, body, after) => {
    const id = await newContact(server, before)
    const reply = await upsert(body)
    expect(reply.body).toMatchObject({ new: false, contact: { id, ...after } })
  })

  it('names dropped custom fields in the header', async () => {
    const { headers } = await upsert({
      email: 'h@three.example.com',
      customFields: [{ key: 'nope', value: 1 }],
    })
    expect(headers['x-contactd-ignored-fields']).toBe('nope')
  })
})

describe('BR-257 where email and phone are of two contacts, the email’s is changed and the phone left out', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, object]>([
    [
      'first and first',
      { email: 'a@four.example.com' },
      { phone: '+15550004000' },
      { email: 'a@four.example.com', phone: '+15550004000' },
    ],
    [
      'first and beside',
      { email: 'b@four.example.com' },
      { additionalPhones: ['+15550004001'] },
      { email: 'b@four.example.com', phone: '+15550004001' },
    ],
    [
      'beside and first',
      { additionalEmails: ['c@four.example.com'] },
      { phone: '+15550004002' },
      { email: 'c@four.example.com', phone: '+15550004002' },
    ],
  ])('%s', async (_what, one, other, body) => {
    const id = await newContact(server, one)
    const otherId = await newContact(server, other)
    const otherBefore = await documentOf(server, otherId)
    server.clock.advance(1000)
    const reply = await upsert({ ...body, city: 'Ulm' })
    expect(reply.body).toMatchObject({
      new: false,
      contact: { id, city: 'Ulm', ...one, additionalEmails: expect.anything() },
    })
    expect(reply.body.contact.phone).toBeUndefined()
    expect(await documentOf(server, otherId)).toBe(otherBefore)
  })
})

describe('BR-258 an upsert that matches an additional address leaves the first one first, and loses neither', () => {
  const contact = {
    email: 'john@five.example.com',
    phone: '+15550005000',
    additionalEmails: ['Jane@five.example.com', 'jack@five.example.com'],
    additionalPhones: [{ phone: '+15550005001', phoneLabel: 'Mobile' }],
  }
  const unchanged = {
    email: 'john@five.example.com',
    phone: '+15550005000',
    additionalEmails: emails('Jane@five.example.com', 'jack@five.example.com'),
    additionalPhones: [{ phone: '+15550005001', phoneLabel: 'Mobile' }],
  }
  it.each<[string, object, object]>([
    ['an additional email', { email: 'jane@five.example.com' }, {}],
    ['an additional phone', { phone: '555 000 5001' }, {}],
    ['both', { email: 'jane@five.example.com', phone: '+15550005001' }, {}],
    [
      'an additional email and a new phone',
      { email: 'jane@five.example.com', phone: '+15550005009' },
      { phone: '+15550005009' },
    ],
    [
      'an additional email, and a list without it',
      { email: 'jane@five.example.com', additionalEmails: ['new@five.example.com'] },
      { additionalEmails: emails('Jane@five.example.com', 'new@five.example.com') },
    ],
    [
      'an additional email, and null for the list',
      { email: 'jane@five.example.com', additionalEmails: null },
      { additionalEmails: emails('Jane@five.example.com') },
    ],
    [
      'an additional phone, and a list',
      { phone: '+15550005001', additionalPhones: ['+15550005002'] },
      { additionalPhones: [{ phone: '+15550005001', phoneLabel: 'Mobile' }, { phone: '+15550005002' }] },
    ],
    [
      'the first email, and a list',
      { email: 'john@five.example.com', additionalEmails: [] },
      { additionalEmails: [] },
    ],
  ])('%s', async (_what, body, changed) => {
    const id = await newContact(server, contact)
    const reply = await upsert({ city: 'Ulm', ...body })
    expect(reply.body).toMatchObject({ new: false, contact: { id, city: 'Ulm', ...unchanged, ...changed } })
    await server.call('DELETE', `/contacts/${id}`)
  })

  it('a list that would grow beyond ten with what stays is refused', async () => {
    const id = await newContact(server, contact)
    const before = await stateOf(server, id)
    const additionalEmails = Array.from({ length: 10 }, (_, index) => `n${index}@five.example.com`)
    const { status, body } = await upsert({ email: 'jack@five.example.com', additionalEmails })
    expect({ status, message: body.message }).toEqual({
      status: 422,
      message: ['additionalEmails must contain no more than 10 elements'],
    })
    expect(await stateOf(server, id)).toBe(before)
    await server.call('DELETE', `/contacts/${id}`)
  })

  it('a contact that has it first goes before one that has it beside', async () => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId, { allowDuplicateContact: true })
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const made = async (body: object) =>
      (await server.call('POST', '/contacts/', { locationId, ...body }, headers)).body.contact.id
    await made({ additionalEmails: ['e@six.example.com'] })
    server.clock.advance(1000)
    const first = await made({ email: 'e@six.example.com' })
    server.clock.advance(1000)
    await made({ email: 'e@six.example.com' })
    const { body } = await upsert({ locationId, email: 'E@six.example.com' }, headers)
    expect(body.contact.id).toBe(first)
  })
})

describe('BR-259 createNewIfDuplicateAllowed', () => {
  it.each([
    ['true, where the location allows duplicates: a new contact', true, true, true],
    ['true, where it does not: the one that is there', false, true, false],
    ['false, where it does: the one that is there', true, false, false],
    ['missing, where it does: the one that is there', true, undefined, false],
  ])('%s', async (_what, allowDuplicateContact, createNewIfDuplicateAllowed, isNew) => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId, { allowDuplicateContact })
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const body = { locationId, email: 'twin@example.com' }
    expect((await upsert(body, headers)).body.new).toBe(true)
    expect((await upsert({ ...body, createNewIfDuplicateAllowed }, headers)).body.new).toBe(isNew)
  })
})

describe('BR-260 an upsert is refused as a create or an update is, and then changes nothing', () => {
  let id: string
  beforeAll(async () => {
    id = await newContact(server, { email: 'a@seven.example.com', phone: '+15550007000' })
    await newContact(server, { email: 'other@seven.example.com' })
  })

  it.each<[string, object, number, object]>([
    [
      'another location',
      { locationId: 'x'.repeat(20), nope: 1 },
      403,
      { message: 'The token does not have access to this location.' },
    ],
    [
      'no location',
      { locationId: undefined },
      422,
      { message: ['locationId must be a string', 'locationId should not be empty'] },
    ],
    [
      'several faults',
      { email: 'nobody', x: 1, createNewIfDuplicateAllowed: 'yes' },
      422,
      {
        message: [
          'property x should not exist',
          'email must be an email',
          'createNewIfDuplicateAllowed must be a boolean value',
        ],
      },
    ],
    [
      'a phone that is none',
      { email: 'a@seven.example.com', phone: 'nope' },
      400,
      { message: 'The string supplied did not seem to be a phone number' },
    ],
    [
      'an unknown user',
      { email: 'a@seven.example.com', assignedTo: 'nobody' },
      400,
      { message: 'User not found for id:nobody' },
    ],
    [
      'an additional email of another contact',
      { email: 'a@seven.example.com', additionalEmails: ['other@seven.example.com'] },
      400,
      { message: 'This location does not allow duplicated contacts.', succeeded: false },
    ],
    [
      'the same, of a new contact',
      { email: 'new@seven.example.com', additionalEmails: ['other@seven.example.com'] },
      400,
      { message: 'This location does not allow duplicated contacts.' },
    ],
  ])('%s', async (_what, body, status, answer) => {
    const before = await stateOf(server, id)
    const reply = await upsert({ city: 'Changed', ...body })
    expect(reply.status).toBe(status)
    expect(reply.body).toMatchObject(answer)
    expect(await stateOf(server, id)).toBe(before)
  })
})

it('BR-256 upserts of one email at the same time make one contact', async () => {
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => upsert({ email: 'race@example.com', city: `City ${index}` })),
  )
  expect(replies.filter(({ body }) => body.new)).toHaveLength(1)
  expect(new Set(replies.map(({ body }) => body.contact.id)).size).toBe(1)
})
