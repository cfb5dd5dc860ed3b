import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { membershipsOf, newAutomation } from '../../../../test/support/activities.ts'
import { documentOf, newContact } from '../../../../test/support/contacts.ts'
import type { Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let campaignId: string
let contactId: string
beforeAll(async () => {
  campaignId = await newAutomation(server, 'campaign', 'Spring')
})
beforeEach(async () => {
  contactId = await newContact(server, { name: 'Jane Doe' })
  server.clock.advance(1000)
})

const done = '{"succeded":true,"succeeded":true}'
const call = (method: Method, id: string, body?: unknown, headers = {}) =>
  server.call(method, `/contacts/${contactId}/campaigns/${id}`, body, headers)
const states = async () =>
  (await membershipsOf(server, 'campaign', contactId)).map(({ id, membership }) => [id, membership])

describe('the campaigns of a contact', () => {
  it.each([undefined, {}])('BR-219 adding responds 201, with the body %j', async (body) => {
    const reply = await call('POST', campaignId, body)
    expect([reply.status, reply.text]).toEqual([201, done])
    const at = server.clock.iso()
    expect(await states()).toEqual([[campaignId, { status: 'added', dateAdded: at, dateUpdated: at }]])
  })

  it('BR-219 removing responds 200', async () => {
    await call('POST', `${campaignId}/`)
    const dateAdded = server.clock.iso()
    server.clock.advance(1000)
    const reply = await call('DELETE', `${campaignId}/`)
    expect([reply.status, reply.text]).toEqual([200, done])
    expect(await states()).toEqual([
      [campaignId, { status: 'removed', dateAdded, dateUpdated: server.clock.iso() }],
    ])
  })

  it('BR-219 adding twice or removing twice changes nothing more', async () => {
    await call('POST', campaignId)
    const added = await states()
    server.clock.advance(1000)
    expect((await call('POST', campaignId)).text).toBe(done)
    expect(await states()).toEqual(added)
    await call('DELETE', campaignId)
    const removed = await states()
    server.clock.advance(1000)
    expect((await call('DELETE', campaignId)).text).toBe(done)
    expect(await states()).toEqual(removed)
    await call('POST', campaignId)
    const at = server.clock.iso()
    expect(await states()).toEqual([[campaignId, { status: 'added', dateAdded: at, dateUpdated: at }]])
  })

  it('BR-219 removing from one that it was never in changes nothing', async () => {
    const reply = await call('DELETE', campaignId)
    expect([reply.status, reply.text, await states()]).toEqual([200, done, []])
  })

  it('BR-219 adding and removing do not change the contact', async () => {
    const before = await documentOf(server, contactId)
    await call('POST', campaignId)
    await call('DELETE', campaignId)
    expect(await documentOf(server, contactId)).toBe(before)
  })

  it.each([
    ['removeAll', '2021-07-28'],
    ['removeAll/', '2021-04-15'],
    ['remove-all', 'v3'],
  ])('BR-219 %s under %s removes it from all of them, and no other contact', async (path, version) => {
    const second = await newAutomation(server, 'campaign', 'Autumn')
    const other = await newContact(server)
    await server.call('POST', `/contacts/${other}/campaigns/${campaignId}`)
    await call('POST', campaignId)
    await call('POST', second)
    const reply = await call('DELETE', path, undefined, { version })
    expect([reply.status, reply.text]).toEqual([200, done])
    expect((await states()).map(([id, membership]) => [id, Object(membership).status]).sort()).toEqual(
      [
        [campaignId, 'removed'],
        [second, 'removed'],
      ].sort(),
    )
    expect((await membershipsOf(server, 'campaign', other))[0]?.membership?.status).toBe('added')
    expect((await call('DELETE', path, undefined, { version })).status).toBe(200)
  })

  it('BR-219 remove-all is an unknown path before v3', async () => {
    const reply = await call('DELETE', 'remove-all')
    expect([reply.status, reply.body.message]).toEqual([
      404,
      `Cannot DELETE /contacts/${contactId}/campaigns/remove-all`,
    ])
  })
})

describe('they refuse and change nothing', () => {
  it.each<[string, Method]>([
    ['to add to', 'POST'],
    ['to remove from', 'DELETE'],
  ])('BR-219 %s a campaign that the location does not have', async (_what, method) => {
    const there = await server.fixtures.location(server.companyId)
    const { token } = await server.fixtures.token({ companyId: server.companyId })
    const headers = { authorization: `Bearer ${token}`, version: undefined }
    const made = await server.call<{ campaign: { id: string } }>(
      'POST',
      '/_contactd/campaigns',
      { locationId: there, name: 'Elsewhere' },
      headers,
    )
    for (const id of ['unknown', 'a'.repeat(20), '%00', made.body.campaign.id]) {
      const reply = await call(method, id, undefined, { authorization: `Bearer ${token}` })
      expect([reply.status, reply.body.message]).toEqual([
        400,
        `Campaign not found for id:${decodeURIComponent(id)}`,
      ])
    }
    expect(await states()).toEqual([])
  })

  it.each([
    [{ eventStartTime: '2021-06-23' }, ['property eventStartTime should not exist']],
    [[], ['the body must be a JSON object']],
  ])('BR-219 a body that is not empty: %j', async (body, message) => {
    const reply = await call('POST', campaignId, body)
    expect([reply.status, reply.body.message, await states()]).toEqual([422, message, []])
  })
})
