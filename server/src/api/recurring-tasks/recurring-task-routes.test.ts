import { beforeEach, describe, expect, it } from 'vitest'
import { isUntouched } from '../../../../test/support/activities.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { Task } from '../tasks/task.ts'

interface Reply {
  recurringTask: Record<string, unknown> & { id: string }
  tasks: Task[]
  id: string
  message: string | string[]
}

const server = useTestServer()
let url: string
let contactId: string
beforeEach(async () => {
  url = `/locations/${server.locationId}/recurring-tasks`
  contactId = await newContact(server, {})
})

const rruleOptions = {
  intervalType: 'daily',
  interval: 1,
  startDate: '2024-06-20T09:00:00.000Z',
  dueAfterSeconds: 3600,
}
const create = (fields: object = {}) =>
  server.call<Reply>('POST', url, { title: 'Call', rruleOptions, ...fields })
const tasks = async () => (await server.call<Reply>('GET', `/contacts/${contactId}/tasks`)).body.tasks

describe('a recurring task', () => {
  it('BR-522 is created with 201, in the order of HighLevel’s keys, and returned', async () => {
    const now = server.clock.iso()
    const sent = {
      ignoreTaskCreation: true,
      owners: [server.userId],
      contactIds: [contactId],
      description: 'By phone',
    }
    const reply = await create(sent)
    const { id } = reply.body.recurringTask
    const recurringTask = {
      id,
      title: 'Call',
      description: 'By phone',
      locationId: server.locationId,
      updatedAt: now,
      createdAt: now,
      rruleOptions,
      totalOccurrence: 0,
      deleted: false,
      assignedTo: server.userId,
      contactId,
    }
    expect([reply.status, reply.text]).toEqual([201, JSON.stringify({ recurringTask })])
    expect((await server.call('GET', `${url}/${id}`)).text).toBe(reply.text)
    expect(await tasks()).toEqual([])
  })

  it('BR-533 leaves out a user and a contact that are not set, and drops null', async () => {
    const reply = await create({ rruleOptions: { ...rruleOptions, count: null, endDate: null } })
    expect(reply.body.recurringTask).toMatchObject({ description: '', rruleOptions, totalOccurrence: 0 })
    expect(Object.keys(reply.body.recurringTask)).not.toContain('contactId')
    expect(reply.body.recurringTask.rruleOptions).not.toHaveProperty('count')
  })

  it('BR-533 makes its first task at once', async () => {
    const reply = await create({ contactIds: [contactId, contactId], owners: [server.userId] })
    expect(reply.body.recurringTask.totalOccurrence).toBe(1)
    expect(await tasks()).toEqual([
      {
        id: expect.any(String),
        title: 'Call',
        assignedTo: server.userId,
        dueDate: '2024-06-20T10:00:00.000Z',
        completed: false,
        contactId,
      },
    ])
  })

  it('BR-523 makes no task that is due after the year 9999', async () => {
    const rules = { ...rruleOptions, startDate: '9999-12-31T00:00:00Z', dueAfterSeconds: 366 * 24 * 60 * 60 }
    await create({ contactIds: [contactId], rruleOptions: rules })
    expect(await tasks()).toMatchObject([{ dueDate: '9999-12-31T23:59:59.999Z' }])
  })

  it('BR-533 is changed property by property', async () => {
    const { id } = (await create({ contactIds: [contactId], description: 'x' })).body.recurringTask
    server.clock.advance(1000)
    const put = async (body: object) =>
      (await server.call<Reply>('PUT', `${url}/${id}`, body)).body.recurringTask
    expect(await put({ title: 'Write', description: '', owners: [server.userId] })).toMatchObject({
      title: 'Write',
      description: '',
      assignedTo: server.userId,
      contactId,
      updatedAt: server.clock.iso(),
    })
    const weekly = { ...rruleOptions, intervalType: 'weekly', dayOfWeek: 'MO' }
    const after = await put({ rruleOptions: weekly, contactIds: [], ignoreTaskCreation: false })
    expect(after.rruleOptions).toEqual(weekly)
    expect(after).not.toHaveProperty('contactId')
    expect(await tasks()).toHaveLength(1)
  })

  it('BR-522 is deleted, and keeps its tasks', async () => {
    const { id } = (await create({ contactIds: [contactId] })).body.recurringTask
    const reply = await server.call<Reply>('DELETE', `${url}/${id}`)
    expect([reply.status, reply.text]).toEqual([200, `{"id":"${id}","success":true}`])
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const again = await server.call<Reply>(
        method,
        `${url}/${id}`,
        method === 'PUT' ? { title: 5 } : undefined,
      )
      expect([again.status, again.body.message]).toEqual([400, `Recurring task not found for id:${id}`])
    }
    expect(await tasks()).toHaveLength(1)
  })

  it.each<[string, () => object, number, string[] | RegExp]>([
    [
      'what is missing',
      () => ({ title: undefined, rruleOptions: {} }),
      422,
      [
        'title must be a string',
        'title should not be empty',
        'rruleOptions.intervalType must be a valid enum value',
        'rruleOptions.interval must be a number conforming to the specified constraints',
        'rruleOptions.startDate must be a valid ISO 8601 date string',
        'rruleOptions.startDate must be a string',
        'rruleOptions.startDate should not be empty',
        'rruleOptions.dueAfterSeconds must be a number conforming to the specified constraints',
      ],
    ],
    [
      'what is wrong',
      () => ({
        color: 'red',
        rruleOptions: { ...rruleOptions, interval: 0, dayOfWeek: 'Monday', dayOfMonth: 32, count: 1.5 },
      }),
      422,
      [
        'property color should not exist',
        'rruleOptions.interval must not be less than 1',
        'rruleOptions.dayOfMonth must not be greater than 31',
        'rruleOptions.dayOfWeek must be a valid enum value',
        'rruleOptions.count must be a number conforming to the specified constraints',
      ],
    ],
    [
      'dates without occurrences',
      () => ({ rruleOptions: { ...rruleOptions, startDate: '1969-01-01', endDate: '1968-01-01' } }),
      422,
      ['rruleOptions.startDate must not be before 1970', 'rruleOptions.endDate must not be before startDate'],
    ],
    ['an unknown contact', () => ({ contactIds: [contactId, 'nobody'] }), 400, /^Contact not found/],
    ['an unknown user', () => ({ owners: ['nobody'] }), 400, /^User not found/],
  ])('BR-533 is refused for %s, and nothing changes', async (_what, fields, status, message) => {
    const { id } = (await create()).body.recurringTask
    const send = async () => {
      const reply = await create(fields())
      expect(reply.status).toBe(status)
      if (message instanceof RegExp) expect(reply.body.message).toMatch(message)
      else expect(reply.body.message).toEqual(message)
      if (!('title' in fields()))
        expect((await server.call<Reply>('PUT', `${url}/${id}`, fields())).body).toEqual(
          message instanceof RegExp ? reply.body : { ...reply.body, traceId: expect.any(String) },
        )
    }
    expect(await isUntouched(server, send)).toBe(true)
  })
})
