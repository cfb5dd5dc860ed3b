import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { taskStatements } from './task.ts'

interface Found {
  tasks: { _id: string; title: string; searchAfter: unknown[] }[]
  count?: number
  message?: string | string[]
}

const server = useTestServer()
let url: string
let jane: string
let john: string
beforeEach(async () => {
  url = `/locations/${server.locationId}/tasks/search`
})

const search = (body: unknown, headers = {}) => server.call<Found>('POST', url, body, headers)
async function titles(body: unknown): Promise<string[]> {
  const reply = await search(body)
  expect([reply.status, reply.body.message]).toEqual([201, undefined])
  return reply.body.tasks.map(({ title }) => title)
}
async function newTask(contactId: string, fields: object): Promise<string> {
  const sent = { dueDate: '2026-01-31', completed: false, ...fields }
  const reply = await server.call<{ task: { id: string } }>('POST', `/contacts/${contactId}/tasks`, sent)
  expect(reply.status).toBe(201)
  return reply.body.task.id
}

describe('a search of tasks', () => {
  beforeAll(async () => {
    jane = await newContact(server, { firstName: 'Jane', lastName: 'Doe' })
    john = await newContact(server, { email: 'john@example.com' })
    await newTask(jane, { title: 'first', dueDate: '2020-01-01', completed: true })
    await newTask(john, { title: 'second', dueDate: '2030-01-01', assignedTo: server.userId })
    await newTask(jane, { title: 'third', dueDate: '2025-01-01', body: 'Straße' })
  })

  it('BR-520 returns 201 with the rows, the latest due date first', async () => {
    const own = await server.fixtures.location(server.companyId)
    const { token } = await server.fixtures.token({ companyId: server.companyId, locationId: own })
    const headers = { authorization: `Bearer ${token}` }
    const made = await server.call('POST', '/contacts/', { locationId: own, firstName: 'Ann' }, headers)
    const contactId = made.body.contact.id
    const task = { title: 'A', body: 'more', dueDate: '2026-02-01', completed: false }
    const { body } = await server.call<{ task: { id: string } }>(
      'POST',
      `/contacts/${contactId}/tasks`,
      task,
      headers,
    )
    const dateAdded = new Date(server.clock.now()).toISOString()
    server.clock.advance(1000)
    const dateUpdated = new Date(server.clock.now()).toISOString()
    await server.call('PUT', `/contacts/${contactId}/tasks/${body.task.id}`, { completed: true }, headers)
    const reply = await server.call('POST', `/locations/${own}/tasks/search`, {}, headers)
    const row = {
      _id: body.task.id,
      title: 'A',
      body: 'more',
      dueDate: '2026-02-01T00:00:00.000Z',
      completed: true,
      contactId,
      locationId: own,
      status: 'completed',
      statusGroup: 'completed',
      deleted: false,
      dateAdded,
      dateUpdated,
      contactDetails: { _id: contactId, firstName: 'Ann', lastName: null },
      searchAfter: [Date.parse('2026-02-01'), body.task.id],
    }
    expect([reply.status, reply.text]).toEqual([201, JSON.stringify({ tasks: [row] })])
  })

  it('BR-520 names the user of a task', async () => {
    const { body } = await search({ assignedTo: [server.userId] })
    expect(body.tasks).toMatchObject([
      { title: 'second', assignedToUserDetails: { id: server.userId, firstName: expect.any(String) } },
    ])
  })

  it.each<[string, () => object, string[]]>([
    ['nothing', () => ({}), ['second', 'third', 'first']],
    ['the earliest due', () => ({ sortKey: 'dueDate', sortDirection: 1 }), ['first', 'third', 'second']],
    ['whether they are done', () => ({ completed: true }), ['first']],
    ['contact', () => ({ contactId: [jane] }), ['third', 'first']],
    ['contacts, one of them unknown', () => ({ contactId: [john, 'nobody'] }), ['second']],
    ['contact and page', () => ({ contactId: [jane], limit: 1, skip: 1 }), ['first']],
    ['text', () => ({ query: 'STRASSE' }), ['third']],
    ['text of the contact', () => ({ query: 'THIR', contactId: [jane] }), ['third']],
    ['page', () => ({ limit: 1, skip: 1 }), ['third']],
    ['a page after the last', () => ({ skip: 3 }), []],
    ['no business', () => ({ businessId: 'none' }), []],
    ['no user', () => ({ unAssigned: true }), ['third', 'first']],
    ['the due date', () => ({ dueDate: { gt: '2025-01-01', lt: '2031' } }), ['second']],
  ])('BR-520 filters by %s', async (_what, body, expected) => {
    expect(await titles(body())).toEqual(expected)
  })

  it('BR-520 finds the tasks of a business', async () => {
    const business = { name: 'Acme', locationId: server.locationId }
    const made = await server.call<{ buiseness: { id: string } }>('POST', '/businesses/', business)
    const businessId = made.body.buiseness.id
    await server.call('POST', '/contacts/bulk/business', {
      locationId: server.locationId,
      ids: [john],
      businessId,
    })
    expect(await titles({ businessId })).toEqual(['second'])
    expect(await titles({ businessId, contactId: [jane] })).toEqual([])
  })

  it('BR-521 pages by the position of the last row, in both directions, also of contacts', async () => {
    for (const body of [{}, { sortDirection: 1 }, { contactId: [jane, john] }]) {
      const all = await titles(body)
      const paged: string[] = []
      let searchAfter: unknown[] | undefined
      for (;;) {
        const { tasks } = (await search({ ...body, limit: 2, ...(searchAfter && { searchAfter }) })).body
        paged.push(...tasks.map(({ title }) => title))
        if (tasks.length < 2) break
        searchAfter = tasks.at(-1)?.searchAfter
      }
      expect(paged).toEqual(all)
    }
  })

  it('BR-521 counts the tasks of all pages if asked', async () => {
    const { body } = await search({ limit: 1, count: true, completed: false })
    expect([body.tasks.length, body.count]).toEqual([1, 2])
    expect((await search({})).body).not.toHaveProperty('count')
  })

  it('BR-521 returns all violations', async () => {
    const wrong = { contactId: 5, completed: 'yes', limit: 1001, skip: -1, sortDirection: 0, color: 'red' }
    expect((await search(wrong)).body.message).toEqual([
      'property color should not exist',
      'each value in contactId must be a string',
      'contactId must be an array',
      'completed must be a boolean value',
      'limit must not be greater than 1000',
      'skip must not be less than 0',
      'sortDirection must be a valid enum value',
    ])
    const { status, body } = await search({ searchAfter: ['x'] })
    expect([status, body.message]).toEqual([400, 'searchAfter must be that of a row under the same sort'])
  })

  it('BR-520 finds no task of a deleted contact', async () => {
    const gone = await newContact(server, {})
    await newTask(gone, { title: 'gone', dueDate: '2040' })
    expect(await titles({ limit: 1 })).toEqual(['gone'])
    await server.call('DELETE', `/contacts/${gone}`)
    expect(await titles({ limit: 1 })).toEqual(['second'])
  })
})

describe('a search of many tasks', () => {
  /** Plants tasks that are due in their order, four at a time. */
  const plantTasks = (contactId: string, count: number, prefix = 'many') => {
    const { storage, locationId } = server
    return storage.write(
      async (tx) => {
        for (let index = 0; index < count; index++) {
          const dueDate = new Date(Date.parse('2026-01-01') + (index >> 2) * 1000).toISOString()
          const id = `${prefix}${index}`
          const task = { id, title: `Task ${index}`, dueDate, completed: false, contactId }
          const document = JSON.stringify(task)
          const key = { locationId, contactId, id, sortTime: index, size: document.length, document }
          const columns = { dueDate, completed: 0, assignedTo: null, dateUpdated: 0 }
          await tx.run(taskStatements.insert, { ...key, ...columns })
        }
      },
      { locationId },
    )
  }
  const others = Array.from({ length: 60 }, (_, index) => `nobody${index}`)

  it('BR-521 scans in slices if the result is larger than a page', async () => {
    const contactId = await newContact(server, {})
    await plantTasks(contactId, 2500)
    const body = { contactId: [contactId], count: true, limit: 1000 }
    const apart = (await search(body)).body
    const together = (await search({ ...body, contactId: [contactId, ...others] })).body
    expect([apart.count, apart.tasks.length]).toEqual([2500, 1000])
    expect(together).toEqual(apart)
    expect(await titles({ query: 'Task 17 ', contactId: [contactId] })).toHaveLength(25)
    expect(await titles({ query: 'task 2499', skip: 0 })).toEqual(['Task 2499'])
  })

  it('BR-521 holds no more places of some contacts than one contact can have', async () => {
    const contactId = [await newContact(server, {}), await newContact(server, {})]
    for (const [index, id] of contactId.entries()) await plantTasks(id, 5001, `of${index}-`)
    const body = { contactId, count: true, limit: 5 }
    const together = (await search({ ...body, contactId: [...contactId, ...others] })).body
    const read = vi.spyOn(server.storage, 'read')
    const apart = (await search(body)).body
    const reads = read.mock.calls.length
    read.mockRestore()
    expect(apart).toEqual(together)
    expect(apart.count).toBe(10_002)
    // Those of the contacts, and then those of the location.
    expect(reads).toBeGreaterThan(2 * 10)
  })
})
