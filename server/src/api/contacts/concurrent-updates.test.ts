import { beforeEach, describe, expect, it } from 'vitest'
import { documentOf, newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { customFieldTypes } from '../custom-fields/custom-field.ts'

const server = useTestServer()
let id: string
beforeEach(async () => {
  id = await newContact(server, { tags: ['first'] })
})

const stored = async () => JSON.parse((await documentOf(server, id)) ?? '')
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

describe('BR-048 concurrent updates of one contact', () => {
  it('of two different fields are both stored', async () => {
    for (const round of numbers(20)) {
      const replies = await Promise.all([
        server.call('PUT', `/contacts/${id}`, { firstName: `Jane ${round}` }),
        server.call('PUT', `/contacts/${id}`, { city: `City ${round}` }),
      ])
      expect(replies.map(({ status }) => status)).toEqual([200, 200])
      expect(await stored()).toMatchObject({ firstName: `Jane ${round}`, city: `City ${round}` })
    }
  })

  it('that each add a tag are all stored, fifty of them', async () => {
    const replies = await Promise.all(
      numbers(50).map((n) => server.call('POST', `/contacts/${id}/tags`, { tags: [`Tag ${n}`] })),
    )
    expect(replies.map(({ status }) => status)).toEqual(Array(50).fill(201))
    const { tags } = await stored()
    expect(new Set(tags)).toEqual(new Set(['first', ...numbers(50).map((n) => `tag ${n}`)]))
    expect(tags).toHaveLength(51)
    // Each response has the tags of its moment: one more than the previous response.
    expect(replies.map(({ body }) => body.tags.length).sort((a, b) => a - b)).toEqual(
      numbers(50).map((n) => n + 2),
    )
  })

  it('that add and remove different tags are all stored', async () => {
    await server.call('PUT', `/contacts/${id}`, { tags: numbers(25).map((n) => `old ${n}`) })
    await Promise.all(
      numbers(25).flatMap((n) => [
        server.call('POST', `/contacts/${id}/tags`, { tags: [`new ${n}`] }),
        server.call('DELETE', `/contacts/${id}/tags`, { tags: [`old ${n}`] }),
      ]),
    )
    expect(new Set((await stored()).tags)).toEqual(new Set(numbers(25).map((n) => `new ${n}`)))
  })

  it('of different custom fields are all stored', async () => {
    const fields = await Promise.all(
      customFieldTypes.map((_type, n) =>
        server.fixtures.customField(server.locationId, { dataType: 'NUMERICAL', name: `Number ${n}` }),
      ),
    )
    await Promise.all(
      fields.map((field, n) =>
        server.call('PUT', `/contacts/${id}`, { customFields: [{ id: field.id, value: n }] }),
      ),
    )
    const { customFields } = await stored()
    expect(customFields).toHaveLength(fields.length)
    for (const [n, field] of fields.entries()) expect(customFields).toContainEqual({ id: field.id, value: n })
  })

  it('of different channels are all stored', async () => {
    const channels = ['Call', 'Email', 'SMS', 'WhatsApp', 'GMB', 'FB']
    await Promise.all(
      channels.map((channel) =>
        server.call('PUT', `/contacts/${id}`, { dndSettings: { [channel]: { status: 'active' } } }),
      ),
    )
    expect(Object.keys((await stored()).dndSettings)).toEqual(channels)
  })

  it('lose no change if some are refused', async () => {
    const replies = await Promise.all(
      numbers(40).map((n) =>
        n % 2 === 0
          ? server.call('POST', `/contacts/${id}/tags`, { tags: [`tag ${n}`] })
          : server.call('PUT', `/contacts/${id}`, { phone: 'not a phone', tags: [] }),
      ),
    )
    expect(replies.map(({ status }) => status)).toEqual(numbers(40).map((n) => (n % 2 === 0 ? 201 : 400)))
    expect((await stored()).tags).toHaveLength(21)
  })

  it('give a contested email to only one contact', async () => {
    const ids = await Promise.all(numbers(20).map(() => newContact(server)))
    const replies = await Promise.all(
      ids.map((contactId) => server.call('PUT', `/contacts/${contactId}`, { email: 'wanted@example.com' })),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(19)
  })

  it('and a deletion leave no contact: later updates are refused', async () => {
    const [removed, ...updates] = await Promise.all([
      server.call('DELETE', `/contacts/${id}`),
      ...numbers(20).map((n) => server.call('PUT', `/contacts/${id}`, { city: `City ${n}` })),
    ])
    expect(removed.status).toBe(200)
    for (const { status, body } of updates) {
      if (status !== 200) expect([status, body.message]).toEqual([400, `Contact not found for id:${id}`])
    }
    expect(await documentOf(server, id)).toBeUndefined()
  })
})
