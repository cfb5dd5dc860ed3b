import { describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { countBusinesses, markBusinessDeleted } from '../api/businesses/business-store.ts'
import { findBusiness } from '../api/businesses/find-business.ts'
import type { Contact } from '../api/contacts/contact.ts'
import { findContact, setContactDocument } from '../api/contacts/contact-store.ts'
import { resumeBackgroundWork } from './resume-background-work.ts'

const server = useTestServer()

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

/** Creates a contact of a business through the API. */
async function newMember(businessId: string, fields = {}): Promise<Contact> {
  const before = await documentOf(await newContact(server, fields))
  const contact = { ...before, businessId }
  await server.storage.write((tx) => setContactDocument(tx, before, contact), 'database')
  return contact
}

const rows = async () =>
  (await server.storage.read((tx) => tx.get(countBusinesses, { locationId: server.locationId })))?.count

describe('Delete Business', () => {
  it('BR-232 deletes the business, and removes only its id from its contacts', async () => {
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

  it('BR-232 hides the business if it is interrupted, and the next start finishes it', async () => {
    const { storage, locationId, clock } = server
    const before = await rows()
    const id = await newBusiness('Cut short')
    const member = await newMember(id)
    await storage.write(
      (tx) => tx.run(markBusinessDeleted, { locationId, id, dateDeleted: clock.now() }),
      'database',
    )
    expect(await storage.read((tx) => findBusiness(tx, locationId, id))).toBeUndefined()
    expect((await server.call('GET', `/businesses/?locationId=${locationId}`)).text).not.toContain(id)

    await resumeBackgroundWork(server, never)
    expect(await documentOf(member.id)).not.toHaveProperty('businessId')
    expect(await rows()).toBe(before)
  })
})
