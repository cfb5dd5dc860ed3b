import { beforeEach, describe, expect, it } from 'vitest'
import { type ActivityReply, isUntouched } from '../../../../test/support/activities.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { appointmentKind } from '../appointments/appointment.ts'
import { noteKind } from '../notes/note.ts'
import { taskKind } from '../tasks/task.ts'
import { maxRecords, maxRecordsLength, type RecordKind } from './records.ts'

const server = useTestServer()
let contactId: string
beforeEach(async () => {
  contactId = await newContact(server)
})

const day = '2030-01-01'

const requests = (kind: RecordKind): [string, object] => {
  if (kind === noteKind) return [`/contacts/${contactId}/notes`, { body: 'x' }]
  if (kind === taskKind)
    return [`/contacts/${contactId}/tasks`, { title: 'x', dueDate: day, completed: false }]
  return ['/_contactd/appointments', { contactId, title: 'x', startTime: day, endTime: day }]
}

const columnsOfTask = { dueDate: day, completed: 0, assignedTo: null, dateUpdated: 0 }

/** Adds records to the store, with a given size in place of their own. */
const plant = (kind: RecordKind, count: number, size: number) =>
  server.storage.write(async (tx) => {
    const { locationId } = server
    for (let made = 0; made < count; made++) {
      const id = server.ids.next()
      const document = JSON.stringify({ id, startTime: day, endTime: day, dateAdded: day, dateUpdated: day })
      const row = { locationId, contactId, id, sortTime: made, size, document }
      await tx.run(kind.statements.insert, { ...row, ...(kind === taskKind && columnsOfTask) })
    }
  }, 'database')

describe.each([noteKind, taskKind, appointmentKind])('the limits of $plural', (kind) => {
  it('BR-213 are ten thousand per contact', async () => {
    await plant(kind, maxRecords - 1, 1)
    const [url, body] = requests(kind)
    expect((await server.call('POST', url, body)).status).toBe(201)
    const send = async () => {
      const reply = await server.call('POST', url, body)
      expect([reply.status, reply.body.message]).toEqual([
        400,
        `This contact has 10000 ${kind.plural}, the most it can have`,
      ])
    }
    expect(await isUntouched(server, send)).toBe(true)
    const list = await server.call<Record<string, object[]>>('GET', `/contacts/${contactId}/${kind.plural}`)
    expect(Object.values(list.body)[0]).toHaveLength(maxRecords)
  })

  it('BR-213 are a total length', async () => {
    await plant(kind, 1, maxRecordsLength - 1)
    const [url, body] = requests(kind)
    const reply = await server.call('POST', url, body)
    expect([reply.status, reply.body.message]).toEqual([
      422,
      [`the ${kind.plural} of the contact must not grow beyond 8388608 characters`],
    ])
  })
})

it('BR-213 an update that exceeds the total length is refused, and one that reduces it is not', async () => {
  const url = `/contacts/${contactId}/notes`
  const { body } = await server.call<ActivityReply>('POST', url, { body: 'some text' })
  await plant(noteKind, 1, maxRecordsLength - 1)
  const put = (text: string) => server.call('PUT', `${url}/${body.note.id}`, { body: text })
  expect((await put('some text that is longer')).status).toBe(422)
  expect((await put('shorter')).status).toBe(200)
})
