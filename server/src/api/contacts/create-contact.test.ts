import { describe, expect, it } from 'vitest'
import { documentOf, newContact } from '../../../../test/support/contacts.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { statement } from '../../storage/statement.ts'
import { listTags } from '../tags/tag-store.ts'

const server = useTestServer()

const create = (body: Record<string, unknown>, headers = {}) =>
  server.call('POST', '/contacts/', { locationId: server.locationId, ...body }, headers)
const countContacts = statement<Record<string, never>, { count: number }>(
  'create-contact-test-count',
  'SELECT COUNT(*) AS "count" FROM contacts',
)
const count = () => server.storage.read(async (tx) => (await tx.get(countContacts, {}))?.count)

describe('Create Contact', () => {
  it('BR-036 BR-047 BR-060 BR-061 returns 201 with the contact and a traceId, its fields in HighLevel’s order', async () => {
    const field = await server.fixtures.customField(server.locationId, { dataType: 'TEXT' })
    const { status, body } = await create({
      firstName: 'Juan',
      lastName: 'Fuentes',
      email: 'Juan@Fuentes.com',
      phone: '+1 888-888-8888',
      address1: '3535 1st St N',
      city: 'Dolomite',
      state: 'AL',
      country: 'US',
      postalCode: '35061',
      website: 'https://www.tesla.com',
      source: 'public api',
      companyName: 'DGS VolMAX',
      timezone: 'America/Chihuahua',
      dnd: true,
      dndSettings: { Call: { status: 'active', message: 'string', code: 'string' } },
      inboundDndSettings: { all: { status: 'active', message: 'string' } },
      gender: 'male',
      tags: ['Nisi sint commodo amet', ' consequat '],
      customFields: [{ id: field.id, field_value: 'My Text' }],
      assignedTo: server.userId,
    })
    expect(status).toBe(201)
    const now = server.clock.iso()
    const made = { ...body.contact.createdBy }
    expect(made).toEqual({ source: 'INTEGRATION', channel: 'OAUTH', sourceId: made.sourceId, timestamp: now })
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({
        contact: {
          id: body.contact.id,
          name: 'Juan Fuentes',
          dateAdded: now,
          dateUpdated: now,
          deleted: false,
          tags: ['nisi sint commodo amet', 'consequat'],
          type: 'lead',
          customFields: [{ id: field.id, value: 'My Text' }],
          locationId: server.locationId,
          firstName: 'Juan',
          firstNameLowerCase: 'juan',
          fullNameLowerCase: 'juan fuentes',
          lastName: 'Fuentes',
          lastNameLowerCase: 'fuentes',
          email: 'Juan@Fuentes.com',
          emailLowerCase: 'juan@fuentes.com',
          bounceEmail: false,
          unsubscribeEmail: false,
          phone: '+18888888888',
          address1: '3535 1st St N',
          city: 'Dolomite',
          state: 'AL',
          country: 'US',
          postalCode: '35061',
          website: 'https://www.tesla.com',
          source: 'public api',
          companyName: 'DGS VolMAX',
          timezone: 'America/Chihuahua',
          dnd: true,
          dndDate: now,
          dndSettings: { Call: { status: 'active', message: 'string', code: 'string' } },
          inboundDndSettings: { all: { status: 'active', message: 'string' } },
          gender: 'male',
          assignedTo: server.userId,
          createdBy: made,
          lastUpdatedBy: made,
          lastSessionActivityAt: now,
          followers: [],
          additionalEmails: [],
          additionalPhones: [],
          validEmail: null,
          validEmailDate: null,
        },
        traceId: body.traceId,
      }),
    )
    expect(body.contact.id).toMatch(/^[A-Za-z0-9]{20}$/)
    expect(body.traceId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('BR-041 returns dateOfBirth as an instant, with birthMonth and birthDay; get returns it as a date', async () => {
    const { contact } = (await create({ firstName: 'A', dateOfBirth: '09/25/1990' })).body
    expect(contact).toMatchObject({ dateOfBirth: '1990-09-25T00:00:00.000Z', birthMonth: 9, birthDay: 25 })
    const got = (await server.call('GET', `/contacts/${contact.id}`)).body.contact
    expect(got.dateOfBirth).toBe('1990-09-25')
    expect(got).not.toHaveProperty('birthMonth')
    expect(got).not.toHaveProperty('birthDay')
  })

  it.each([{ dnd: true }, { dnd: false }, { dndSettings: { SMS: { status: 'active' } } }])(
    'BR-046 adds dndDate to %j',
    async (body) => {
      expect((await create({ firstName: 'A', ...body })).body.contact.dndDate).toBe(server.clock.iso())
    },
  )

  it('BR-035 BR-061 requires only a phone, and omits unset properties', async () => {
    const phone = '+15550000001'
    const { status, body } = await create({ phone })
    expect(status).toBe(201)
    const { id, createdBy } = body.contact
    const now = server.clock.iso()
    expect(body.contact).toEqual({
      id,
      name: '',
      dateAdded: now,
      dateUpdated: now,
      deleted: false,
      tags: [],
      type: 'lead',
      customFields: [],
      locationId: server.locationId,
      fullNameLowerCase: '',
      bounceEmail: false,
      unsubscribeEmail: false,
      phone,
      dnd: false,
      createdBy,
      lastUpdatedBy: createdBy,
      lastSessionActivityAt: now,
      followers: [],
      additionalEmails: [],
      additionalPhones: [],
      validEmail: null,
      validEmailDate: null,
    })
  })

  it.each([null, ''])('treats %j for a nullable field as unset', async (nothing) => {
    const fields = [
      ...(nothing === null ? ['email'] : []),
      'firstName',
      'name',
      'phone',
      'website',
      'timezone',
      'dateOfBirth',
      'assignedTo',
      'companyName',
    ]
    const { status, body } = await create({
      lastName: 'Doe',
      ...Object.fromEntries(fields.map((field) => [field, nothing])),
    })
    expect(status).toBe(201)
    for (const field of fields) if (field !== 'name') expect(body.contact).not.toHaveProperty(field)
  })

  it.each(['/contacts', '/contacts/'])('is found at %s', async (url) => {
    expect((await server.call('POST', url, { locationId: server.locationId, firstName: 'A' })).status).toBe(
      201,
    )
  })

  it('names dropped custom fields in a header', async () => {
    const reply = await create({ firstName: 'A', customFields: [{ key: 'unknown', value: 'x' }] })
    expect([reply.status, reply.headers['x-contactd-ignored-fields']]).toEqual([201, 'unknown'])
  })

  it('adds new tags to the list of the location', async () => {
    await create({ firstName: 'A', tags: ['Brand New'] })
    const rows = await server.storage.read((tx) =>
      tx.all(listTags, { locationId: server.locationId, after: '', limit: 1000 }),
    )
    expect(rows.map(({ name }) => name)).toContain('brand new')
  })

  it('BR-038 parses a national phone with the location’s country', async () => {
    const { companyId, fixtures } = server
    for (const [country, phone, e164] of [
      ['GB', '020 7946 0958', '+442079460958'],
      ['DE', '030 901820', '+4930901820'],
    ] as const) {
      const locationId = await fixtures.location(companyId, { country })
      const headers = bearer((await fixtures.token({ companyId, locationId })).token)
      expect((await create({ locationId, phone }, headers)).body.contact.phone).toBe(e164)
    }
  })

  it.each<[string, Record<string, unknown>, string[]]>([
    [
      'no location',
      { locationId: undefined },
      ['locationId must be a string', 'locationId should not be empty'],
    ],
    ['an empty location', { locationId: '' }, ['locationId should not be empty']],
    ['a location that is a number', { locationId: 1 }, ['locationId must be a string']],
    ['an id', { id: 'x' }, ['property id should not exist']],
    [
      'several faults',
      { email: 'x', nickname: 1 },
      ['property nickname should not exist', 'email must be an email'],
    ],
    ['a null that is not nullable', { postalCode: null }, ['postalCode must be a string']],
  ])('refuses %s with 422 and creates nothing', async (_what, body, message) => {
    const before = await count()
    const reply = await create(body)
    expect([reply.status, reply.body]).toEqual([
      422,
      { message, error: 'Unprocessable Entity', statusCode: 422, traceId: reply.body.traceId },
    ])
    expect(await count()).toBe(before)
  })

  it('BR-060 refuses a location that is not the token’s with 403, before its body, whether it exists or not', async () => {
    const before = await count()
    const sibling = await server.fixtures.location(server.companyId)
    for (const locationId of [sibling, 'unknown']) {
      const reply = await create({ locationId, email: 'x' })
      expect([reply.status, reply.body]).toEqual([
        403,
        { message: 'The token does not have access to this location.', error: 'Forbidden', statusCode: 403 },
      ])
    }
    expect(await count()).toBe(before)
  })

  it('BR-009 lets a company’s token create contacts only in its own locations', async () => {
    const headers = bearer((await server.fixtures.token({ companyId: server.companyId })).token)
    const sibling = await server.fixtures.location(server.companyId)
    expect((await create({ locationId: sibling, firstName: 'A' }, headers)).body.contact.locationId).toBe(
      sibling,
    )
    const foreign = await server.fixtures.location(await server.fixtures.company())
    expect((await create({ locationId: foreign }, headers)).status).toBe(403)
  })

  it('BR-062 refuses a duplicate with 400, meta and traceId, the email before the phone', async () => {
    const holder = await newContact(server, { name: 'Linnea Berg', email: 'linnea@berg.se' })
    const phoneHolder = await newContact(server, { phone: '+46812345678' })
    const before = await count()
    const byEmail = await create({ email: 'Linnea@Berg.SE', phone: '+46812345678' })
    expect(byEmail.status).toBe(400)
    expect(byEmail.text).toBe(
      JSON.stringify({
        statusCode: 400,
        message: 'This location does not allow duplicated contacts.',
        meta: { contactName: 'Linnea Berg', contactId: holder, matchingField: 'email' },
        traceId: byEmail.body.traceId,
      }),
    )
    const byPhone = await create({ phone: '+46 8 12345678' })
    expect(byPhone.body).toMatchObject({
      meta: { contactName: 'Unknown', contactId: phoneHolder, matchingField: 'phone' },
    })
    expect(await count()).toBe(before)
  })

  it.each([
    ['phone', { phone: 'x' }, 'The string supplied did not seem to be a phone number'],
    ['assignedTo', { assignedTo: 'nobody' }, 'User not found for id:nobody'],
  ])('refuses an invalid %s with 400 and creates nothing', async (_field, body, message) => {
    const before = await count()
    const reply = await create({ firstName: 'A', ...body })
    expect([reply.status, reply.body]).toEqual([400, { message, error: 'Bad Request', statusCode: 400 }])
    expect(await count()).toBe(before)
  })

  it.each([
    {},
    { email: null, phone: null, firstName: null, lastName: null },
    { phone: '', firstName: '', lastName: '' },
    { name: 'Jane Doe', companyName: 'Doe', tags: ['vip'] },
  ])('BR-380 refuses %j, which does not identify the contact', async (body) => {
    const before = await count()
    const reply = await create(body)
    const message = ['Contacts without email, phone, firstName and lastName are not allowed.']
    expect([reply.status, reply.body]).toEqual([
      422,
      { message, error: 'Unprocessable Entity', statusCode: 422, traceId: reply.body.traceId },
    ])
    expect(await count()).toBe(before)
  })

  it.each([
    { email: 'one@enough.example.com' },
    { phone: '+15550000002' },
    { firstName: 'A' },
    { lastName: 'B' },
  ])('BR-380 accepts %j', async (body) => {
    expect((await create(body)).status).toBe(201)
  })

  it('BR-380 validates the schema first', async () => {
    expect((await create({ tags: 'vip' })).body.message).toEqual(['tags must be an array'])
  })

  it('BR-382 refuses an empty email, and ignores an empty phone', async () => {
    const refused = await create({ email: '', firstName: 'A' })
    expect([refused.status, refused.body.message]).toEqual([422, ['email must be an email']])
    const taken = await create({ phone: '', firstName: 'A' })
    expect(taken.status).toBe(201)
    expect(taken.body.contact).not.toHaveProperty('phone')
  })

  it('creates one contact from concurrent requests with the same email', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => create({ email: 'raced@example.com', tags: ['race'] })),
    )
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(19)
  })
})

describe('BR-063 Get Contact', () => {
  it('returns the contact as stored, and a traceId', async () => {
    const id = await newContact(server, { name: 'Jane Doe' })
    const { status, text, body } = await server.call('GET', `/contacts/${id}`)
    expect(status).toBe(200)
    expect(text).toBe(`{"contact":${await documentOf(server, id)},"traceId":"${body.traceId}"}`)
  })
})

describe('BR-064 Delete Contact', () => {
  it('returns succeded and succeeded, and deletes the contact', async () => {
    const id = await newContact(server, { email: 'gone@example.com' })
    const { status, body } = await server.call('DELETE', `/contacts/${id}`)
    expect([status, body]).toEqual([200, { succeded: true, succeeded: true, traceId: body.traceId }])
    expect(await documentOf(server, id)).toBeUndefined()
    const gone = { message: `Contact not found for id:${id}`, error: 'Bad Request', statusCode: 400 }
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const again = await server.call(method, `/contacts/${id}`)
      expect([again.status, again.body]).toEqual([400, gone])
    }
    expect((await create({ email: 'gone@example.com' })).status).toBe(201)
  })

  it.each([
    ['no body', undefined, {}],
    ['an empty body of JSON, as the official SDK sends it', '', { 'content-type': 'application/json' }],
    ['a trailing slash', undefined, {}],
  ] as const)('works with %s', async (what, body, headers) => {
    const id = await newContact(server)
    const slash = what === 'a trailing slash' ? '/' : ''
    expect((await server.call('DELETE', `/contacts/${id}${slash}`, body, headers)).status).toBe(200)
  })
})
