import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newContact, putAddresses } from '../../../../test/support/contacts.ts'
import { type FiredEvent, FiredEvents } from '../../../../test/support/fired-events.ts'
import type { Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let fired: FiredEvents
let fieldId: string
let businessId: string
beforeAll(async () => {
  const { locationId, fixtures } = server
  fieldId = (await fixtures.customField(locationId, { name: 'Colour', dataType: 'TEXT' })).id
  const business = { name: 'Doe Enterprises', locationId }
  const reply = await server.call<{ buiseness: { id: string } }>('POST', '/businesses/', business)
  businessId = reply.body.buiseness.id
  fired = await FiredEvents.watch(server, locationId)
})

/** Sends a request that succeeds. @returns what it fired. */
async function firedBy(method: Method, url: string, body?: unknown): Promise<FiredEvent[]> {
  await fired.take()
  server.clock.advance(1000)
  const { status, text } = await server.call(method, url, body)
  expect([status, text]).toEqual([expect.toSatisfy((code) => [200, 201].includes(code)), text])
  return fired.take()
}
/** The contact of a test. */
let jane: string | undefined
async function newJane(): Promise<string> {
  jane = await newContact(server, whole())
  return jane
}
afterEach(async () => {
  if (jane !== undefined) await server.call('DELETE', `/contacts/${jane}`)
  jane = undefined
})

const typesOf = (events: readonly FiredEvent[]) => events.map(({ type }) => type)

const whole = () => ({
  firstName: 'Jane',
  lastName: 'Doe',
  email: 'Jane@Doe.com',
  phone: '+15551234567',
  address1: '1 Main St',
  city: 'Ulm',
  state: 'BW',
  country: 'DE',
  postalCode: '89073',
  website: 'https://doe.com',
  source: 'form',
  companyName: 'Doe Ltd',
  timezone: 'Europe/Berlin',
  dateOfBirth: '1990-09-25',
  gender: 'female',
  dnd: true,
  dndSettings: { SMS: { status: 'active' } },
  inboundDndSettings: { all: { status: 'active', message: 'm' } },
  tags: ['VIP'],
  assignedTo: server.userId,
  customFields: [{ id: fieldId, value: 'blue' }],
})

/** What events have of that contact. */
const payloadOf = (type: string, id: string, dateAdded: string) => ({
  type,
  locationId: server.locationId,
  id,
  address1: '1 Main St',
  city: 'Ulm',
  state: 'BW',
  companyName: 'Doe Ltd',
  country: 'DE',
  source: 'form',
  dateAdded,
  dateOfBirth: '1990-09-25T00:00:00.000Z',
  dnd: true,
  email: 'Jane@Doe.com',
  name: 'Jane Doe',
  firstName: 'Jane',
  lastName: 'Doe',
  phone: '+15551234567',
  postalCode: '89073',
  tags: ['vip'],
  website: 'https://doe.com',
  assignedTo: server.userId,
  customFields: [{ id: fieldId, value: 'blue' }],
})

describe('BR-700 the events of a contact', () => {
  it('have HighLevel’s properties in HighLevel’s order', async () => {
    const events = await firedBy('POST', '/contacts/', { locationId: server.locationId, ...whole() })
    const dateAdded = server.clock.iso()
    const id = String(events[0]?.payload.id)
    const expected = payloadOf('ContactCreate', id, dateAdded)
    expect(events.map(({ text }) => text)).toEqual([JSON.stringify(expected)])
    expect(events[0]?.contactId).toBe(id)
    const deleted = await firedBy('DELETE', `/contacts/${id}`)
    expect(deleted.map(({ text }) => text)).toEqual([JSON.stringify({ ...expected, type: 'ContactDelete' })])
  })

  it('leave out what is not set, except dnd, and the tags of ContactTagUpdate', async () => {
    const id = await newContact(server, { firstName: 'Sam', tags: ['one'] })
    const dateAdded = server.clock.iso()
    const events = await firedBy('PUT', `/contacts/${id}`, { tags: [], firstName: '', dnd: false })
    const { locationId } = server
    expect(events.map(({ text }) => text)).toEqual([
      JSON.stringify({ type: 'ContactUpdate', locationId, id, dateAdded, dnd: false }),
      JSON.stringify({ type: 'ContactTagUpdate', locationId, id, dateAdded, dnd: false, tags: [] }),
    ])
  })

  it('have the settings of dnd only in ContactDndUpdate, after dnd', async () => {
    const id = await newContact(server)
    const dndSettings = { SMS: { status: 'active' } }
    const events = await firedBy('PUT', `/contacts/${id}`, { dnd: true, dndSettings })
    expect(typesOf(events)).toEqual(['ContactUpdate', 'ContactDndUpdate'])
    expect(events[0]?.text).not.toContain('dndSettings')
    expect(events[1]?.text).toContain('"dnd":true,"dndSettings":{"SMS":{"status":"active"}},')
  })
})

describe('BR-701 the events of an update', () => {
  const update = 'ContactUpdate'
  const tag = 'ContactTagUpdate'
  const dnd = 'ContactDndUpdate'
  it.each<[string, object, string[]]>([
    ['the first name', { firstName: 'Ada' }, [update]],
    ['the name', { name: 'Ada Roe' }, [update]],
    ['the email', { email: 'ada@doe.com' }, [update]],
    ['the phone', { phone: '+15551234568' }, [update]],
    ['the address', { address1: '2 Main St' }, [update]],
    ['the city', { city: 'Bonn' }, [update]],
    ['the state', { state: 'NW' }, [update]],
    ['the country', { country: 'US' }, [update]],
    ['the postal code', { postalCode: '53111' }, [update]],
    ['the website', { website: null }, [update]],
    ['the source', { source: 'api' }, [update]],
    ['the company', { companyName: 'Roe Ltd' }, [update]],
    ['the time zone', { timezone: 'Europe/Paris' }, [update]],
    ['the birth date', { dateOfBirth: '1990-09-26' }, [update]],
    ['the user', { assignedTo: null }, [update]],
    ['a custom field', { customFields: [{ key: 'colour', value: 'red' }] }, [update]],
    ['the tags', { tags: ['vip', 'new'] }, [update, tag]],
    ['dnd', { dnd: false }, [update, dnd]],
    ['the settings of dnd', { dndSettings: { Email: { status: 'active' } } }, [update, dnd]],
    ['all of these', { city: 'Bonn', tags: [], dnd: false }, [update, tag, dnd]],
    ['inbound dnd', { inboundDndSettings: { all: { status: 'inactive' } } }, []],
    ['nothing', {}, []],
    ['what it has', { city: 'Ulm', tags: ['Vip'], dnd: true, email: 'Jane@Doe.com' }, []],
    ['an unknown custom field', { customFields: [{ key: 'nope', value: 'red' }] }, []],
  ])('%s', async (_what, body, types) => {
    const id = await newJane()
    const events = await firedBy('PUT', `/contacts/${id}`, body)
    expect(typesOf(events)).toEqual(types)
    for (const { contactId, payload } of events) {
      expect(contactId).toBe(id)
      expect(payload.id).toBe(id)
    }
  })

  it('a refused update fires nothing', async () => {
    const id = await newContact(server, { email: 'refused@doe.com' })
    await fired.take()
    await server.call('PUT', `/contacts/${id}`, { city: 'Bonn', assignedTo: 'nobody' })
    await server.call('PUT', `/contacts/${id}`, { nope: 1 })
    await server.call('POST', '/contacts/', { locationId: server.locationId, email: 'refused@doe.com' })
    expect(await fired.types()).toEqual([])
  })
})

describe('BR-702 every request that changes contacts fires for each of them', () => {
  const changes: [string, (id: string) => [Method, string, unknown?], string[]][] = [
    ['an upsert', () => ['POST', '/contacts/upsert', upsert({ city: 'Bonn' })], ['ContactUpdate']],
    ['an upsert of what it has', () => ['POST', '/contacts/upsert', upsert({ city: 'Ulm' })], []],
    [
      'an upsert of another',
      () => ['POST', '/contacts/upsert', { ...upsert({}), email: 'other@doe.com' }],
      ['ContactCreate'],
    ],
    [
      'Add Tags',
      (id) => ['POST', `/contacts/${id}/tags`, { tags: ['a'] }],
      ['ContactUpdate', 'ContactTagUpdate'],
    ],
    ['Add Tags that it has', (id) => ['POST', `/contacts/${id}/tags`, { tags: ['vip'] }], []],
    [
      'Remove Tags',
      (id) => ['DELETE', `/contacts/${id}/tags`, { tags: ['vip'] }],
      ['ContactUpdate', 'ContactTagUpdate'],
    ],
    [
      'tags in bulk',
      (id) => [
        'POST',
        '/contacts/bulk/tags/update/add',
        { contacts: [id, id, 'x'], tags: ['b'], locationId: server.locationId },
      ],
      ['ContactUpdate', 'ContactTagUpdate'],
    ],
    [
      'a business in bulk',
      (id) => ['POST', '/contacts/bulk/business', { ids: [id], businessId, locationId: server.locationId }],
      ['ContactUpdate'],
    ],
    ['followers', (id) => ['POST', `/contacts/${id}/followers`, { followers: [server.userId] }], []],
    [
      'additional emails',
      (id) => ['PUT', `/_contactd/contacts/${id}/addresses`, { additionalEmails: ['more@doe.com'] }],
      ['ContactUpdate'],
    ],
    ['the deletion', (id) => ['DELETE', `/contacts/${id}`], ['ContactDelete']],
  ]
  const upsert = (fields: object) => ({ locationId: server.locationId, email: 'Jane@Doe.com', ...fields })

  it.each(changes)('%s', async (_what, request, types) => {
    const id = await newJane()
    expect(typesOf(await firedBy(...request(id)))).toEqual(types)
  })

  const both = ['ContactUpdate', 'ContactTagUpdate', 'ContactUpdate', 'ContactTagUpdate']

  it('renaming and deleting a tag', async () => {
    const ids = [
      await newContact(server, { tags: ['old'] }),
      await newContact(server, { tags: ['old', 'x'] }),
    ]
    await newContact(server, { tags: ['x'] })
    const tags = `/locations/${server.locationId}/tags`
    const list = await server.call<{ tags: { id: string; name: string }[] }>('GET', tags)
    const tag = list.body.tags.find(({ name }) => name === 'old')
    const renamed = await firedBy('PUT', `${tags}/${tag?.id}`, { name: 'newer' })
    expect(typesOf(renamed)).toEqual(both)
    expect(new Set(renamed.map(({ contactId }) => contactId))).toEqual(new Set(ids))
    for (const { payload } of renamed) expect(payload.tags).toContain('newer')
    const deleted = await firedBy('DELETE', `${tags}/${tag?.id}`)
    expect(typesOf(deleted)).toEqual(both)
    for (const { payload } of deleted) expect(payload.tags ?? []).not.toContain('newer')
  })

  it('deleting a custom field', async () => {
    const { locationId, fixtures } = server
    const field = await fixtures.customField(locationId, { name: 'Size', dataType: 'TEXT' })
    const id = await newContact(server, { customFields: [{ id: field.id, value: 'L' }] })
    await newContact(server)
    const events = await firedBy('DELETE', `/locations/${locationId}/customFields/${field.id}`)
    expect(events).toMatchObject([{ type: 'ContactUpdate', contactId: id }])
    expect(events[0]?.text).not.toContain('customFields')
  })

  it('deleting a business', async () => {
    const id = await newContact(server)
    const { locationId } = server
    await server.call('POST', '/contacts/bulk/business', { ids: [id], businessId, locationId })
    expect(await firedBy('DELETE', `/businesses/${businessId}`)).toMatchObject([
      { type: 'ContactUpdate', contactId: id },
    ])
  })

  it('only ContactDelete, if the contact had notes, tasks and an address', async () => {
    const id = await newContact(server)
    await putAddresses(server.call, id, { additionalEmails: ['a@gone.com'] })
    await server.call('POST', `/contacts/${id}/notes`, { body: 'n' })
    await server.call('POST', `/contacts/${id}/tasks`, {
      title: 't',
      dueDate: '2026-01-01T00:00:00Z',
      completed: false,
    })
    expect(typesOf(await firedBy('DELETE', `/contacts/${id}`))).toEqual(['ContactDelete'])
  })
})

describe('BR-703 events that no webhook takes are not stored', () => {
  it('only the types that are taken', async () => {
    const { fixtures, companyId } = server
    const locationId = await fixtures.location(companyId)
    const { token } = await fixtures.token({ companyId, locationId })
    const some = await FiredEvents.watch(server, locationId, 'ContactCreate,ContactTagUpdate')
    const headers = { authorization: `Bearer ${token}` }
    const made = await server.call('POST', '/contacts/', { locationId, firstName: 'A' }, headers)
    await server.call('PUT', `/contacts/${made.body.contact.id}`, { city: 'Ulm', tags: ['a'] }, headers)
    expect(await some.types()).toEqual(['ContactCreate', 'ContactTagUpdate'])
  })
})
