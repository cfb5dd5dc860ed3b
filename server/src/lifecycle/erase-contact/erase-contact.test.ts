import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { testEngine } from '../../../../test/support/engines.ts'
import { FiredEvents } from '../../../../test/support/fired-events.ts'
import { plantOpportunity } from '../../../../test/support/opportunities.ts'
import { readSchema } from '../../../../test/support/schema.ts'
import { newTestDatabase } from '../../../../test/support/test-database.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { migrateDatabase } from '../../storage/open-storage.ts'
import { scrubDatabase } from '../../storage/scrub-database.ts'
import { eraseContact, isErased } from './erase-contact.ts'

const server = useTestServer()

/** Everything in the database as text, bytes as Latin-1. */
async function content(): Promise<string> {
  const tables = [...new Set((await readSchema(server.storage)).map(({ table }) => table))]
  const texts = await server.storage.read((tx) =>
    Promise.all(
      tables.map((table) => tx.all({ name: `all-of-${table}`, sql: `SELECT * FROM "${table}"` }, {})),
    ),
  )
  return JSON.stringify(texts.flat(), (_key, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  ).toLowerCase()
}

const secrets = ['firstzq', 'streetzq', 'mailzq@example.com', 'tagzq', 'notezq', 'taskzq', 'dealzq']
let id: string
let other: string
let recurring: string

beforeAll(async () => {
  const { call, locationId } = server
  await FiredEvents.watch(server, locationId)
  other = await newContact(server, { firstName: 'Other', tags: ['shared'] })
  id = await newContact(server, {
    firstName: 'firstzq',
    address1: 'streetzq',
    email: 'mailzq@example.com',
    tags: ['tagzq', 'shared'],
  })
  await call('POST', `/contacts/${id}/notes`, { body: 'notezq' })
  await call('POST', `/contacts/${id}/tasks`, { title: 'taskzq', dueDate: '2030-01-01', completed: false })
  await plantOpportunity(server, id, { name: 'dealzq' })
  const made = await call<{ recurringTask: { id: string } }>(
    'POST',
    `/locations/${locationId}/recurring-tasks`,
    {
      title: 'For two',
      contactIds: [id, other],
      rruleOptions: { intervalType: 'daily', interval: 1, startDate: '2030-01-31', dueAfterSeconds: 60 },
    },
  )
  recurring = made.body.recurringTask.id
  const search = { locationId, pageLimit: 10, query: 'firstzq' }
  expect((await call('POST', '/contacts/search', search)).body).toMatchObject({ total: 1 })
})

describe('BR-782 a person is erased from all rows', () => {
  it('of the contact, what belongs to it, events and changes', async () => {
    const { locationId } = server
    for (const secret of secrets) expect(await content()).toContain(secret)
    const place = { locationId, contactId: id }
    expect(await isErased(server.storage, place)).toBe(false)
    expect(await eraseContact(server, place)).toMatchObject({
      contacts: 1,
      notes: 1,
      // The second is of the recurring task.
      tasks: 2,
      opportunities: 1,
      tags: 1,
    })
    const left = await content()
    for (const secret of [...secrets, id.toLowerCase()]) expect(left).not.toContain(secret)
    expect(await isErased(server.storage, place)).toBe(true)
  })

  it('and others keep what they have', async () => {
    const { call, locationId } = server
    expect((await call('GET', `/contacts/${other}`)).body.contact.tags).toEqual(['shared'])
    const { body } = await call<{ recurringTask: { contactId: string } }>(
      'GET',
      `/locations/${locationId}/recurring-tasks/${recurring}`,
    )
    expect(body.recurringTask.contactId).toBe(other)
    const search = { locationId, pageLimit: 10, query: 'firstzq' }
    expect((await call('POST', '/contacts/search', search)).body).toMatchObject({ total: 0 })
    expect((await call('GET', `/contacts/${id}`)).body).toEqual({
      error: `Contact with id ${id} not found`,
      status: 400,
    })
  })

  it('a second time it finds nothing', async () => {
    const counts = await eraseContact(server, { locationId: server.locationId, contactId: id })
    expect(Object.values(counts).every((count) => count === 0)).toBe(true)
  })
})

it.runIf(testEngine === 'postgres')('BR-782 PostgreSQL frees the space of deleted rows', async () => {
  const { url, drop } = await newTestDatabase(testEngine)
  await migrateDatabase({ database: url, clock: server.clock })
  expect(await scrubDatabase(url)).toBe('postgres')
  await drop()
})
