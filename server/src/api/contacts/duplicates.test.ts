import { beforeAll, describe, expect, it } from 'vitest'
import { newContact, stateOf } from '../../../../test/support/contacts.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { statement } from '../../storage/statement.ts'

const server = useTestServer()
let id: string
beforeAll(async () => {
  id = await newContact(server, {
    name: 'Jane Doe',
    email: 'jane@doe.com',
    phone: '+15551234567',
    tags: ['vip'],
  })
  await newContact(server, { name: 'Linnea Berg', email: 'Linnea@Berg.se', phone: '+46812345678' })
})

/** Sends an update with an error and some valid changes. None of them may be stored. */
async function refused(body: Record<string, unknown>) {
  const before = await stateOf(server, id)
  server.clock.advance(1000)
  const reply = await server.call('PUT', `/contacts/${id}`, { city: 'Changed', tags: ['changed'], ...body })
  expect(await stateOf(server, id)).toBe(before)
  return reply
}

describe('BR-062 an email or a phone that another contact has is a 400 and changes nothing', () => {
  it.each([
    ['email', { email: 'linnea@BERG.se' }],
    ['phone', { phone: '+46 8 12 34 56 78' }],
    ['email', { email: 'linnea@berg.se', phone: '+46812345678' }],
  ])('the %s of another contact', async (matchingField, body) => {
    const reply = await refused(body)
    const contactId = reply.text.match(/"contactId":"(\w+)"/)?.[1]
    expect(contactId).not.toBe(id)
    expect(reply.status).toBe(400)
    expect(reply.text).toBe(
      JSON.stringify({
        statusCode: 400,
        message: 'This location does not allow duplicated contacts.',
        meta: { contactName: 'Linnea Berg', contactId, matchingField },
        succeeded: false,
      }),
    )
  })

  it('the email of a contact without a name belongs to Unknown', async () => {
    await newContact(server, { email: 'nameless@example.com' })
    const reply = await refused({ email: 'nameless@example.com' })
    expect(reply.text).toContain('"meta":{"contactName":"Unknown"')
  })
})

const forbidDuplicates = statement<{ id: string }>(
  'test-forbid-duplicates',
  'UPDATE locations SET allow_duplicate_contact = 0 WHERE id = :id',
)

describe('a duplicate from a time when the location allowed it', () => {
  it('can be updated with its own email and phone, but not with those of another', async () => {
    const { companyId, fixtures, storage, call } = server
    const locationId = await fixtures.location(companyId, { allowDuplicateContact: true })
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const twin = { locationId, email: 'twin@example.com', phone: '+15550000001' }
    await call('POST', '/contacts/', twin, headers)
    const second = await call('POST', '/contacts/', twin, headers)
    await call('POST', '/contacts/', { locationId, email: 'third@example.com' }, headers)
    await storage.write((tx) => tx.run(forbidDuplicates, { id: locationId }), 'database')
    const url = `/contacts/${second.body.contact.id}`
    const same = { email: 'Twin@example.com', phone: '+1 555 000 0001', city: 'Berlin' }
    expect((await call('PUT', url, same, headers)).status).toBe(200)
    expect((await call('PUT', url, { email: 'third@example.com' }, headers)).status).toBe(400)
  })
})

describe('BR-062 a location that allows duplicates', () => {
  it('accepts an email and a phone twice', async () => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId, { allowDuplicateContact: true })
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const twin = { locationId, email: 'twin@example.com', phone: '+15550000001' }
    const one = await server.call('POST', '/contacts/', twin, headers)
    const two = await server.call('POST', '/contacts/', twin, headers)
    expect([one.status, two.status]).toEqual([201, 201])
    const three = await server.call('POST', '/contacts/', { locationId, firstName: 'A' }, headers)
    const { status } = await server.call(
      'PUT',
      `/contacts/${three.body.contact.id}`,
      { email: 'Twin@example.com' },
      headers,
    )
    expect(status).toBe(200)
  })

  it('affects no other location: each can have the same email', async () => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const { status } = await server.call('POST', '/contacts/', { locationId, email: 'jane@doe.com' }, headers)
    expect(status).toBe(201)
  })
})
