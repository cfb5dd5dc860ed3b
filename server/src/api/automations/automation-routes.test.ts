import { describe, expect, it } from 'vitest'
import { type AutomationReply, isUntouched } from '../../../../test/support/activities.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { campaignKind, maxAutomations, workflowKind } from './automation.ts'

const server = useTestServer()

type Reply = { message: string | string[] } & Record<string, AutomationReply>

describe.each([campaignKind, workflowKind])('contactd’s own operations: $noun', (kind) => {
  const { noun } = kind
  const url = `/_contactd/${noun}s`
  const make = (body: unknown, headers = {}) => server.call<Reply>('POST', url, body, headers)
  const list = (query: string, headers = {}) =>
    server.call<Reply & Record<string, AutomationReply[]>>('GET', `${url}?${query}`, undefined, headers)

  it('BR-221 creates and lists them, without a Version', async () => {
    const { fixtures, companyId, clock } = server
    const locationId = await fixtures.location(companyId)
    const headers = { ...bearer((await fixtures.token({ companyId, locationId })).token), version: undefined }
    const made = await make({ locationId, name: ' Welcome ' }, headers)
    const first = {
      id: made.body[noun]?.id,
      name: 'Welcome',
      status: 'published',
      locationId,
      dateAdded: clock.iso(),
    }
    expect([made.status, made.text]).toEqual([201, JSON.stringify({ [noun]: first })])
    clock.advance(1)
    const draft = await make({ locationId, name: 'Welcome', status: 'draft' }, headers)
    expect(draft.body[noun]?.status).toBe('draft')
    const listed = await list(`locationId=${locationId}`, headers)
    expect([listed.status, listed.body]).toEqual([200, { [`${noun}s`]: [first, draft.body[noun]] }])
  })

  it.each<[object, string[]]>([
    [{}, ['name must be a string', 'name should not be empty']],
    [{ name: '' }, ['name should not be empty']],
    [{ name: ' ' }, ['name should not be empty']],
    [{ name: 1 }, ['name must be a string']],
    [{ name: 'x'.repeat(256) }, ['name must be shorter than or equal to 255 characters']],
    [{ name: 'x', status: 'on' }, ['status must be a valid enum value']],
    [{ name: 'x', id: 'x' }, ['property id should not exist']],
  ])('BR-221 refuses %j', async (fields, message) => {
    const send = async () => {
      const reply = await make({ locationId: server.locationId, ...fields })
      expect([reply.status, reply.body.message]).toEqual([422, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })

  it('BR-221 refuses a location that the token cannot access, before the rest', async () => {
    const there = await server.fixtures.location(server.companyId)
    const message = 'This location is not accessible from this token!'
    for (const locationId of [there, 'unknown']) {
      const made = await make({ locationId, name: 1 })
      expect([made.status, made.body.message]).toEqual([401, message])
      const listed = await list(`locationId=${locationId}`)
      expect([listed.status, listed.body.message]).toEqual([401, message])
    }
  })

  it('BR-221 refuses a query without a location', async () => {
    const reply = await list('')
    expect([reply.status, reply.body.message]).toEqual([
      422,
      ['locationId must be a string', 'locationId should not be empty'],
    ])
  })

  it('BR-221 lists those of a contact, but not of a contact elsewhere', async () => {
    const { fixtures, companyId, locationId } = server
    const contactId = await newContact(server)
    expect((await list(`locationId=${locationId}&contactId=${contactId}`)).body).toEqual({ [`${noun}s`]: [] })
    const there = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId })).token)
    for (const [place, contact] of [
      [locationId, 'unknown'],
      [there, contactId],
    ]) {
      const reply = await list(`locationId=${place}&contactId=${contact}`, headers)
      expect([reply.status, reply.body.message]).toEqual([400, `Contact not found for id:${contact}`])
    }
  })

  it('BR-221 creates at most ten thousand', async () => {
    const { fixtures, companyId, storage, ids } = server
    const locationId = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    await storage.write(async (tx) => {
      for (let count = 1; count < maxAutomations; count++) {
        const row = { locationId, id: ids.next(), name: 'x', status: 'draft', dateAdded: 0 }
        await tx.run(kind.statements.insert, row)
      }
    }, 'database')
    expect((await make({ locationId, name: 'the last' }, headers)).status).toBe(201)
    const reply = await make({ locationId, name: 'one too many' }, headers)
    expect([reply.status, reply.body.message]).toEqual([
      400,
      `This location has 10000 ${noun}s, the most it can have`,
    ])
  })
})
