import { beforeEach, describe, expect, it, vi } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { type Task, taskStatements } from '../tasks/task.ts'
import { makeDueTasks } from './make-due-tasks.ts'

interface Reply {
  recurringTask: { id: string; totalOccurrence: number }
  tasks: Task[]
}

const server = useTestServer()
const never = new AbortController().signal
const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs
let contactId: string
let start: number
beforeEach(async () => {
  contactId = await newContact(server, {})
  start = server.clock.now() + hourMs
})

const make = () =>
  makeDueTasks(server, never, (error) => {
    throw error
  })

async function create(rules: object = {}, fields: object = {}): Promise<string> {
  const rruleOptions = {
    intervalType: 'daily',
    interval: 1,
    startDate: new Date(start).toISOString(),
    dueAfterSeconds: 60,
    createTaskIfOverDue: true,
    ...rules,
  }
  const body = { title: 'Call', contactIds: [contactId], ignoreTaskCreation: true, ...fields, rruleOptions }
  const reply = await server.call<Reply>('POST', `/locations/${server.locationId}/recurring-tasks`, body)
  expect(reply.status).toBe(201)
  return reply.body.recurringTask.id
}
const totalOf = async (id: string) =>
  (await server.call<Reply>('GET', `/locations/${server.locationId}/recurring-tasks/${id}`)).body
    .recurringTask.totalOccurrence
const tasksOf = async (contact: string) =>
  (await server.call<Reply>('GET', `/contacts/${contact}/tasks`)).body.tasks
/** The due dates of the contact's tasks, as hours from the start. */
const hours = async (contact = contactId) =>
  (await tasksOf(contact))
    .map(({ dueDate }) => (Date.parse(dueDate) - 60_000 - start) / hourMs)
    .sort((a, b) => a - b)
const moveTo = async (hour: number) => {
  server.clock.advance(start + hour * hourMs - server.clock.now())
  await make()
}

describe('tasks of recurring tasks', () => {
  it('BR-523 are made when they are due, once, and not before', async () => {
    const id = await create()
    await moveTo(-0.001)
    expect(await hours()).toEqual([])
    await moveTo(0)
    await make()
    expect(await hours()).toEqual([0])
    await moveTo(23.999)
    expect(await hours()).toEqual([0])
    await moveTo(24)
    expect(await hours()).toEqual([0, 24])
    expect(await totalOf(id)).toBe(2)
  })

  it('BR-523 begin after the first one, which was made at once', async () => {
    await create({}, { ignoreTaskCreation: false })
    await moveTo(0)
    expect(await hours()).toEqual([0])
    await moveTo(24)
    expect(await hours()).toEqual([0, 24])
  })

  it('BR-523 are made for each contact', async () => {
    const other = await newContact(server, {})
    const id = await create({}, { contactIds: [contactId, other] })
    await moveTo(0)
    expect([await hours(), await hours(other)]).toEqual([[0], [0]])
    expect(await totalOf(id)).toBe(1)
  })

  it('BR-530 end after as many as were asked for, and with the end date', async () => {
    await create({ count: 2 })
    await create({ endDate: new Date(start + dayMs).toISOString() }, { title: 'Other' })
    for (const hour of [0, 24, 48, 72]) await moveTo(hour)
    expect(await hours()).toEqual([0, 0, 24, 24])
  })

  it('BR-524 that were missed are made up for, the last 24 of them', async () => {
    await create({ intervalType: 'hourly' })
    await moveTo(3.5)
    expect(await hours()).toEqual([0, 1, 2, 3])
    await moveTo(103)
    expect((await hours()).slice(4)).toEqual(Array.from({ length: 24 }, (_, index) => 80 + index))
    await moveTo(104)
    expect((await hours()).at(-1)).toBe(104)
  })

  it('BR-525 are not made while the previous one is overdue, unless the rules say so', async () => {
    const id = await create({ createTaskIfOverDue: false })
    await moveTo(0)
    await moveTo(24)
    await moveTo(48)
    expect(await hours()).toEqual([0])
    const [task] = await tasksOf(contactId)
    await server.call('PUT', `/contacts/${contactId}/tasks/${task?.id}/completed`, { completed: true })
    await moveTo(72)
    expect(await hours()).toEqual([0, 72])
    const late = (await tasksOf(contactId)).find(({ completed }) => !completed)
    await server.call('DELETE', `/contacts/${contactId}/tasks/${late?.id}`)
    await moveTo(96)
    expect(await hours()).toEqual([0, 96])
    expect(await totalOf(id)).toBe(3)
  })

  it('BR-523 are no longer made for a deleted contact, nor by a deleted recurring task', async () => {
    const other = await newContact(server, {})
    const id = await create({}, { contactIds: [contactId, other] })
    const { status } = await server.call('DELETE', `/contacts/${contactId}`)
    expect(status).toBe(200)
    await moveTo(0)
    expect(await hours(other)).toEqual([0])
    await server.call('DELETE', `/locations/${server.locationId}/recurring-tasks/${id}`)
    await moveTo(24)
    expect(await hours(other)).toEqual([0])
  })

  it('BR-523 end when no contact is left', async () => {
    const id = await create()
    await server.call('DELETE', `/contacts/${contactId}`)
    for (const hour of [0, 24]) await moveTo(hour)
    expect(await totalOf(id)).toBe(0)
  })

  it('BR-523 follow changed rules from now on', async () => {
    const id = await create()
    await moveTo(0)
    const rruleOptions = {
      intervalType: 'hourly',
      interval: 6,
      startDate: new Date(start).toISOString(),
      dueAfterSeconds: 60,
      createTaskIfOverDue: true,
    }
    server.clock.advance(hourMs)
    const url = `/locations/${server.locationId}/recurring-tasks/${id}`
    await server.call('PUT', url, { rruleOptions, title: 'Write' })
    await moveTo(5)
    expect(await hours()).toEqual([0])
    await moveTo(12)
    expect(await hours()).toEqual([0, 6, 12])
    expect((await tasksOf(contactId))[0]?.title).toBe('Write')
  })

  it('BR-526 are made though the same rules are sent between the occurrence and its tasks', async () => {
    const id = await create()
    const url = `/locations/${server.locationId}/recurring-tasks/${id}`
    const sent = await server.call<{ recurringTask: { rruleOptions: object } }>('GET', url)
    server.clock.advance(start + 26 * hourMs - server.clock.now())
    const rruleOptions = { count: 9, ...sent.body.recurringTask.rruleOptions }
    expect((await server.call('PUT', url, { rruleOptions })).status).toBe(200)
    await make()
    expect(await hours()).toEqual([0, 24])
    await moveTo(49)
    expect(await hours()).toEqual([0, 24, 48])
  })

  it('BR-526 of one location do not wait for those of another, or for its errors', async () => {
    const other = await server.fixtures.location(server.companyId)
    const { token } = await server.fixtures.token({ companyId: server.companyId, locationId: other })
    const headers = { authorization: `Bearer ${token}` }
    const made = await server.call('POST', '/contacts/', { locationId: other, firstName: 'A' }, headers)
    const theirs = made.body.contact.id
    for (let count = 0; count < 12; count++) await create()
    const rruleOptions = {
      intervalType: 'daily',
      interval: 1,
      startDate: new Date(start + 1).toISOString(),
      dueAfterSeconds: 0,
    }
    const body = { title: 'Later', contactIds: [theirs], rruleOptions, ignoreTaskCreation: true }
    await server.call('POST', `/locations/${other}/recurring-tasks`, body, headers)
    server.clock.advance(hourMs + 1)
    const order: string[] = []
    const storage = {
      ...server.storage,
      read: server.storage.read.bind(server.storage),
      write: (async (fn, scope) => {
        const { locationId } = scope as { locationId: string }
        order.push(locationId === other ? 'other' : 'own')
        if (locationId !== other && order.length > 2) throw new Error('no')
        return server.storage.write(fn, scope)
      }) as typeof server.storage.write,
    }
    const failed: string[] = []
    await makeDueTasks({ ...server, storage }, never, (_error, locationId) => failed.push(locationId))
    // A batch of the first location, then the other location, then the rest of the first, which fails.
    expect(order).toEqual(['own', 'other', 'own'])
    expect(failed).toEqual([server.locationId])
    await make()
    expect(await hours()).toEqual(Array(12).fill(0))
  })

  it('BR-526 are neither lost nor made twice if a write fails or several nodes make them at once', async () => {
    for (let count = 0; count < 20; count++) await create()
    server.clock.advance(hourMs)
    let writes = 0
    const failing = {
      ...server.storage,
      read: server.storage.read.bind(server.storage),
      write: ((fn, scope) =>
        server.storage.write(async (tx) => {
          const result = await fn(tx)
          writes++
          if (writes % 2 === 0) throw new Error('interrupted')
          return result
        }, scope)) as typeof server.storage.write,
    }
    const ignore = () => undefined
    await makeDueTasks({ ...server, storage: failing }, never, ignore)
    await Promise.all(Array.from({ length: 4 }, () => makeDueTasks(server, never, ignore)))
    await make()
    expect(await hours()).toEqual(Array(20).fill(0))
  })

  it('BR-526 are made in writes of few contacts, so no request waits long', async () => {
    const contactIds = await Promise.all(Array.from({ length: 30 }, () => newContact(server, {})))
    for (let count = 0; count < 4; count++) await create({}, { contactIds })
    server.clock.advance(hourMs)
    const write = vi.spyOn(server.storage, 'write')
    await make()
    const writes = write.mock.calls.length
    write.mockRestore()
    expect(writes).toBe(2)
    expect(await hours(contactIds[29])).toEqual([0, 0, 0, 0])
  })

  it('BR-526 measure the tasks of a contact, which can be thousands, once', async () => {
    await create({}, { contactIds: [contactId, await newContact(server, {})] })
    server.clock.advance(hourMs)
    const counts = { measured: 0, made: 0 }
    const { storage } = server
    const counting: typeof storage = {
      ...storage,
      read: storage.read.bind(storage),
      write: (fn, scope) =>
        storage.write((tx) => {
          const get: typeof tx.get = (statement, params) => {
            counts.measured += Number(statement.name === taskStatements.measure.name)
            return tx.get(statement, params)
          }
          const run: typeof tx.run = (statement, params) => {
            counts.made += Number(statement.name === taskStatements.insert.name)
            return tx.run(statement, params)
          }
          return fn({ get, run, all: tx.all.bind(tx), change: tx.change.bind(tx) })
        }, scope),
    }
    await makeDueTasks({ ...server, storage: counting }, never, () => undefined)
    expect(await hours()).toEqual([0])
    expect(counts.measured).toBe(counts.made)
  })

  it('BR-526 are left to the next call after a stop', async () => {
    await create()
    server.clock.advance(hourMs)
    const stopped = new AbortController()
    stopped.abort()
    await makeDueTasks(server, stopped.signal, () => undefined)
    expect(await hours()).toEqual([])
  })
})
