import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { startTestServer, type TestServer } from '../../../../test/support/server.ts'
import { countBusinesses, markBusinessDeleted } from '../../locations/business-store.ts'
import { findBusiness } from '../../locations/find-business.ts'
import type { Contact } from '../contact.ts'
import { findContact, setContactDocument } from '../contact-store.ts'
import { finishDeletions } from '../finish-deletions.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const never = new AbortController().signal

async function newBusiness(name: string): Promise<string> {
  const { locationId } = server
  const reply = await server.call<{ buiseness: { id: string } }>('POST', '/businesses/', { name, locationId })
  return reply.body.buiseness.id
}

const documentOf = async (id: string) => {
  const row = await server.storage.read((tx) => tx.get(findContact, { locationId: server.locationId, id }))
  return JSON.parse(row?.document ?? '{}') as Contact
}

/** A contact of a business, as its own operation makes one. */
async function newMember(businessId: string, fields = {}): Promise<Contact> {
  const { locationId } = server
  const id = await newContact(server, fields)
  const contact = { ...(await documentOf(id)), businessId }
  await server.storage.write((tx) => setContactDocument(tx, { locationId, id }, JSON.stringify(contact)))
  return contact
}

const rows = async () =>
  (await server.storage.read((tx) => tx.get(countBusinesses, { locationId: server.locationId })))?.count

describe('Delete Business', () => {
  it('BR-232 takes the business, and from its contacts its id, and nothing else of them', async () => {
    const [going, staying] = [await newBusiness('Going'), await newBusiness('Staying')]
    const members: Contact[] = []
    for (let count = 0; count < 130; count += 1) members.push(await newMember(going, { city: going }))
    const others = [await newMember(staying, { city: going }), await documentOf(await newContact(server))]
    server.clock.advance(60_000)

    const { status, body } = await server.call('DELETE', `/businesses/${going}/`)
    expect({ status, body }).toEqual({ status: 200, body: { success: true } })
    for (const { businessId, ...rest } of members) expect(await documentOf(rest.id)).toEqual(rest)
    for (const other of others) expect(await documentOf(other.id)).toEqual(other)
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const reply = await server.call(method, `/businesses/${going}`, method === 'PUT' ? {} : undefined)
      expect(reply).toMatchObject({ status: 400, body: { message: `Business not found for id:${going}` } })
    }
    expect(await rows()).toBe(1)
  })

  it('BR-232 that was cut short leaves a business that nobody finds, and the next start finishes it', async () => {
    const { storage, locationId, clock } = server
    const before = await rows()
    const id = await newBusiness('Cut short')
    const member = await newMember(id)
    await storage.write((tx) => tx.run(markBusinessDeleted, { locationId, id, dateDeleted: clock.now() }))
    expect(await storage.read((tx) => findBusiness(tx, locationId, id))).toBeUndefined()
    expect((await server.call('GET', `/businesses/?locationId=${locationId}`)).text).not.toContain(id)

    await finishDeletions(server, never)
    expect(await documentOf(member.id)).not.toHaveProperty('businessId')
    expect(await rows()).toBe(before)
  })
})
