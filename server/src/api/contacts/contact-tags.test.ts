import { beforeEach, describe, expect, it } from 'vitest'
import { documentOf, newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { listTags } from '../tags/tag-store.ts'

const server = useTestServer()
let id: string
beforeEach(async () => {
  id = await newContact(server, { name: 'Jane Doe', tags: ['vip', 'returning'] })
  server.clock.advance(1000)
})

const add = (tags: unknown, path = `${id}/tags`) => server.call('POST', `/contacts/${path}`, { tags })
const remove = (tags: unknown, path = `${id}/tags`) => server.call('DELETE', `/contacts/${path}`, { tags })
const stored = async () => JSON.parse((await documentOf(server, id)) ?? '')

describe('Add Tags', () => {
  it.each<[string, string[], string[], string[]]>([
    [
      'new ones after existing ones',
      ['New', ' other '],
      ['vip', 'returning', 'new', 'other'],
      ['new', 'other'],
    ],
    ['existing ones, without duplicates', ['VIP', 'new', 'NEW'], ['vip', 'returning', 'new'], ['new']],
    ['only existing ones', ['vip', ' Returning '], ['vip', 'returning'], []],
    ['none', [], ['vip', 'returning'], []],
    ['empty ones, which are ignored', ['', '  '], ['vip', 'returning'], []],
  ])('BR-065 returns 201 with all tags and the new ones: %s', async (_what, sent, tags, tagsAdded) => {
    const reply = await add(sent)
    expect([reply.status, reply.text]).toEqual([201, JSON.stringify({ tags, tagsAdded })])
    expect((await stored()).tags).toEqual(tags)
  })

  it('does not change dateUpdated if the contact has them all', async () => {
    const before = await documentOf(server, id)
    await add(['vip'])
    expect(await documentOf(server, id)).toBe(before)
    await add(['more'])
    expect(await stored()).toMatchObject({ dateUpdated: server.clock.iso() })
  })

  it('adds new tags to the list of the location', async () => {
    await add(['Grown By Adding'])
    const rows = await server.storage.read((tx) =>
      tx.all(listTags, { locationId: server.locationId, after: '', limit: 1000 }),
    )
    expect(rows.map(({ name }) => name)).toContain('grown by adding')
  })

  it.each([24, 25, 50, 51, 130])(
    'lets it grow by %i tags, without duplicates, if it has some of them',
    async (count) => {
      const names = Array.from({ length: count }, (_, index) => `of ${count}: ${index}`)
      await newContact(server, { tags: names.slice(3, 6) })
      expect((await add(names)).body.tags).toEqual(['vip', 'returning', ...names])
      const after = `of ${count}:`
      const rows = await server.storage.read((tx) =>
        tx.all(listTags, { locationId: server.locationId, after, limit: 1000 }),
      )
      const grown = rows.filter(({ name }) => name.startsWith(after))
      expect(grown.map(({ name }) => name)).toEqual([...names].sort())
      expect(new Set(grown.map(({ id }) => id)).size).toBe(count)
    },
  )

  it('accepts a trailing slash', async () => {
    expect((await add(['x'], `${id}/tags/`)).status).toBe(201)
  })
})

describe('Remove Tags', () => {
  it.each<[string, string[], string[], string[]]>([
    ['one, in any case', [' VIP '], ['returning'], ['vip']],
    ['one that it does not have', ['none'], ['vip', 'returning'], []],
    ['all', ['returning', 'vip', 'vip'], [], ['returning', 'vip']],
    ['none', [], ['vip', 'returning'], []],
  ])(
    'BR-065 returns 200 with the remaining and the removed tags: %s',
    async (_what, sent, tags, tagsRemoved) => {
      const reply = await remove(sent)
      expect([reply.status, reply.text]).toEqual([200, JSON.stringify({ tags, tagsRemoved })])
      expect((await stored()).tags).toEqual(tags)
    },
  )

  it('BR-043 does not change the tag list of the location', async () => {
    await add(['Stays In The List'])
    await remove(['stays in the list'])
    const rows = await server.storage.read((tx) =>
      tx.all(listTags, { locationId: server.locationId, after: '', limit: 1000 }),
    )
    expect(rows.map(({ name }) => name)).toContain('stays in the list')
  })

  it('accepts a trailing slash', async () => {
    expect((await remove(['vip'], `${id}/tags/`)).status).toBe(200)
  })
})

describe.each([
  ['POST', add],
  ['DELETE', remove],
] as const)('%s /contacts/:contactId/tags refuses and changes nothing', (method, change) => {
  const noTags = ['each value in tags must be a string', 'tags must be an array']
  it.each<[string, unknown, string[]]>([
    ['no body', undefined, noTags],
    ['no tags', {}, noTags],
    ['tags that are null', { tags: null }, noTags],
    ['tags that are text', { tags: 'vip' }, ['tags must be an array']],
    ['a tag that is a number', { tags: ['a', 1] }, ['each value in tags must be a string']],
    [
      'a tag that is too long',
      { tags: ['x'.repeat(256)] },
      ['each value in tags must be shorter than or equal to 255 characters'],
    ],
    ['too many tags', { tags: Array(1001).fill('x') }, ['tags must contain not more than 1000 elements']],
    [
      'a lone surrogate',
      { tags: ['\ud83d'] },
      ['tags.0 must be text without NUL characters and lone surrogates'],
    ],
    ['locationId', { tags: ['x'], locationId: 'x' }, ['property locationId should not exist']],
    ['a list', ['vip'], ['the body must be a JSON object']],
  ])('%s', async (_what, body, message) => {
    const before = await documentOf(server, id)
    const reply = await server.call(method, `/contacts/${id}/tags`, body)
    expect([reply.status, reply.body.message]).toEqual([422, message])
    expect(await documentOf(server, id)).toBe(before)
  })

  it('a contact that does not exist, before its body', async () => {
    const reply = await change('wrong', 'unknown/tags')
    expect([reply.status, reply.body.message]).toEqual([400, 'Contact not found for id:unknown'])
  })

  it('a contact of another location, before its body', async () => {
    const locationId = await server.fixtures.location(server.companyId)
    const { token } = await server.fixtures.token({ companyId: server.companyId, locationId })
    const before = await documentOf(server, id)
    const reply = await server.call(method, `/contacts/${id}/tags`, {}, { authorization: `Bearer ${token}` })
    expect([reply.status, reply.body.message]).toEqual([
      403,
      'The token does not have access to this location.',
    ])
    expect(await documentOf(server, id)).toBe(before)
  })
})

describe('the limit of a contact’s tags', () => {
  it('is a thousand for all operations', async () => {
    const tags = Array.from({ length: 1000 }, (_, n) => `tag ${n}`)
    await server.call('PUT', `/contacts/${id}`, { tags })
    const before = await documentOf(server, id)
    const reply = await add(['one more'])
    expect([reply.status, reply.body.message]).toEqual([
      422,
      ['tags must contain not more than 1000 elements'],
    ])
    expect(await documentOf(server, id)).toBe(before)
    expect((await add(['tag 0'])).status).toBe(201)
  })
})
