import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { FiredEvents } from '../../../../test/support/fired-events.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { makeDueTasks } from '../recurring-tasks/make-due-tasks.ts'

const server = useTestServer()
let fired: FiredEvents
beforeAll(async () => {
  fired = await FiredEvents.watch(server, server.locationId)
})
let contactId: string
beforeEach(async () => {
  contactId = await newContact(server)
  await fired.take()
})

const texts = async () => (await fired.take()).map(({ text }) => text)

it('BR-705 notes fire when they are created, changed and deleted, with four properties', async () => {
  const url = `/contacts/${contactId}/notes`
  const fields = { body: 'Hi', title: 'T', userId: server.userId }
  const { body } = await server.call<{ note: { id: string } }>('POST', url, fields)
  const { id } = body.note
  const dateAdded = server.clock.iso()
  const { locationId } = server
  const event = (type: string, text: string) =>
    JSON.stringify({ type, locationId, id, body: text, contactId, dateAdded })
  const created = await fired.take()
  expect(created).toMatchObject([{ contactId, text: event('NoteCreate', 'Hi') }])
  server.clock.advance(1000)
  await server.call('PUT', `${url}/${id}`, { body: 'Ho' })
  await server.call('PUT', `${url}/${id}`, { body: 'Ho', pinned: true })
  await server.call('PUT', `${url}/${id}`, { body: 'Ho' })
  expect(await texts()).toEqual([event('NoteUpdate', 'Ho'), event('NoteUpdate', 'Ho')])
  await server.call('DELETE', `${url}/${id}`)
  expect(await texts()).toEqual([event('NoteDelete', 'Ho')])
})

describe('BR-706 tasks', () => {
  const dueDate = '2026-12-01T10:00:00.000Z'
  const task = { title: 'Call', body: 'now', dueDate, completed: false }
  const create = async (fields: object = {}) => {
    const url = `/contacts/${contactId}/tasks`
    const { body } = await server.call<{ task: { id: string } }>('POST', url, { ...task, ...fields })
    return `${url}/${body.task.id}`
  }

  it('fire when they are created, completed and deleted', async () => {
    const { locationId, userId: assignedTo } = server
    const url = await create({ assignedTo })
    const id = url.split('/').at(-1)
    const dateAdded = server.clock.iso()
    const event = (type: string, title = 'Call') =>
      JSON.stringify({ type, locationId, id, assignedTo, body: 'now', contactId, title, dateAdded, dueDate })
    expect(await fired.take()).toMatchObject([{ contactId, text: event('TaskCreate') }])
    server.clock.advance(1000)
    await server.call('PUT', url, { title: 'Phone' })
    expect(await texts()).toEqual([])
    await server.call('PUT', `${url}/completed`, { completed: true })
    await server.call('PUT', `${url}/completed`, { completed: true })
    await server.call('PUT', url, { completed: false })
    expect(await texts()).toEqual([event('TaskComplete', 'Phone')])
    await server.call('DELETE', url)
    expect(await texts()).toEqual([event('TaskDelete', 'Phone')])
  })

  it('that are completed from the start fire both', async () => {
    await create({ completed: true })
    expect(await fired.types()).toEqual(['TaskCreate', 'TaskComplete'])
  })

  it('of recurring tasks fire when they are made', async () => {
    const { storage, clock, ids, locationId } = server
    const rruleOptions = {
      intervalType: 'daily',
      interval: 1,
      startDate: clock.iso(),
      dueAfterSeconds: 60,
      createTaskIfOverDue: true,
    }
    const body = { title: 'Daily', contactIds: [contactId], owners: [], rruleOptions }
    const { status, text } = await server.call('POST', `/locations/${locationId}/recurring-tasks`, body)
    expect([status, text]).toEqual([201, text])
    expect(await fired.take()).toMatchObject([{ type: 'TaskCreate', contactId, payload: { title: 'Daily' } }])
    clock.advance(24 * 60 * 60 * 1000)
    await makeDueTasks({ storage, clock, ids }, new AbortController().signal, (error) => {
      throw error
    })
    expect(await fired.take()).toMatchObject([{ type: 'TaskCreate', contactId, payload: { title: 'Daily' } }])
  })
})
