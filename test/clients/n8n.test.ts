import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { type DemoServer, startDemoServer } from '../support/demo-server.ts'
import { plainClient } from './plain-client.ts'

/*
 * The requests of n8n's HighLevel node, version 2, as in its published source: a trailing slash in every path, upsert
 * instead of create, a note with the location's id as its user.
 */

const locationId = demoIds.location
const demoContacts = 200

interface Contact {
  id: string
  locationId: string
  tags: string[]
  customFields: { id: string; value: unknown }[]
}
interface Page {
  contacts: { id: string; email: string }[]
  meta: { total: number; startAfterId: string; startAfter: number }
}

let server: DemoServer
let call: ReturnType<typeof plainClient>
beforeAll(async () => {
  server = await startDemoServer()
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  call = plainClient(server.url, server.token, headers)
})
afterAll(() => server.close())

async function upsert(fields: object): Promise<Contact> {
  const { status, body } = await call<{ contact: Contact }>('POST', '/contacts/upsert/', {
    ...fields,
    locationId,
  })
  expect(status).toBe(200)
  return body.contact
}

describe("n8n's node: contacts", () => {
  it('BR-316 creates, updates matching contacts, and sends an empty text for empty fields', async () => {
    const fields = await call<{ customFields: { id: string; name: string }[] }>(
      ...(['GET', `/locations/${locationId}/customFields?model=contact`] as const),
    )
    const field = fields.body.customFields.find(({ name }) => name === 'Nickname')
    const email = 'n8n@example.com'
    const made = await upsert({
      email,
      phone: '',
      name: 'e.g. John Deo',
      dnd: false,
      timezone: 'Europe/Berlin',
      tags: ['From n8n', 'Lead'],
      customFields: [{ id: field?.id, key: 'Nickname', field_value: 'Johnny' }],
    })
    expect(made).toMatchObject({
      email,
      tags: ['from n8n', 'lead'],
      firstName: 'e.g.',
      timezone: 'Europe/Berlin',
    })
    expect(made.customFields).toEqual([{ id: field?.id, value: 'Johnny' }])
    const again = await upsert({ email, phone: '+4930901820', city: 'Berlin' })
    expect(again).toMatchObject({ id: made.id, phone: '+4930901820', city: 'Berlin', tags: made.tags })
    expect(await upsert({ email, phone: '', state: 'BE' })).toMatchObject({
      id: made.id,
      phone: '+4930901820',
    })
  })

  it('BR-316 BR-382 gets an error for an empty email, as its users do (n8n #11353)', async () => {
    const fields = { locationId, email: '', phone: '+4930901821' }
    expect(await call('POST', '/contacts/upsert/', fields)).toMatchObject({
      status: 422,
      body: { message: ['email must be an email'] },
    })
  })

  it('BR-316 adds a note after the upsert, signed with the id of the location', async () => {
    const contact = await upsert({ email: 'n8n-note@example.com' })
    const note = { userId: contact.locationId, body: 'Came by the form' }
    const path = `/contacts/${contact.id}/notes`
    expect(await call('POST', path, note)).toMatchObject({ status: 201, body: { note } })
    expect(await call('GET', path)).toMatchObject({ status: 200, body: { notes: [note] } })
  })

  it('BR-316 gets, updates and deletes at paths with a trailing slash', async () => {
    const { id } = await upsert({ email: 'n8n-slash@example.com' })
    const path = `/contacts/${id}/`
    expect(await call('GET', path)).toMatchObject({ status: 200, body: { contact: { id } } })
    const update = { firstName: 'Sam', name: 'e.g. John Deo', tags: ['one', 'two'] }
    const updated = { firstName: 'Sam', lastName: 'John Deo', tags: ['one', 'two'] }
    expect(await call('PUT', path, update)).toMatchObject({ status: 200, body: { contact: updated } })
    expect(await call('DELETE', path)).toMatchObject({ status: 200, body: { succeded: true } })
    expect(await call('GET', path)).toMatchObject({ status: 400 })
  })

  it('BR-316 reads every page by startAfterId and startAfter', async () => {
    const read = (query: Record<string, string>) =>
      call<Page>('GET', `/contacts/?${new URLSearchParams({ ...query, locationId })}`)
    const seen: string[] = []
    let page = await read({ limit: '100' })
    const { total } = page.body.meta
    expect(total).toBeGreaterThanOrEqual(demoContacts)
    for (;;) {
      seen.push(...page.body.contacts.map(({ id }) => id))
      if (seen.length >= total) break
      const { startAfterId, startAfter } = page.body.meta
      page = await read({ startAfterId, startAfter: String(startAfter) })
      expect(page.body.contacts.length).toBeGreaterThan(0)
    }
    expect(new Set(seen).size).toBe(total)
    expect((await read({ limit: '50', query: 'northwind' })).body.contacts.length).toBeGreaterThan(0)
  })

  it('BR-316 gets an error for a page without a location: the node omits it after the first page', async () => {
    const { body } = await call<Page>('GET', `/contacts/?limit=100&locationId=${locationId}`)
    const { startAfterId, startAfter } = body.meta
    const next = await call('GET', `/contacts/?startAfterId=${startAfterId}&startAfter=${startAfter}`)
    expect(next).toMatchObject({
      status: 422,
      body: { message: expect.arrayContaining(['locationId should not be empty']) },
    })
  })

  it('BR-316 BR-388 fills its lists of users, time zones and contacts', async () => {
    const users = await call('GET', `/users/?locationId=${locationId}`)
    expect(users).toMatchObject({ status: 200, body: { users: [{ id: demoIds.user }] } })
    const { body } = await call<{ timeZones: string[] }>('GET', `/locations/${locationId}/timezones`)
    const choices = body.timeZones.map((zone) => ({ name: zone.trim(), value: zone.trim() }))
    expect(choices).toContainEqual({ name: 'Europe/Berlin', value: 'Europe/Berlin' })
    const { contacts } = (await call<Page>('GET', `/contacts/?locationId=${locationId}`)).body
    expect(contacts[0]).toMatchObject({ id: expect.any(String) })
  })
})

describe("n8n's node: tasks", () => {
  it('BR-316 creates, lists, gets, updates and deletes them', async () => {
    const { id: contactId } = await upsert({ email: 'n8n-task@example.com' })
    const path = `/contacts/${contactId}/tasks/`
    const dueDate = '2026-10-25T13:00:00+02:00'
    const made = await call<{ task: { id: string } }>('POST', path, {
      title: 'Call',
      dueDate,
      completed: false,
    })
    const task = { title: 'Call', dueDate: '2026-10-25T11:00:00.000Z', completed: false, contactId }
    expect(made).toMatchObject({ status: 201, body: { task } })
    expect(await call('GET', `${path}?limit=20`)).toMatchObject({ status: 200, body: { tasks: [task] } })

    const itsPath = `${path}${made.body.task.id}/`
    expect(await call('GET', itsPath)).toMatchObject({ status: 200, body: { task } })
    const change = { title: 'Write', dueDate, completed: true, assignedTo: demoIds.user, body: 'A letter' }
    const changed = { ...change, dueDate: task.dueDate }
    expect(await call('PUT', itsPath, change)).toMatchObject({ status: 200, body: { task: changed } })
    expect(await call('DELETE', itsPath)).toMatchObject({ status: 200 })
    expect(await call('GET', path)).toMatchObject({ body: { tasks: [] } })
  })
})
