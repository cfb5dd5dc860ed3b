import { beforeAll, describe, expect, it } from 'vitest'
import { documentOf, newContact, putAddresses, stateOf } from '../../../../../test/support/contacts.ts'
import { bearer, type ContactReply } from '../../../../../test/support/server.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'
import type { Contact } from '../contact.ts'

const server = useTestServer()

interface UpsertReply extends ContactReply {
  new: boolean
}

const upsert = (body: object, headers: Record<string, string> = {}) =>
  server.call<UpsertReply>('POST', '/contacts/upsert', { locationId: server.locationId, ...body }, headers)

const stored = async (id: string) => JSON.parse((await documentOf(server, id)) ?? 'null') as Contact

const emails = (...list: string[]) => list.map((email) => ({ email }))

describe('BR-255 an upsert without a match creates a contact', () => {
  it('and returns 200 with new, contact and traceId, in this order', async () => {
    const { status, text, body } = await upsert({ name: 'Rosan Deo', email: 'rosan@one.example.com' })
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['new', 'contact', 'traceId'])
    expect(body.new).toBe(true)
    expect(text).toContain(`"contact":${await documentOf(server, body.contact.id)},`)
    expect(body.contact).toMatchObject({ name: 'Rosan Deo', email: 'rosan@one.example.com' })
  })

  it('accepts every field of Create Contact', async () => {
    const { body } = await upsert({ email: 'g@one.example.com', gender: 'male', dateOfBirth: '1990/09/25' })
    expect(body.contact).toMatchObject({ gender: 'male', dateOfBirth: '1990-09-25' })
  })
})

describe('BR-256 an upsert changes the contact that has the email, or else the phone', () => {
  it('and returns new, succeded, succeeded, contact and traceId, in this order', async () => {
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

  it('under v3 without succeded, and with the names of v3', async () => {
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
      'the phone; the new email becomes the first',
      { phone: '+15550003001', email: 'old@three.example.com' },
      { phone: '+15550003001', email: 'new@three.example.com' },
      { email: 'new@three.example.com', additionalEmails: [] },
    ],
    [
      'the email; the new phone becomes the first',
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

describe('BR-257 if two contacts have the email and the phone, the one with the email changes, without the phone', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, object]>([
    [
      'first and first',
      { email: 'a@four.example.com' },
      { phone: '+15550004000' },
      { email: 'a@four.example.com', phone: '+15550004000' },
    ],
    [
      'first and additional',
      { email: 'b@four.example.com' },
      { additionalPhones: ['+15550004001'] },
      { email: 'b@four.example.com', phone: '+15550004001' },
    ],
    [
      'additional and first',
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

describe('BR-258 an upsert that matches an additional address keeps both it and the first one', () => {
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
  ])('%s', async (_what, body, changed) => {
    const id = await newContact(server, contact)
    const reply = await upsert({ city: 'Ulm', ...body })
    expect(reply.body).toMatchObject({ new: false, contact: { id, city: 'Ulm', ...unchanged, ...changed } })
    await server.call('DELETE', `/contacts/${id}`)
  })

  it('a contact that has it first precedes one that has it as an additional one', async () => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId, { allowDuplicateContact: true })
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const made = async (body: object) =>
      (await server.call('POST', '/contacts/', { locationId, ...body }, headers)).body.contact.id
    const beside = await made({ firstName: 'Beside' })
    await putAddresses(server.call, beside, { additionalEmails: ['e@six.example.com'] }, headers)
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
    ['true, if the location allows duplicates: a new contact', true, true, true],
    ['true, if it does not: the existing one', false, true, false],
    ['false, if it does: the existing one', true, false, false],
    ['missing, if it does: the existing one', true, undefined, false],
  ])('%s', async (_what, allowDuplicateContact, createNewIfDuplicateAllowed, isNew) => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId, { allowDuplicateContact })
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const body = { locationId, email: 'twin@example.com' }
    expect((await upsert(body, headers)).body.new).toBe(true)
    expect((await upsert({ ...body, createNewIfDuplicateAllowed }, headers)).body.new).toBe(isNew)
  })
})

describe('BR-260 an upsert gets the errors of a create or an update, and then changes nothing', () => {
  let id: string
  beforeAll(async () => {
    id = await newContact(server, { email: 'a@seven.example.com', phone: '+15550007000' })
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
      'an invalid phone',
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
  ])('%s', async (_what, body, status, answer) => {
    const before = await stateOf(server, id)
    const reply = await upsert({ city: 'Changed', ...body })
    expect(reply.status).toBe(status)
    expect(reply.body).toMatchObject(answer)
    expect(await stateOf(server, id)).toBe(before)
  })
})

describe('BR-381 an upsert needs an email or a phone', () => {
  it.each([
    {},
    { email: null, phone: null },
    { phone: '', firstName: 'Nobody' },
    { tags: ['vip'], name: 'N' },
  ])('not %j', async (body) => {
    const reply = await upsert(body)
    expect(reply.status).toBe(400)
    expect(reply.text).toBe(
      JSON.stringify({
        message: 'Pass at least one of number, email query parameter',
        error: 'Bad Request',
        statusCode: 400,
        traceId: reply.body.traceId,
      }),
    )
    expect(reply.body.traceId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('and its schema is validated first', async () => {
    expect(await upsert({ firstName: 5 })).toMatchObject({ status: 422 })
  })
})

describe('BR-382 an empty text in an upsert', () => {
  it('is not an email, even if the phone matches', async () => {
    const id = await newContact(server, { phone: '+15550008000' })
    const before = await stateOf(server, id)
    expect(await upsert({ email: '', phone: '+15550008000', city: 'Ulm' })).toMatchObject({
      status: 422,
      body: { message: ['email must be an email'] },
    })
    expect(await stateOf(server, id)).toBe(before)
  })

  it('is a missing phone: the contact keeps its own', async () => {
    const id = await newContact(server, { email: 'a@eight.example.com', phone: '+15550008001' })
    const reply = await upsert({ email: 'a@eight.example.com', phone: '' })
    expect(reply.body.contact).toMatchObject({ id, phone: '+15550008001' })
  })
})

it('BR-383 an upsert refuses additional addresses as unknown', async () => {
  const body = { email: 'a@nine.example.com', additionalPhones: [], additionalEmails: null }
  expect(await upsert(body)).toMatchObject({
    status: 422,
    body: {
      message: ['property additionalPhones should not exist', 'property additionalEmails should not exist'],
    },
  })
})

it('BR-256 concurrent upserts of one email create one contact', async () => {
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => upsert({ email: 'race@example.com', city: `City ${index}` })),
  )
  expect(replies.filter(({ body }) => body.new)).toHaveLength(1)
  expect(new Set(replies.map(({ body }) => body.contact.id)).size).toBe(1)
})
