import { beforeAll, describe, expect, it } from 'vitest'
import { membershipsOf, newAutomation } from '../../../../../test/support/activities.ts'
import { newContact } from '../../../../../test/support/contacts.ts'
import { FiredEvents } from '../../../../../test/support/fired-events.ts'
import { plantOpportunity } from '../../../../../test/support/opportunities.ts'
import { bearer, type Method } from '../../../../../test/support/server.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'
import type { Contact } from '../contact.ts'

const server = useTestServer()

/** What the operations of this test answer. */
interface Reply {
  contacts: { id: string }[]
  notes: { body: string; contactId: string }[]
  tasks: { title: string; contactId: string }[]
  events: object[]
  opportunity: object
  opportunities: { id: string }[]
  recurringTask: { id: string; contactId: string }
}
const ask = async (url: string, method: Method = 'GET', body?: unknown): Promise<Reply> =>
  (await server.call<Reply>(method, url, body)).body

const get = async (id: string) => (await server.call('GET', `/contacts/${id}`)).body.contact as Contact

const merge = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  server.call<{ merged: string[]; contact: Contact; message: string | string[] }>(
    'POST',
    `/_contactd/contacts/${id}/merge`,
    body,
    headers,
  )

let serial = 0
const email = () => `merge-${++serial}@example.com`

describe('BR-770 contacts are merged into one', () => {
  it('which keeps its values, and takes those that it lacks', async () => {
    const field = await server.fixtures.customField(server.locationId, { dataType: 'TEXT' })
    const [a, b, c] = [email(), email(), email()]
    const id = await newContact(server, {
      firstName: 'Ann',
      email: a,
      city: 'Rome',
      tags: ['one'],
      customFields: [],
    })
    const second = await newContact(server, {
      firstName: 'Anna',
      lastName: 'Other',
      email: b,
      phone: '+15551230001',
      address1: 'Street 2',
      city: 'Paris',
      companyName: 'Acme',
      tags: ['two', 'one'],
      dnd: true,
      dndSettings: { SMS: { status: 'active' } },
      customFields: [{ id: field.id, field_value: 'Gold' }],
    })
    const third = await newContact(server, {
      firstName: 'Annie',
      email: c,
      phone: '+15551230002',
      companyName: 'Other',
      website: 'https://example.com',
      additionalEmails: [email()],
    })
    const { status, body } = await merge(id, { from: [second, third] })
    expect(status).toBe(200)
    expect(body.merged).toEqual([second, third])
    expect(body.contact).toMatchObject({
      id,
      firstName: 'Ann',
      email: a,
      phone: '+15551230001',
      city: 'Rome',
      companyName: 'Acme',
      website: 'https://example.com',
      tags: ['one', 'two'],
      dnd: true,
      dndSettings: { SMS: { status: 'active' } },
      customFields: [{ id: field.id, value: 'Gold' }],
      additionalEmails: [{ email: b }, { email: c }, { email: `merge-${serial}@example.com` }],
      additionalPhones: [{ phone: '+15551230002' }],
    })
    expect(body.contact).not.toHaveProperty('lastName')
    expect(body.contact).not.toHaveProperty('address1')
    expect(await get(id)).toEqual(body.contact)
  })

  it('with the value that is chosen of each field', async () => {
    const field = await server.fixtures.customField(server.locationId, { dataType: 'TEXT', name: 'Chosen' })
    const custom = (value: string) => ({ customFields: [{ id: field.id, field_value: value }] })
    const [a, b] = [email(), email()]
    const id = await newContact(server, {
      firstName: 'Ann',
      lastName: 'A',
      email: a,
      dnd: true,
      ...custom('x'),
    })
    const other = await newContact(server, { firstName: 'Bea', email: b, ...custom('y') })
    const chosen = ['email', 'firstName', 'lastName', 'dnd', `customFields.${field.id}`]
    const fields = Object.fromEntries(chosen.map((name) => [name, other]))
    const { body } = await merge(id, { from: other, fields })
    expect(body.contact).toMatchObject({
      name: 'Bea',
      email: b,
      dnd: false,
      additionalEmails: [{ email: a }],
      customFields: [{ id: field.id, value: 'y' }],
    })
    expect(body.contact).not.toHaveProperty('lastName')
  })

  it('and the others are deleted contacts, whose addresses are free for it', async () => {
    const id = await newContact(server, { firstName: 'Ann' })
    const address = email()
    const other = await newContact(server, { email: address })
    expect((await merge(id, { from: [other] })).body.contact.email).toBe(address)
    const { status, body } = await server.call('GET', `/contacts/${other}`)
    expect({ status, body }).toEqual({
      status: 400,
      body: { message: `Contact not found for id:${other}`, error: 'Bad Request', statusCode: 400 },
    })
    const found = await ask('/contacts/search', 'POST', {
      locationId: server.locationId,
      pageLimit: 10,
      filters: [{ field: 'email', operator: 'eq', value: address }],
    })
    expect(found.contacts.map((contact) => contact.id)).toEqual([id])
  })

  it('which tells webhooks of the update and the deletions', async () => {
    const id = await newContact(server, { firstName: 'Ann' })
    const other = await newContact(server, { email: email() })
    const fired = await FiredEvents.watch(server, server.locationId)
    await merge(id, { from: [other] })
    expect((await fired.take()).map(({ type, contactId }) => [type, contactId])).toEqual([
      ['ContactUpdate', id],
      ['ContactDelete', other],
    ])
  })
})

describe('BR-771 what belongs to merged contacts moves with them', () => {
  it('notes, tasks, appointments, opportunities, campaigns, workflows and followers', async () => {
    const { call, locationId, companyId, fixtures } = server
    const id = await newContact(server, { firstName: 'Ann' })
    const other = await newContact(server, { firstName: 'Bea' })
    const user = await fixtures.user(companyId, locationId)
    // A text that looks like the name of the contact stays as it is.
    const text = `{"contactId":"${other}"}`
    for (const owner of [id, other]) {
      await call('POST', `/contacts/${owner}/notes`, { body: owner === other ? text : 'Mine' })
    }
    await call('POST', `/contacts/${other}/tasks`, { title: 'T', dueDate: '2030-01-01', completed: false })
    await call('POST', `/contacts/${other}/followers`, { followers: [user] })
    await call('POST', '/_contactd/appointments', {
      contactId: other,
      title: 'A',
      startTime: '2030-01-01T10:00:00Z',
      endTime: '2030-01-01T11:00:00Z',
    })
    const opportunity = await plantOpportunity(server, other)
    const [both, campaign] = [
      await newAutomation(server, 'campaign'),
      await newAutomation(server, 'campaign'),
    ]
    for (const [owner, one] of [
      [id, both],
      [other, both],
      [other, campaign],
    ])
      await call('POST', `/contacts/${owner}/campaigns/${one}`, {})
    const recurring = await ask(`/locations/${locationId}/recurring-tasks`, 'POST', {
      title: 'R',
      contactIds: [other],
      rruleOptions: { intervalType: 'daily', interval: 1, startDate: '2030-01-31', dueAfterSeconds: 60 },
    })
    expect((await merge(id, { from: [other] })).status).toBe(200)

    const { notes } = await ask(`/contacts/${id}/notes`)
    expect(notes.map(({ body, contactId }) => `${contactId} ${body}`).sort()).toEqual(
      [`${id} Mine`, `${id} ${text}`].sort(),
    )
    const { tasks } = await ask(`/contacts/${id}/tasks`)
    expect(tasks.map(({ title, contactId }) => `${contactId} ${title}`).sort()).toEqual([
      `${id} R`,
      `${id} T`,
    ])
    const { events } = await ask(`/contacts/${id}/appointments`)
    expect(events).toMatchObject([{ title: 'A', contactId: id }])
    expect((await get(id)).followers).toEqual([user])
    expect((await ask(`/opportunities/${opportunity}`)).opportunity).toMatchObject({ contactId: id })
    const found = await ask(`/opportunities/search?location_id=${locationId}&contact_id=${id}`)
    expect(found.opportunities.map((one) => one.id)).toEqual([opportunity])
    expect((await membershipsOf(server, 'campaign', id)).map((one) => one.id).sort()).toEqual(
      [both, campaign].sort(),
    )
    const { recurringTask } = await ask(
      `/locations/${locationId}/recurring-tasks/${recurring.recurringTask.id}`,
    )
    expect(recurringTask.contactId).toBe(id)
  })

  it('files stay with the contact', async () => {
    const { call, locationId } = server
    const field = await server.fixtures.customField(locationId, {
      dataType: 'FILE_UPLOAD',
      isMultiFileAllowed: true,
    })
    const form = new FormData()
    form.append(`${field.id}_11111111-1111-4111-8111-111111111111`, new Blob(['content']), 'a.txt')
    const id = await newContact(server, { firstName: 'Ann' })
    const other = await newContact(server, { firstName: 'Bea' })
    const request = new Request('http://localhost/', { method: 'POST', body: form })
    const uploaded = await call<{ uploadedFiles: Record<string, string>; meta: object[] }>(
      'POST',
      `/locations/${locationId}/customFields/upload`,
      Buffer.from(await request.arrayBuffer()),
      { 'content-type': request.headers.get('content-type') ?? '' },
    )
    const [url] = Object.values(uploaded.body.uploadedFiles)
    const path = new URL(url ?? '').pathname
    const value = { file: { url, meta: { originalname: 'a.txt' }, documentId: path.split('/').at(-1) } }
    await call('PUT', `/contacts/${other}`, { customFields: [{ id: field.id, field_value: value }] })
    const { body } = await merge(id, { from: [other] })
    expect(body.contact.customFields).toMatchObject([{ id: field.id, value: { file: { url } } }])
    expect((await call('GET', path)).status).toBe(200)
  })
})

describe('BR-772 a merge that is refused changes nothing', () => {
  let id: string
  let other: string
  beforeAll(async () => {
    id = await newContact(server, { firstName: 'Ann' })
    other = await newContact(server, { firstName: 'Bea' })
  })

  it.each<[string, () => unknown, number, RegExp]>([
    ['into itself', () => ({ from: [other, id] }), 422, /from must not contain the contact itself/],
    ['of nobody', () => ({ from: [] }), 422, /from/],
    ['of a contact that is not there', () => ({ from: [other, 'x'] }), 400, /Contact not found for id:x/],
    ['with an unknown property', () => ({ from: [other], fields: { id: other } }), 422, /fields\.id/],
    ['with a choice of a stranger', () => ({ from: [other], fields: { email: 'x' } }), 422, /fields\.email/],
  ])('%s', async (_what, body, status, message) => {
    const before = [await get(id), await get(other)]
    const reply = await merge(id, body())
    expect(reply.status).toBe(status)
    expect(JSON.stringify(reply.body.message)).toMatch(message)
    expect([await get(id), await get(other)]).toEqual(before)
  })

  it('of a contact of another location, also with a token of the company', async () => {
    const { fixtures, companyId } = server
    const there = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId })).token)
    const made = await server.call('POST', '/contacts/', { locationId: there, firstName: 'X' }, headers)
    const stranger = made.body.contact.id
    const reply = await merge(id, { from: [stranger] }, headers)
    expect({ status: reply.status, message: reply.body.message }).toEqual({
      status: 400,
      message: `Contact not found for id:${stranger}`,
    })
    expect((await server.call('GET', `/contacts/${stranger}`, undefined, headers)).status).toBe(200)
  })

  it('with more addresses than a contact takes', async () => {
    const many = Array.from({ length: 10 }, email)
    const [full, more] = [
      await newContact(server, { email: email(), additionalEmails: many }),
      await newContact(server, { email: email() }),
    ]
    const reply = await merge(full, { from: [more] })
    expect({ status: reply.status, message: reply.body.message }).toEqual({
      status: 422,
      message: ['additionalEmails must contain not more than 10 elements'],
    })
    expect((await get(more)).id).toBe(more)
  })
})
