import { describe, expect, it } from 'vitest'
import { documentOf, newContact, stateOf } from '../../../../../test/support/contacts.ts'
import { bearer } from '../../../../../test/support/server.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'

const server = useTestServer()

interface BulkReply {
  succeded: boolean
  errorCount: number
  responses: { contactId: string; message: string; type: string; tagsAdded?: string[] }[]
  message: unknown
}

const bulk = (type: string, body: object, headers: Record<string, string> = {}) =>
  server.call<BulkReply>(
    'POST',
    `/contacts/bulk/tags/update/${type}`,
    { locationId: server.locationId, ...body },
    headers,
  )

const tagsOf = async (id: string) => JSON.parse((await documentOf(server, id)) ?? '{}').tags as string[]

describe('BR-263 Update Contacts Tags changes the tags of many contacts, and reports the result of each', () => {
  it.each<[string, string, object, string[], object]>([
    ['add', 'add', { tags: ['B', ' c '] }, ['a', 'b', 'c'], { tagsAdded: ['c'], tagsRemoved: [] }],
    ['add nothing', 'add', { tags: [] }, ['a', 'b'], { tagsAdded: [], tagsRemoved: [] }],
    ['remove', 'remove', { tags: ['B', 'c'] }, ['a'], { tagsAdded: [], tagsRemoved: ['b'] }],
    [
      'remove all',
      'remove',
      { tags: ['x'], removeAllTags: true },
      [],
      { tagsAdded: [], tagsRemoved: ['a', 'b'] },
    ],
    [
      'remove not all',
      'remove',
      { tags: ['a'], removeAllTags: false },
      ['b'],
      { tagsAdded: [], tagsRemoved: ['a'] },
    ],
  ])('%s', async (_what, type, body, after, outcome) => {
    const ids = [
      await newContact(server, { tags: ['a', 'b'] }),
      await newContact(server, { tags: ['a', 'b'] }),
    ]
    const reply = await bulk(type, { contacts: ids, ...body })
    expect(reply.status).toBe(201)
    expect(reply.body).toEqual({
      succeded: true,
      succeeded: true,
      errorCount: 0,
      responses: ids.map((contactId) => ({
        contactId,
        message: 'Tags updated',
        type: 'success',
        oldTags: ['a', 'b'],
        ...outcome,
      })),
    })
    for (const id of ids) expect(await tagsOf(id)).toEqual(after)
  })

  it('a contact that is sent twice is changed once', async () => {
    const id = await newContact(server)
    const { body } = await bulk('add', { contacts: [id, id], tags: ['x'] })
    expect(body.responses.map(({ tagsAdded }) => tagsAdded)).toEqual([['x'], []])
    expect(await tagsOf(id)).toEqual(['x'])
  })

  it('dateUpdated does not change without a change', async () => {
    const id = await newContact(server, { tags: ['x'] })
    const before = await stateOf(server, id)
    server.clock.advance(1000)
    await bulk('add', { contacts: [id], tags: ['X'] })
    expect(await stateOf(server, id)).toBe(before)
  })

  it('accepts five hundred contacts', async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => newContact(server)))
    const contacts = Array.from({ length: 500 }, (_, index) => ids[index % ids.length])
    const { body } = await bulk('add', { contacts, tags: ['many'] })
    expect(body.errorCount).toBe(0)
    expect(body.responses.map(({ contactId }) => contactId)).toEqual(contacts)
    for (const id of ids) expect(await tagsOf(id)).toEqual(['many'])
  })
})

describe('BR-264 a contact that cannot be changed is reported with the reason, and the others are changed', () => {
  it('a malformed id, an unknown one, one of another location, one of another company, one with too many tags', async () => {
    const { companyId, fixtures } = server
    const contactIn = async (owner: string) => {
      const locationId = await fixtures.location(owner)
      const headers = bearer((await fixtures.token({ companyId: owner, locationId })).token)
      return (await server.call('POST', '/contacts/', { locationId, firstName: 'A' }, headers)).body.contact
        .id
    }
    const good = await newContact(server)
    const deleted = await newContact(server)
    await server.call('DELETE', `/contacts/${deleted}`)
    const sibling = await contactIn(companyId)
    const stranger = await contactIn(await fixtures.company())
    const full = await newContact(server, { tags: Array.from({ length: 1000 }, (_, index) => `t${index}`) })
    const contacts = ['abcdef', deleted, 'a'.repeat(20), sibling, stranger, full, good]
    const { status, body } = await bulk('add', { contacts, tags: ['x'] })
    expect(status).toBe(201)
    const failed = (contactId: string, message: string) => ({ contactId, message, type: 'error' })
    expect(body).toMatchObject({ succeded: true, errorCount: 6 })
    expect(body.responses.slice(0, 6)).toEqual([
      failed('abcdef', 'contact id is not a valid firebase id'),
      failed(deleted, 'contact is deleted'),
      failed('a'.repeat(20), 'contact is deleted'),
      failed(sibling, 'contact does not belong to location'),
      failed(stranger, 'contact is deleted'),
      failed(full, 'tags must contain not more than 1000 elements'),
    ])
    expect(body.responses[6]).toMatchObject({ contactId: good, type: 'success' })
    expect(await tagsOf(good)).toEqual(['x'])
    expect(await tagsOf(full)).toHaveLength(1000)
    expect(await tagsOf(sibling)).toEqual([])
  })
})

describe('BR-265 errors of the whole request', () => {
  it.each<[string, string, object, number, unknown]>([
    [
      'another location',
      'add',
      { locationId: 'x'.repeat(20), nope: 1 },
      403,
      'The token does not have access to this location.',
    ],
    ['another type', 'replace', {}, 422, ['type must be a valid enum value']],
    [
      'nothing',
      'add',
      { contacts: undefined, tags: undefined, locationId: undefined },
      422,
      [
        'each value in contacts must be a string',
        'contacts must be an array',
        'each value in tags must be a string',
        'tags must be an array',
        'locationId must be a string',
        'locationId should not be empty',
      ],
    ],
    ['no list of ids', 'add', { contacts: [1] }, 422, ['each value in contacts must be a string']],
    [
      'too many contacts',
      'add',
      { contacts: Array(501).fill('a') },
      422,
      ['contacts must contain not more than 500 elements'],
    ],
    [
      'removeAllTags with add',
      'add',
      { removeAllTags: true },
      422,
      ['removeAllTags can only be used with remove'],
    ],
    [
      'removeAllTags as text',
      'remove',
      { removeAllTags: 'false' },
      422,
      ['removeAllTags must be a boolean value'],
    ],
  ])('%s', async (_what, type, body, status, message) => {
    const id = await newContact(server, { tags: ['a'] })
    const before = await stateOf(server, id)
    expect(await bulk(type, { contacts: [id], tags: ['x'], ...body })).toMatchObject({
      status,
      body: { message },
    })
    expect(await stateOf(server, id)).toBe(before)
  })
})

describe('BR-460 Update Contacts Tags accepts at most 10,000 pairs of a contact and a tag', () => {
  const tagNames = (count: number) => Array.from({ length: count }, (_, index) => `pair ${index}`)

  it.each(['add', 'remove'])('%s: 500 contacts with 20 tags pass', async (type) => {
    const id = await newContact(server)
    const { status, body } = await bulk(type, { contacts: Array(500).fill(id), tags: tagNames(20) })
    expect(status).toBe(201)
    expect(body.errorCount).toBe(0)
  })

  it.each(['add', 'remove'])(
    '%s: 500 contacts with 21 tags are refused, and nothing is written',
    async (type) => {
      const id = await newContact(server, { tags: ['pair 0'] })
      const before = await stateOf(server, id)
      expect(await bulk(type, { contacts: Array(500).fill(id), tags: tagNames(21) })).toMatchObject({
        status: 422,
        body: {
          message: ['contacts times tags must not be greater than 10000'],
          error: 'Unprocessable Entity',
        },
      })
      expect(await stateOf(server, id)).toBe(before)
    },
  )

  it('tags next to removeAllTags are ignored and do not count', async () => {
    const id = await newContact(server, { tags: ['a'] })
    const body = { contacts: Array(500).fill(id), tags: tagNames(21), removeAllTags: true }
    expect((await bulk('remove', body)).status).toBe(201)
    expect(await tagsOf(id)).toEqual([])
  })
})

describe('BR-461 a response of Update Contacts Tags has at most 8 MiB', () => {
  it('contacts that do not fit are not changed, and can be sent again', async () => {
    const tags = Array.from({ length: 1000 }, (_, index) => `${index} `.padEnd(255, 'x'))
    const ids: string[] = []
    for (let count = 0; count < 18; count += 1) ids.push(await newContact(server, { tags }))
    const first = await bulk('remove', { contacts: ids, tags: [], removeAllTags: true })
    expect(first.status).toBe(201)
    expect(Buffer.byteLength(first.text)).toBeLessThan(8.1 * 1024 * 1024)
    expect(first.headers['content-length']).toBe(String(Buffer.byteLength(first.text)))
    const left = first.body.responses.filter(({ type }) => type === 'error')
    expect(left).toHaveLength(2)
    expect(first.body.errorCount).toBe(2)
    for (const { contactId, message } of left) {
      expect(message).toBe('the answer has no room for this contact: send it again')
      expect(await tagsOf(contactId)).toEqual(tags)
    }
    const again = left.map(({ contactId }) => contactId)
    expect((await bulk('remove', { contacts: again, tags: [], removeAllTags: true })).body.errorCount).toBe(0)
    for (const id of ids) expect(await tagsOf(id)).toEqual([])
  })
})

describe('BR-462 a repeated bulk request changes the rest, and nothing twice', () => {
  it('contacts that were already changed do not change again', async () => {
    const ids = [await newContact(server), await newContact(server), await newContact(server)]
    await bulk('add', { contacts: ids.slice(0, 2), tags: ['x'] })
    const done = await stateOf(server, ids[0] ?? '')
    server.clock.advance(1000)
    const { body } = await bulk('add', { contacts: ids, tags: ['x'] })
    expect(body.responses.map(({ tagsAdded }) => tagsAdded)).toEqual([[], [], ['x']])
    expect(await stateOf(server, ids[0] ?? '')).toBe(done)
  })
})
