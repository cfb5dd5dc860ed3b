import { beforeEach, describe, expect, it } from 'vitest'
import { type ActivityReply, isUntouched } from '../../../../test/support/activities.ts'
import { documentOf, newContact } from '../../../../test/support/contacts.ts'
import type { Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { Task } from './task.ts'

const server = useTestServer()
let contactId: string
let url: string
beforeEach(async () => {
  contactId = await newContact(server, { name: 'Jane Doe' })
  url = `/contacts/${contactId}/tasks`
  server.clock.advance(1000)
})

const required = { title: 'First Task', dueDate: '2020-10-25T11:00:00Z', completed: false }
const call = (method: Method, path = '', body?: unknown) =>
  server.call<ActivityReply>(method, `${url}${path}`, body)
async function newTask(fields: object = {}): Promise<Task> {
  const reply = await call('POST', '', { ...required, ...fields })
  expect(reply.status).toBe(201)
  return reply.body.task
}

describe('the tasks of a contact', () => {
  it('BR-214 BR-389 are created and returned as sent, in the order of HighLevel’s keys', async () => {
    const reply = await call('POST', '/', {
      completed: true,
      assignedTo: server.userId,
      dueDate: '2021-06-23T03:30:00+01:00',
      body: 'more',
      title: ' kept ',
    })
    const task = {
      id: reply.body.task.id,
      title: ' kept ',
      body: 'more',
      assignedTo: server.userId,
      dueDate: '2021-06-23T02:30:00.000Z',
      completed: true,
      contactId,
    }
    expect(task.id).toMatch(/^[A-Za-z0-9]{20}$/)
    const { traceId } = reply.body
    expect(traceId).toMatch(/^[0-9a-f-]{36}$/)
    expect([reply.status, reply.text]).toEqual([201, JSON.stringify({ task, traceId })])
    const found = await call('GET', `/${task.id}/`)
    expect([found.status, found.text]).toEqual([200, JSON.stringify({ task })])
  })

  it('BR-214 omit unset properties', async () => {
    const { id, ...rest } = await newTask()
    expect(rest).toEqual({ ...required, dueDate: '2020-10-25T11:00:00.000Z', contactId })
  })

  it('BR-214 are listed for each contact, the latest first', async () => {
    const first = await newTask({ title: 'first' })
    server.clock.advance(1)
    const second = await newTask({ title: 'second', dueDate: '1999-01-01' })
    const other = await newContact(server)
    await server.call('POST', `/contacts/${other}/tasks`, required)
    const reply = await call('GET')
    expect([reply.status, reply.text]).toEqual([200, JSON.stringify({ tasks: [second, first] })])
  })

  it('BR-214 are initially empty', async () => {
    expect((await call('GET')).text).toBe('{"tasks":[]}')
  })

  it.each<[string, object, object]>([
    ['nothing', {}, {}],
    ['the title', { title: 'new' }, { title: 'new' }],
    ['the day', { dueDate: '2030-01-31' }, { dueDate: '2030-01-31T00:00:00.000Z' }],
    ['its completion', { completed: true }, { completed: true }],
    ['the text to none', { body: '' }, { body: undefined }],
    ['the user to none', { assignedTo: '' }, { assignedTo: undefined }],
  ])('BR-214 an update changes %s', async (_what, sent, changed) => {
    const before = await newTask({ body: 'text', assignedTo: server.userId })
    const reply = await call('PUT', `/${before.id}`, sent)
    const after = JSON.parse(JSON.stringify({ ...before, ...changed }))
    expect([reply.status, reply.body]).toEqual([200, { task: after }])
    expect((await call('GET', `/${before.id}`)).body).toEqual({ task: after })
  })

  it('BR-214 can be completed and reopened', async () => {
    const task = await newTask({ body: 'text' })
    for (const completed of [true, true, false]) {
      const reply = await call('PUT', `/${task.id}/completed`, { completed })
      expect([reply.status, reply.body]).toEqual([200, { task: { ...task, completed } }])
    }
  })

  it('BR-214 are deleted permanently', async () => {
    const { id } = await newTask()
    const kept = await newTask()
    const reply = await call('DELETE', `/${id}`)
    expect([reply.status, reply.text]).toEqual([200, '{"succeded":true,"succeeded":true}'])
    expect((await call('GET')).body.tasks).toEqual([kept])
    const again = await call('DELETE', `/${id}`)
    expect([again.status, again.body.message]).toEqual([400, `Task not found for id:${id}`])
  })

  it.each([
    ['2020', '2020-01-01T00:00:00.000Z'],
    ['2020-W53-5', '2021-01-01T00:00:00.000Z'],
    ['20201025T110000,5+02', '2020-10-25T09:00:00.500Z'],
  ])('BR-215 are due by %s, in UTC', async (dueDate, stored) => {
    const { status, body } = await call('POST', '', { ...required, dueDate })
    expect([status, body.task.dueDate]).toEqual([201, stored])
  })

  it('BR-216 do not change the contact', async () => {
    const before = await documentOf(server, contactId)
    server.clock.advance(1000)
    const { id } = await newTask()
    await call('PUT', `/${id}/completed`, { completed: true })
    await call('DELETE', `/${id}`)
    expect(await documentOf(server, contactId)).toBe(before)
  })
})

const refused: [string, unknown, number, string | string[]][] = [
  ['a title that is empty', { ...required, title: '' }, 422, ['title should not be empty']],
  [
    'a title that is null',
    { ...required, title: null },
    422,
    ['title must be a string', 'title should not be empty'],
  ],
  ['a text that is null', { ...required, body: null }, 422, ['body must be a string']],
  [
    'a day that does not exist',
    { ...required, dueDate: '2021-02-30' },
    422,
    ['dueDate must be a valid ISO 8601 date string'],
  ],
  [
    'an empty day',
    { ...required, dueDate: '' },
    422,
    ['dueDate must be a valid ISO 8601 date string', 'dueDate should not be empty'],
  ],
  [
    'a day in milliseconds',
    { ...required, dueDate: 1603623600000 },
    422,
    ['dueDate must be a valid ISO 8601 date string', 'dueDate must be a string'],
  ],
  ['a text for a truth', { ...required, completed: 'true' }, 422, ['completed must be a boolean value']],
  [
    'an unknown property',
    { ...required, contactId: 'x', locationId: 'x' },
    422,
    ['property contactId should not exist', 'property locationId should not exist'],
  ],
  [
    'a title that is too long',
    { ...required, title: 'x'.repeat(1001) },
    422,
    ['title must be shorter than or equal to 1000 characters'],
  ],
  ['an unknown user', { ...required, assignedTo: 'nobody' }, 400, 'User not found for id:nobody'],
]

describe.each([
  ['POST', () => url],
  ['PUT', async () => `${url}/${(await newTask()).id}`],
] as const)('%s refuses and changes nothing', (method, urlOf) => {
  it.each(refused)('BR-214 BR-215 %s', async (_what, body, status, message) => {
    const at = await urlOf()
    const send = async () => {
      const reply = await server.call(method, at, body)
      expect([reply.status, reply.body.message]).toEqual([status, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })
})

it('BR-214 a task without its required properties is refused with all violations', async () => {
  const reply = await call('POST', '', {})
  expect([reply.status, reply.body.message]).toEqual([
    422,
    [
      'title must be a string',
      'title should not be empty',
      'dueDate must be a valid ISO 8601 date string',
      'dueDate must be a string',
      'dueDate should not be empty',
      'completed must be a boolean value',
    ],
  ])
})

it.each([
  [{}, ['completed must be a boolean value']],
  [{ completed: null }, ['completed must be a boolean value']],
  [{ completed: true, title: 'x' }, ['property title should not exist']],
])('BR-214 Update Task Completed refuses %j', async (body, message) => {
  const { id } = await newTask()
  const reply = await call('PUT', `/${id}/completed`, body)
  expect([reply.status, reply.body.message]).toEqual([422, message])
})
