import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { membershipsOf, newAutomation } from '../../../../test/support/activities.ts'
import { documentOf, newContact } from '../../../../test/support/contacts.ts'
import type { Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let workflowId: string
let contactId: string
beforeAll(async () => {
  workflowId = await newAutomation(server, 'workflow')
})
beforeEach(async () => {
  contactId = await newContact(server, { name: 'Jane Doe' })
  server.clock.advance(1000)
})

const done = '{"succeded":true,"succeeded":true}'
const call = (method: Method, body?: unknown, id = workflowId) =>
  server.call(method, `/contacts/${contactId}/workflow/${id}`, body)
const states = async () =>
  (await membershipsOf(server, 'workflow', contactId)).map(({ id, membership }) => [id, membership])
/** The contacts that a search for a state of the workflow finds. */
async function found(field: 'activeWorkflows' | 'finishedWorkflows', operator = 'eq'): Promise<string[]> {
  const { locationId } = server
  const filters = [{ field, operator, ...(operator === 'eq' && { value: workflowId }) }]
  const { body } = await server.call<{ contacts: { id: string }[] }>('POST', '/contacts/search', {
    locationId,
    pageLimit: 500,
    filters,
  })
  return body.contacts.map(({ id }) => id)
}

describe('the workflows of a contact', () => {
  it.each([
    [undefined, undefined],
    [{}, undefined],
    [{ eventStartTime: '2021-06-23T03:30:00+01:00' }, '2021-06-23T02:30:00.000Z'],
    [{ eventStartTime: '2021-06-23T03:30:00.5-08:00' }, '2021-06-23T11:30:00.500Z'],
    [{ eventStartTime: '2021-06-23T03:30+00:00' }, '2021-06-23T03:30:00.000Z'],
  ])('BR-220 BR-409 adding responds 201 to %j', async (body, eventStartTime) => {
    const reply = await call('POST', body)
    expect([reply.status, reply.text]).toEqual([201, done])
    const at = server.clock.iso()
    const membership = {
      status: 'active',
      dateAdded: at,
      dateUpdated: at,
      ...(eventStartTime && { eventStartTime }),
    }
    expect(await states()).toEqual([[workflowId, membership]])
  })

  it.each([undefined, {}, { eventStartTime: '2021-06-23T03:30:00+01:00' }])(
    'BR-220 removing finishes them, with %j',
    async (body) => {
      await call('POST', { eventStartTime: '2030-01-01T00:00:00+00:00' })
      const dateAdded = server.clock.iso()
      server.clock.advance(1000)
      const reply = await call('DELETE', body)
      expect([reply.status, reply.text]).toEqual([200, done])
      const membership = {
        status: 'finished',
        dateAdded,
        dateUpdated: server.clock.iso(),
        eventStartTime: '2030-01-01T00:00:00.000Z',
      }
      expect(await states()).toEqual([[workflowId, membership]])
      server.clock.advance(1000)
      expect((await call('DELETE', body)).status).toBe(200)
      expect(await states()).toEqual([[workflowId, membership]])
    },
  )

  it('BR-220 adding again starts them again', async () => {
    await call('POST', { eventStartTime: '2030-01-01T00:00:00+00:00' })
    server.clock.advance(1000)
    await call('POST')
    const at = server.clock.iso()
    expect(await states()).toEqual([[workflowId, { status: 'active', dateAdded: at, dateUpdated: at }]])
  })

  it('BR-220 removing from one that it was never in changes nothing', async () => {
    const reply = await call('DELETE')
    expect([reply.status, reply.text, await states()]).toEqual([200, done, []])
  })

  it('BR-220 adding and removing do not change its document', async () => {
    const before = await documentOf(server, contactId)
    await call('POST')
    await call('DELETE')
    expect(await documentOf(server, contactId)).toBe(before)
  })

  it('BR-224 can be searched for at once, and are not in its responses', async () => {
    await call('POST')
    expect(await found('activeWorkflows')).toContain(contactId)
    expect(await found('finishedWorkflows')).not.toContain(contactId)
    await call('DELETE')
    expect(await found('activeWorkflows', 'exists')).not.toContain(contactId)
    expect(await found('finishedWorkflows')).toContain(contactId)
    const reply = await server.call('GET', `/contacts/${contactId}`)
    expect(reply.text).not.toContain('orkflow')
  })

  it('BR-224 can still be searched for when the contact changes otherwise', async () => {
    await call('POST')
    expect(await found('activeWorkflows')).toContain(contactId)
    await server.call('PUT', `/contacts/${contactId}`, { firstName: 'Janet' })
    expect(await found('activeWorkflows')).toContain(contactId)
    expect(await found('finishedWorkflows', 'not_exists')).toContain(contactId)
  })
})

const noOffset =
  'The event start time must be a date and time with timezone offset. ex: 2021-06-23T03:30:00+01:00'

describe.each<Method>(['POST', 'DELETE'])('%s refuses and changes nothing', (method) => {
  it('BR-220 a workflow that the location does not have', async () => {
    for (const id of ['unknown', 'a'.repeat(20), '%00']) {
      const reply = await call(method, { eventStartTime: 'x' }, id)
      expect([reply.status, reply.body.message]).toEqual([
        400,
        `Workflow not found for id:${decodeURIComponent(id)}`,
      ])
    }
    expect(await states()).toEqual([])
  })

  it.each<[unknown, string[]]>([
    ...['2021-06-23T03:30:00Z', '2021-06-23T03:30:00', '2021-06-23', '2021-06-23T03:30:00+0100'].map(
      (eventStartTime): [unknown, string[]] => [{ eventStartTime }, [noOffset]],
    ),
    [{ eventStartTime: '2021-02-30T03:30:00+01:00' }, [noOffset]],
    [{ eventStartTime: 'soon' }, [noOffset]],
    [{ eventStartTime: '' }, [noOffset]],
    [{ eventStartTime: null }, [noOffset, 'eventStartTime must be a string']],
    [{ eventStartTime: 1 }, [noOffset, 'eventStartTime must be a string']],
    [{ locationId: 'x' }, ['property locationId should not exist']],
    [[], ['the body must be a JSON object']],
  ])('BR-220 BR-409 the body %j', async (body, message) => {
    const reply = await call(method, body)
    expect([reply.status, reply.body.message, await states()]).toEqual([422, message, []])
  })
})
