import { beforeEach, describe, expect, it } from 'vitest'
import { documentOf, newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { listTags } from '../tags/tag-store.ts'

const server = useTestServer()
let id: string

const start = {
  firstName: 'Rosan',
  lastName: 'Deo',
  address1: '3535 1st St N',
  city: 'Dolomite',
  state: 'AL',
  postalCode: '35061',
  country: 'US',
  website: 'https://www.tesla.com',
  timezone: 'America/Chihuahua',
  source: 'public api',
  companyName: 'DGS VolMAX',
  dateOfBirth: '1990-09-25',
  tags: ['vip'],
}
let phones = 0
const newPhone = () => `+1555123${String(phones++).padStart(4, '0')}`

beforeEach(async () => {
  id = await newContact(server, {
    ...start,
    email: `Contact${phones}@Example.com`,
    phone: newPhone(),
    assignedTo: server.userId,
  })
  server.clock.advance(1000)
})

const update = (body: unknown) => server.call('PUT', `/contacts/${id}`, body)
const stored = async () => JSON.parse((await documentOf(server, id)) ?? '')

/** The properties that an update changed, except those that every update changes. */
async function changedBy(body: unknown): Promise<Record<string, unknown>> {
  const before = await stored()
  const reply = await update(body)
  expect([reply.status, reply.text]).toEqual([200, reply.text])
  const after = await stored()
  expect(reply.body.contact).toEqual(after)
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  return Object.fromEntries(
    changed.filter((key) => key !== 'dateUpdated' && key !== 'lastUpdatedBy').map((key) => [key, after[key]]),
  )
}

describe('the response of Update Contact', () => {
  it('BR-036 has succeded, succeeded, contact and traceId, in that order', async () => {
    const { status, text, body, headers } = await update({ city: 'Berlin' })
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['succeded', 'succeeded', 'contact', 'traceId'])
    expect(body).toMatchObject({ succeded: true, succeeded: true })
    expect(body.traceId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(text).toBe(JSON.stringify(body))
  })

  it('BR-036 has the contact as stored, and as Get Contact returns it', async () => {
    const { body } = await update({ city: 'Berlin' })
    expect(JSON.stringify(body.contact)).toBe(await documentOf(server, id))
    expect((await server.call('GET', `/contacts/${id}`)).body.contact).toEqual(body.contact)
  })

  it('is the same with a trailing slash', async () => {
    const reply = await server.call('PUT', `/contacts/${id}/`, { city: 'Bonn' })
    expect([reply.status, reply.body.contact.city]).toEqual([200, 'Bonn'])
    expect((await server.call('GET', `/contacts/${id}/`)).body.contact.city).toBe('Bonn')
  })

  it('BR-047 updates dateUpdated and lastUpdatedBy with each change', async () => {
    const before = await stored()
    const { contact } = (await update({ city: 'Berlin' })).body
    expect(contact.dateUpdated).toBe(server.clock.iso())
    expect(contact.dateAdded).toBe(before.dateAdded)
    expect(contact.createdBy).toEqual(before.createdBy)
    expect(contact.lastUpdatedBy).toEqual({ ...before.createdBy, timestamp: server.clock.iso() })
    const other = await server.fixtures.token(server)
    server.clock.advance(1)
    const again = await server.call(
      'PUT',
      `/contacts/${id}`,
      { city: 'Bonn' },
      { authorization: `Bearer ${other.token}` },
    )
    expect(again.body.contact.lastUpdatedBy).toMatchObject({
      sourceId: other.id,
      timestamp: server.clock.iso(),
    })
  })

  it('does not depend on the headers with which the official SDK finds its sessions', async () => {
    const headers = { locationid: 'other', 'x-location-id': 'other', 'x-sdk-version': '3.1.0' }
    expect((await server.call('PUT', `/contacts/${id}`, {}, headers)).status).toBe(200)
  })
})

describe('only what the body includes changes', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['BR-030 {} is valid and changes nothing', {}, {}],
    ['BR-030 a single field', { city: 'Berlin' }, { city: 'Berlin' }],
    [
      'BR-034 name splits at the first space',
      { name: 'Jane van Doe' },
      {
        name: 'Jane van Doe',
        firstName: 'Jane',
        firstNameLowerCase: 'jane',
        fullNameLowerCase: 'jane van doe',
        lastName: 'van Doe',
        lastNameLowerCase: 'van doe',
      },
    ],
    [
      'BR-034 a single word clears lastName',
      { name: 'Jane' },
      {
        name: 'Jane',
        firstName: 'Jane',
        firstNameLowerCase: 'jane',
        fullNameLowerCase: 'jane',
        lastName: undefined,
        lastNameLowerCase: undefined,
      },
    ],
    [
      'BR-035 a single firstName keeps lastName',
      { firstName: 'Jane' },
      { name: 'Jane Deo', firstName: 'Jane', firstNameLowerCase: 'jane', fullNameLowerCase: 'jane deo' },
    ],
    [
      'BR-040 email is kept as written',
      { email: 'JANE@Doe.com' },
      { email: 'JANE@Doe.com', emailLowerCase: 'jane@doe.com' },
    ],
    ['BR-038 phone becomes E.164', { phone: '+1 888-888-8888' }, { phone: '+18888888888' }],
    ['BR-038 a possible, unassigned phone is accepted', { phone: '+15551234567' }, { phone: '+15551234567' }],
    [
      'BR-038 a national phone gets the location’s country',
      { phone: '(212) 555-0100' },
      { phone: '+12125550100' },
    ],
    ['dateOfBirth', { dateOfBirth: '12/31/1980' }, { dateOfBirth: '1980-12-31' }],
    ['country', { country: 'DE' }, { country: 'DE' }],
    ['postalCode', { postalCode: 'SW1A 1AA' }, { postalCode: 'SW1A 1AA' }],
    ['BR-032 an empty postalCode removes it', { postalCode: '' }, { postalCode: undefined }],
    ['companyName', { companyName: 'Doe Enterprises' }, { companyName: 'Doe Enterprises' }],
    ['timezone', { timezone: 'UTC' }, { timezone: 'UTC' }],
    ['website without its scheme', { website: 'example.com' }, { website: 'example.com' }],
    ['BR-043 tags replace all', { tags: [' New ', 'b', 'NEW', 'a'] }, { tags: ['new', 'b', 'a'] }],
    ['no tags', { tags: [] }, { tags: [] }],
    [
      'inboundDndSettings',
      { inboundDndSettings: { all: { status: 'active', message: 'm' } } },
      { inboundDndSettings: { all: { status: 'active', message: 'm' } } },
    ],
  ])('%s', async (_rule, body, changed) => {
    expect(await changedBy(body)).toEqual(changed)
  })

  it.each([
    ['firstName', { name: 'Deo', fullNameLowerCase: 'deo', firstNameLowerCase: undefined }],
    ['lastName', { name: 'Rosan', fullNameLowerCase: 'rosan', lastNameLowerCase: undefined }],
    [
      'name',
      {
        name: '',
        fullNameLowerCase: '',
        firstName: undefined,
        firstNameLowerCase: undefined,
        lastName: undefined,
        lastNameLowerCase: undefined,
      },
    ],
    ['email', { emailLowerCase: undefined }],
    ['phone', {}],
    ['address1', {}],
    ['city', {}],
    ['state', {}],
    ['website', {}],
    ['timezone', {}],
    ['source', {}],
    ['dateOfBirth', {}],
    ['assignedTo', {}],
    ['companyName', {}],
  ])('BR-031 BR-034 BR-035 null clears %s, and so does ""', async (field, derived) => {
    const before = await stored()
    const cleared = { [field]: undefined, ...derived }
    expect(await changedBy({ [field]: null })).toEqual(cleared)
    if (field !== 'name') expect(await stored()).not.toHaveProperty(field)
    await changedBy({ [field]: before[field] })
    expect(await changedBy({ [field]: '' })).toEqual(cleared)
  })

  it.each<[string, unknown]>([
    ['a name with emoji', '👩‍👩‍👧 🇩🇪'],
    ['right-to-left', 'שלום עולם'],
    ['combining marks', 'Zu\u0308rich e\u0301'],
    ['white space at the ends', '  two  '],
    ['markup', '<b>"\'&amp;</b>'],
    ['SQL', "'; DROP TABLE contacts; --"],
    ['escapes', 'back\\slash \b\t\n\r\u001f'],
    ['line separators', '\u2028\u2029\ufeff\ufffd'],
    ['an escaped surrogate pair', '\ud83d\ude00'],
  ])('BR-024 text is stored as sent: %s', async (_what, text) => {
    expect(await changedBy({ city: text, companyName: text })).toEqual({ city: text, companyName: text })
    const escaped = JSON.stringify(text).replace(
      /[^\x20-\x7e]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    const reply = await update(`{"state":${escaped}}`)
    expect(reply.body.contact.state).toBe(text)
  })

  it.each([
    ['1990/09/25'],
    ['09/25/1990'],
    ['1990-09-25'],
    ['09-25-1990'],
    ['1990.09.25'],
    ['09.25.1990'],
    ['1990_09_25'],
    ['09_25_1990'],
  ])('BR-041 dateOfBirth is accepted as %s and returned as 1990-09-25, by get too', async (text) => {
    await update({ dateOfBirth: null })
    const { contact } = (await update({ dateOfBirth: text })).body
    expect(contact.dateOfBirth).toBe('1990-09-25')
    expect(contact).not.toHaveProperty('birthMonth')
    expect((await server.call('GET', `/contacts/${id}`)).body.contact.dateOfBirth).toBe('1990-09-25')
  })
})

describe('BR-033 an update that changes nothing', () => {
  it.each<[string, (contact: Record<string, unknown>) => unknown]>([
    ['{}', () => ({})],
    ['no body', () => undefined],
    [
      'every field unchanged',
      (contact) => Object.fromEntries(Object.keys(start).map((key) => [key, contact[key]])),
    ],
    ['the same name', () => ({ name: 'Rosan Deo' })],
    [
      'the same phone in another format',
      ({ phone }) => ({ phone: `${String(phone).slice(0, 5)} (${String(phone).slice(5)})` }),
    ],
    ['the same birth date in another format', () => ({ dateOfBirth: '09/25/1990' })],
    ['the same tags in another form', () => ({ tags: [' VIP ', 'vip'] })],
    ['no custom fields', () => ({ customFields: [] })],
    ['dnd unchanged', () => ({ dnd: false })],
  ])('does not change dateUpdated: %s', async (_what, body) => {
    const before = await documentOf(server, id)
    const reply = await update(body(JSON.parse(before ?? '')))
    expect(reply.status).toBe(200)
    expect(await documentOf(server, id)).toBe(before)
    expect(JSON.stringify(reply.body.contact)).toBe(before)
  })

  it('does not change dateUpdated if the same is sent a second time', async () => {
    const body = {
      name: 'Jane Doe',
      tags: ['A', 'b'],
      dnd: true,
      dndSettings: { Call: { status: 'active', message: 'x' } },
      inboundDndSettings: { all: { status: 'active' } },
      dateOfBirth: '01/02/2003',
      email: null,
    }
    await update(body)
    const before = await documentOf(server, id)
    server.clock.advance(1000)
    await update(body)
    await update({ dndSettings: { Call: { message: 'x', status: 'active' } } })
    expect(await documentOf(server, id)).toBe(before)
  })
})

describe('tags', () => {
  it('BR-043 are kept, even more than two hundred', async () => {
    const tags = Array.from({ length: 250 }, (_, n) => `Tag ${n}`)
    const { contact } = (await update({ tags })).body
    expect(contact.tags).toEqual(tags.map((tag) => tag.toLowerCase()))
  })

  it('BR-043 are added to the tag list of the location, without duplicates, and stay in it', async () => {
    await update({ tags: ['Grown 1', ' grown 1 ', 'grown 2'] })
    await update({ tags: ['grown 1'] })
    const rows = await server.storage.read((tx) =>
      tx.all(listTags, { locationId: server.locationId, after: '', limit: 10_000 }),
    )
    expect(rows.map(({ name }) => name).filter((name) => name.startsWith('grown'))).toEqual([
      'grown 1',
      'grown 2',
    ])
  })
})

describe('Do Not Disturb', () => {
  it('BR-044 BR-046 is stored as sent, its three parts independent of each other', async () => {
    const Call = { status: 'active', message: 'string', code: 'string' } as const
    expect(await changedBy({ dndSettings: { Call } })).toEqual({
      dndSettings: { Call },
      dndDate: server.clock.iso(),
    })
    server.clock.advance(1)
    expect(await changedBy({ dnd: true })).toEqual({ dnd: true, dndDate: server.clock.iso() })
    expect(await changedBy({ inboundDndSettings: { all: { status: 'inactive' } } })).toEqual({
      inboundDndSettings: { all: { status: 'inactive' } },
    })
    server.clock.advance(1)
    expect(await changedBy({ dnd: false })).toEqual({ dnd: false, dndDate: server.clock.iso() })
  })

  it('BR-044 merges channel by channel', async () => {
    await update({ dndSettings: { Call: { status: 'active' }, SMS: { status: 'active', message: 'no' } } })
    const { contact } = (
      await update({ dndSettings: { SMS: { status: 'inactive' }, FB: { status: 'active' } } })
    ).body
    expect(contact.dndSettings).toEqual({
      Call: { status: 'active' },
      SMS: { status: 'inactive' },
      FB: { status: 'active' },
    })
  })

  it('BR-045 does not overwrite permanent', async () => {
    await update({ dndSettings: { SMS: { status: 'permanent', message: 'STOP_KEYWORD' } } })
    const { contact } = (await update({ dndSettings: { SMS: { status: 'inactive' } } })).body
    expect(contact.dndSettings?.SMS).toEqual({ status: 'permanent', message: 'STOP_KEYWORD' })
  })
})

describe('assignedTo', () => {
  it('accepts a user of the location', async () => {
    const other = await server.fixtures.user(server.companyId, server.locationId)
    expect(await changedBy({ assignedTo: other })).toEqual({ assignedTo: other })
  })

  it('BR-042 refuses any other user', async () => {
    const elsewhere = await server.fixtures.location(server.companyId)
    const stranger = await server.fixtures.user(server.companyId, elsewhere)
    for (const assignedTo of [stranger, 'unknown']) {
      const before = await documentOf(server, id)
      const { status, body } = await update({ assignedTo, city: 'Berlin' })
      expect([status, body]).toEqual([
        400,
        { message: `User not found for id:${assignedTo}`, error: 'Bad Request', statusCode: 400 },
      ])
      expect(await documentOf(server, id)).toBe(before)
    }
  })
})

describe('the bodies in the documentation', () => {
  it('of the guide is an update', async () => {
    const body = {
      firstName: 'Jane',
      lastName: 'Doe',
      tags: ['vip', 'returning'],
      companyName: 'Doe Enterprises',
    }
    expect((await update(body)).body.contact).toMatchObject({ ...body, id, name: 'Jane Doe' })
  })

  it('of the reference is an update, its unknown custom field named in a header', async () => {
    const channel = { status: 'active', message: 'string', code: 'string' }
    const item = { id: '6dvNaf7VhkQ9snc5vnjJ', key: 'my_custom_field' }
    const body = {
      firstName: 'rosan',
      lastName: 'Deo',
      name: 'rosan Deo',
      email: 'rosan@deos.com',
      phone: '+1 888-888-8888',
      address1: '3535 1st St N',
      city: 'Dolomite',
      state: 'AL',
      postalCode: '35061',
      website: 'https://www.tesla.com',
      timezone: 'America/Chihuahua',
      dnd: true,
      dndSettings: {
        Call: channel,
        Email: channel,
        SMS: channel,
        WhatsApp: channel,
        GMB: channel,
        FB: channel,
      },
      inboundDndSettings: { all: { status: 'active', message: 'string' } },
      tags: ['nisi sint commodo amet', 'consequat'],
      customFields: ['My Text', 'My Selected Option', 100, 100.5, ['test', 'test2']].map((field_value) => ({
        ...item,
        field_value,
      })),
      source: 'public api',
      dateOfBirth: '1990-09-25',
      country: 'US',
      assignedTo: server.userId,
    }
    await server.call('PUT', `/contacts/${id}`, { phone: null })
    const other = await newContact(server)
    const reply = await server.call('PUT', `/contacts/${other}`, { ...body, phone: '+1 888-888-8889' })
    expect(reply.status).toBe(200)
    expect(reply.headers['x-contactd-ignored-fields']).toBe('6dvNaf7VhkQ9snc5vnjJ')
    expect(reply.body.contact).toMatchObject({ ...body, phone: '+18888888889', customFields: [] })
  })
})
