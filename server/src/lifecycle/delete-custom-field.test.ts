import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import type { Contact } from '../api/contacts/contact.ts'
import type { CustomField } from '../api/custom-fields/custom-field.ts'
import { countCustomFields, markCustomFieldDeleted } from '../api/custom-fields/custom-field-store.ts'
import { type Storage, StorageUnavailableError } from '../storage/storage.ts'
import { sweepCustomField } from './clear-custom-field.ts'
import { resumeBackgroundWork } from './resume-background-work.ts'

let server: TestServer
let url: string
const never = new AbortController().signal

beforeEach(async () => {
  server = await startTestServer()
  url = `/locations/${server.locationId}/customFields`
})
afterEach(() => server.close())

const makeField = async (name: string) =>
  (await server.call<{ customField: CustomField }>('POST', url, { name, dataType: 'TEXT' })).body.customField

async function makeContact(fields: Record<string, string>): Promise<Contact> {
  const customFields = Object.entries(fields).map(([id, value]) => ({ id, field_value: value }))
  const reply = await server.call('POST', '/contacts/', {
    locationId: server.locationId,
    firstName: 'A',
    customFields,
  })
  return reply.body.contact
}

const getContact = async (id: string) => (await server.call('GET', `/contacts/${id}`)).body.contact

const rowsOfFields = async () =>
  (await server.storage.read((tx) => tx.get(countCustomFields, { locationId: server.locationId })))?.count

const mark = (id: string) =>
  server.storage.write(
    (tx) =>
      tx.run(markCustomFieldDeleted, { locationId: server.locationId, id, dateDeleted: server.clock.now() }),
    'database',
  )

describe('Delete Custom Field', () => {
  it('BR-083 BR-084 deletes the definition, and removes only its values from all contacts', async () => {
    const [going, staying] = [await makeField('Going'), await makeField('Staying')]
    const contacts: Contact[] = []
    for (let count = 0; count < 250; count += 1) {
      const holds =
        count % 3 === 0 ? { [going.id]: `v${count}`, [staying.id]: 's' } : { [staying.id]: going.id }
      contacts.push(await makeContact(holds))
    }
    server.clock.advance(60_000)
    const reply = await server.call('DELETE', `${url}/${going.id}/`)
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({ succeded: true })
    expect((await server.call('GET', `${url}/${going.id}`)).status).toBe(400)
    for (const before of contacts) {
      const customFields = before.customFields.filter((entry) => entry.id !== going.id)
      expect(await getContact(before.id)).toEqual({ ...before, customFields })
    }
    expect(await rowsOfFields()).toBe(1)
  })

  it('BR-083 releases the key, and a new field with that name has no old values', async () => {
    const old = await makeField('Reused')
    const { id } = await makeContact({ [old.id]: 'old' })
    await server.call('DELETE', `${url}/${old.id}`)
    const next = await makeField('Reused')
    expect(next.fieldKey).toBe(old.fieldKey)
    expect(next.id).not.toBe(old.id)
    expect((await getContact(id)).customFields).toEqual([])
  })

  it('BR-084 does not change the contacts of other locations', async () => {
    const { fixtures, companyId } = server
    const field = await makeField('Mine')
    const other = await fixtures.location(companyId)
    const { token } = await fixtures.token({ companyId, locationId: other })
    const theirs = await fixtures.customField(other, { dataType: 'TEXT', id: field.id })
    const headers = { authorization: `Bearer ${token}` }
    const customFields = [{ id: theirs.id, field_value: 'theirs' }]
    const made = await server.call(
      'POST',
      '/contacts/',
      { locationId: other, firstName: 'A', customFields },
      headers,
    )
    await server.call('DELETE', `${url}/${field.id}`)
    const found = await server.call('GET', `/contacts/${made.body.contact.id}`, undefined, headers)
    expect(found.body.contact.customFields).toEqual([{ id: field.id, value: 'theirs' }])
  })

  it('BR-083 BR-084 happens once for several concurrent requests, and loses no update made meanwhile', async () => {
    const [going, staying] = [await makeField('Going'), await makeField('Staying')]
    const contacts = await Promise.all(
      Array.from({ length: 150 }, () => makeContact({ [going.id]: 'g', [staying.id]: 'before' })),
    )
    const deletions = Array.from({ length: 5 }, () => server.call('DELETE', `${url}/${going.id}`))
    const updates = contacts.map((contact) =>
      server.call('PUT', `/contacts/${contact.id}`, {
        city: 'X',
        customFields: [
          { id: staying.id, field_value: 'after' },
          { id: going.id, field_value: 'again' },
        ],
      }),
    )
    const statuses = (await Promise.all(deletions)).map((reply) => reply.status).sort()
    await Promise.all(updates)
    expect(statuses).toEqual([200, 400, 400, 400, 400])
    for (const { id } of contacts) {
      expect(await getContact(id)).toMatchObject({
        city: 'X',
        customFields: [{ id: staying.id, value: 'after' }],
      })
    }
  })
})

describe('an interrupted deletion', () => {
  it('BR-083 BR-085 hides the field and releases its key, and the next start finishes it', async () => {
    const field = await makeField('Cut short')
    const { id } = await makeContact({ [field.id]: 'v' })
    await mark(field.id)

    expect((await server.call('GET', `${url}/${field.id}`)).status).toBe(400)
    expect((await server.call('GET', `${url}/${field.fieldKey}`)).status).toBe(400)
    expect((await server.call('PUT', `${url}/${field.id}`, { name: 'x' })).status).toBe(400)
    expect((await server.call('DELETE', `${url}/${field.id}`)).status).toBe(400)
    expect((await server.call('GET', url)).body).toEqual({ customFields: [] })
    const updated = await server.call('PUT', `/contacts/${id}`, {
      customFields: [{ id: field.id, field_value: 'new' }],
    })
    expect(updated.headers['x-contactd-ignored-fields']).toBe(field.id)
    const next = await makeField('Cut short')
    expect(next.fieldKey).toBe('contact.cut_short')
    expect((await getContact(id)).customFields).toEqual([{ id: field.id, value: 'v' }])

    await resumeBackgroundWork(server, never)
    expect((await getContact(id)).customFields).toEqual([])
    expect(await rowsOfFields()).toBe(1)
    expect((await server.call('GET', `${url}/${next.id}`)).body).toEqual({ customField: next })
  })

  it('BR-085 ends between two pages when the server stops, and continues later', async () => {
    const field = await makeField('Stopped')
    const contacts = await Promise.all(Array.from({ length: 250 }, () => makeContact({ [field.id]: 'v' })))
    await mark(field.id)
    const stopping = new AbortController()
    const storage: Storage = {
      read: (fn) => server.storage.read(fn),
      async write(fn, scope) {
        const result = await server.storage.write(fn, scope)
        stopping.abort()
        return result
      },
      changeStamp: () => server.storage.changeStamp(),
      checkWritable: () => server.storage.checkWritable(),
      close: () => server.storage.close(),
    }
    const target = { locationId: server.locationId, id: field.id }
    expect(await sweepCustomField({ ...server, storage }, target, stopping.signal)).toBe(false)
    const held = async () => {
      const now = await Promise.all(contacts.map((contact) => getContact(contact.id)))
      return now.filter((contact) => contact.customFields.length > 0).length
    }
    expect(await held()).toBe(150)
    await resumeBackgroundWork(server, stopping.signal)
    expect(await held()).toBe(150)
    await resumeBackgroundWork(server, never)
    expect(await held()).toBe(0)
    expect(await rowsOfFields()).toBe(0)
  })

  it('survives an unavailable database: it reports the failure, and leaves nothing half done', async () => {
    const field = await makeField('Full')
    const { id } = await makeContact({ [field.id]: 'v' })
    await mark(field.id)
    const storage: Storage = {
      read: (fn) => server.storage.read(fn),
      write: () => Promise.reject(new StorageUnavailableError('full')),
      changeStamp: () => server.storage.changeStamp(),
      checkWritable: () => server.storage.checkWritable(),
      close: () => server.storage.close(),
    }
    await expect(resumeBackgroundWork({ ...server, storage }, never)).rejects.toThrow(StorageUnavailableError)
    expect((await getContact(id)).customFields).toHaveLength(1)
    expect(await rowsOfFields()).toBe(1)
  })
})
