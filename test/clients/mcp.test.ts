import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { type DemoServer, startDemoServer } from '../support/demo-server.ts'
import { plainClient } from './plain-client.ts'

/*
 * Requests as public MCP servers send them for their tools: a private integration token, one set of headers for all
 * methods (including a content type without a body), and missing arguments omitted or null.
 */

const locationId = demoIds.location
const userId = demoIds.user

interface Found {
  contacts: { id: string; tags: string[] }[]
  total: number
}
interface Made {
  contact: { id: string }
  note: { id: string }
  task: { id: string }
}

let server: DemoServer
let call: ReturnType<typeof plainClient>
beforeAll(async () => {
  server = await startDemoServer()
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' }
  call = plainClient(server.url, server.token, headers)
})
afterAll(() => server.close())

async function newContact(email: string): Promise<string> {
  const answer = await call<Made>('POST', '/contacts/', { locationId, email, tags: ['mcp'] })
  expect(answer.status).toBe(201)
  return answer.body.contact.id
}

describe('the tools of an MCP server', () => {
  it('BR-317 create, get, update and delete a contact', async () => {
    const body = {
      firstName: 'Alice',
      lastName: 'Cooper',
      email: 'alice@example.com',
      phone: '+18135554567',
      tags: ['Hot-Lead'],
      source: 'Assistant',
      customFields: [{ key: 'nickname', field_value: 'Al' }],
      locationId,
    }
    const made = await call<Made>('POST', '/contacts/', body)
    const told = { name: 'Alice Cooper', phone: '+18135554567', tags: ['hot-lead'] }
    expect(made).toMatchObject({ status: 201, body: { contact: told } })
    const path = `/contacts/${made.body.contact.id}`
    expect(await call('GET', path)).toMatchObject({ status: 200, body: { contact: told } })
    const updated = { succeded: true, contact: { ...told, companyName: 'Northwind' } }
    expect(await call('PUT', path, { companyName: 'Northwind' })).toMatchObject({
      status: 200,
      body: updated,
    })
    expect(await call('DELETE', path)).toMatchObject({ status: 200, body: { succeded: true } })
    const gone = `Contact not found for id:${made.body.contact.id}`
    expect(await call('GET', path)).toMatchObject({ status: 400, body: { message: gone } })
  })

  it('BR-317 upsert with null for unknown values, and find duplicates', async () => {
    const lead = { locationId, email: 'lead@example.com', firstName: 'Lee', lastName: '', phone: null }
    const made = await call<Made>('POST', '/contacts/upsert', lead)
    expect(made).toMatchObject({ status: 200, body: { new: true, contact: { firstName: 'Lee' } } })
    const { id } = made.body.contact
    const again = await call('POST', '/contacts/upsert', { ...lead, tags: ['returning'] })
    expect(again).toMatchObject({ status: 200, body: { new: false, contact: { id, tags: ['returning'] } } })
    const query = new URLSearchParams({ locationId, email: lead.email })
    const duplicate = await call('GET', `/contacts/search/duplicate?${query}`)
    expect(duplicate).toMatchObject({ status: 200, body: { contact: { id } } })
  })

  it('BR-317 get an error for a duplicate, with the existing contact', async () => {
    const contactId = await newContact('twice@example.com')
    const again = await call('POST', '/contacts/', { locationId, email: 'Twice@example.com' })
    expect(again).toMatchObject({ status: 400, body: { meta: { contactId, matchingField: 'email' } } })
  })

  it('BR-317 search by words, by tags, and by filters in a list', async () => {
    const id = await newContact('searched.for@example.com')
    const search = (body: object) => call<Found>('POST', '/contacts/search', { locationId, ...body })
    const words = await search({ pageLimit: 25, query: 'searched.for' })
    expect(words.body).toMatchObject({ total: 1, contacts: [{ id }] })
    const filters = [
      { field: 'tags', operator: 'contains', value: ['mcp'] },
      { group: 'OR', filters: [{ field: 'email', operator: 'eq', value: 'searched.for@example.com' }] },
    ]
    const sort = [{ field: 'dateAdded', direction: 'desc' }]
    const filtered = await search({ page: 1, pageLimit: 20, filters, sort })
    expect(filtered.body).toMatchObject({ total: 1, contacts: [{ id, tags: ['mcp'] }] })
    // Some send their tool's filters unchanged: HighLevel accepts only lists.
    const object = await search({ pageLimit: 25, filters: { email: 'searched.for@example.com' } })
    expect(object).toMatchObject({ status: 422, body: { message: ['filters must be an array'] } })
    const limit = await search({ limit: 25 })
    expect(limit).toMatchObject({ status: 422 })
  })

  it('BR-317 list contacts by words and a limit', async () => {
    const query = new URLSearchParams({ locationId, limit: '5', query: 'northwind' })
    const { status, body } = await call<Found>('GET', `/contacts/?${query}`)
    expect({ status, length: body.contacts.length }).toEqual({ status: 200, length: 5 })
  })

  it('BR-317 add and remove tags, of one contact and of many', async () => {
    const id = await newContact('tagged@example.com')
    const path = `/contacts/${id}/tags`
    const added = await call('POST', path, { tags: ['Q1-Followup'] })
    expect(added).toMatchObject({ status: 201, body: { tags: ['mcp', 'q1-followup'] } })
    const left = await call('DELETE', path, { tags: ['mcp'] })
    expect(left).toMatchObject({ status: 200, body: { tags: ['q1-followup'] } })
    const many = { contacts: [id], tags: ['many'], locationId }
    expect(await call('POST', '/contacts/bulk/tags/update/add', many)).toMatchObject({
      status: 201,
      body: { errorCount: 0, responses: [{ contactId: id, tagsAdded: ['many'] }] },
    })
  })

  it('BR-317 manage notes and tasks', async () => {
    const path = `/contacts/${await newContact('kept@example.com')}`
    const note = await call<Made>('POST', `${path}/notes`, { body: 'Asked for a call', userId })
    expect(note.status).toBe(201)
    const notePath = `${path}/notes/${note.body.note.id}`
    const update = { body: 'Called', userId }
    expect(await call('PUT', notePath, update)).toMatchObject({ status: 200, body: { note: update } })
    expect(await call('GET', `${path}/notes`)).toMatchObject({ body: { notes: [update] } })
    expect(await call('DELETE', notePath)).toMatchObject({ status: 200, body: { succeded: true } })

    const dueDate = '2026-12-31T23:59:59Z'
    const body = { title: 'Follow up', body: 'By phone', dueDate, completed: false, assignedTo: userId }
    const task = await call<Made>('POST', `${path}/tasks`, body)
    expect(task.status).toBe(201)
    const taskPath = `${path}/tasks/${task.body.task.id}`
    const done = await call('PUT', `${taskPath}/completed`, { completed: true })
    expect(done).toMatchObject({ status: 200, body: { task: { title: 'Follow up', completed: true } } })
    expect(await call('GET', `${path}/tasks`)).toMatchObject({ body: { tasks: [{ completed: true }] } })
    expect(await call('DELETE', taskPath)).toMatchObject({ status: 200, body: { succeded: true } })
  })

  it('BR-317 follow contacts, and put them into campaigns and workflows, with an empty body', async () => {
    const path = `/contacts/${await newContact('followed@example.com')}`
    const followed = await call('POST', `${path}/followers`, { followers: [userId] })
    expect(followed).toMatchObject({ status: 201, body: { followers: [userId] } })
    for (const joined of [`campaigns/${demoIds.campaign}`, `workflow/${demoIds.workflow}`]) {
      expect(await call('POST', `${path}/${joined}`, {})).toMatchObject({
        status: 201,
        body: { succeded: true },
      })
      expect(await call('DELETE', `${path}/${joined}`)).toMatchObject({
        status: 200,
        body: { succeded: true },
      })
    }
  })
})
