import { beforeAll, describe, expect, it } from 'vitest'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { maxTags } from './tag-schemas.ts'
import { insertTag } from './tag-store.ts'

const server = useTestServer()
let url: string

interface Tag {
  id: string
  name: string
  locationId: string
}

beforeAll(async () => {
  url = `/locations/${server.locationId}/tags`
})

const names = async () => (await server.call<{ tags: Tag[] }>('GET', url)).body.tags.map((tag) => tag.name)

describe('the tags of a location', () => {
  it('BR-070 BR-071 BR-073 are created trimmed and in lower case, found by id and listed by name', async () => {
    const { locationId } = server
    const made = await server.call<{ tag: Tag }>('POST', `${url}/`, { name: '  VIP Customer ' })
    expect(made.status).toBe(200)
    const { id } = made.body.tag
    expect(made.body).toEqual({ tag: { name: 'vip customer', locationId, id } })
    await server.call('POST', url, { name: 'ärzte 🎉' })
    await server.call('POST', url, { name: 'a' })
    expect(await names()).toEqual(['a', 'vip customer', 'ärzte 🎉'])
    const found = await server.call('GET', `${url}/${id}`)
    expect(found).toMatchObject({ status: 200, body: { tag: { name: 'vip customer', locationId, id } } })
  })

  it('BR-070 include the tags of contacts', async () => {
    await server.call('POST', '/contacts/', {
      locationId: server.locationId,
      firstName: 'A',
      tags: ['From Contact'],
    })
    expect(await names()).toContain('from contact')
  })

  it('are separate for each location', async () => {
    const { fixtures, companyId } = server
    const other = await fixtures.location(companyId)
    const { token } = await fixtures.token({ companyId, locationId: other })
    await server.call('POST', url, { name: 'mine' })
    const reply = await server.call('GET', `/locations/${other}/tags`, undefined, {
      authorization: `Bearer ${token}`,
    })
    expect(reply.body).toEqual({ tags: [] })
  })

  it.each([
    ['BR-072', { name: 'Taken' }, 400, 'The tag name is already exist.'],
    ['BR-072', { name: ' tAKEN ' }, 400, 'The tag name is already exist.'],
    ['BR-071', {}, 422, ['name must be a string', 'name should not be empty']],
    ['BR-071', { name: '' }, 422, ['name should not be empty']],
    ['BR-071', { name: '  \t ' }, 422, ['name should not be empty']],
    ['BR-071', { name: 5 }, 422, ['name must be a string']],
    ['BR-071', { name: null }, 422, ['name must be a string', 'name should not be empty']],
    ['BR-071', { name: 'x'.repeat(256) }, 422, ['name must be shorter than or equal to 255 characters']],
    ['BR-071', { name: 'x', color: 'red' }, 422, ['property color should not exist']],
    ['BR-024', { name: 'a\0b' }, 422, ['name must be text without NUL characters and lone surrogates']],
  ])('%s: refuse %j', async (_rule, body, status, message) => {
    await server.call('POST', url, { name: 'taken' })
    const before = await names()
    const reply = await server.call('POST', url, body)
    expect(reply.status).toBe(status)
    expect(reply.body.message).toEqual(message)
    expect(await names()).toEqual(before)
  })

  it('accept the longest name, counted in characters', async () => {
    const name = '🎉'.repeat(255)
    expect((await server.call('POST', url, { name })).status).toBe(200)
  })

  it('BR-073 return 400 for an unknown id', async () => {
    const reply = await server.call('GET', `${url}/nope`)
    expect(reply.status).toBe(400)
    expect(reply.body).toEqual({
      message: 'Tag not found for id:nope',
      error: 'Bad Request',
      statusCode: 400,
    })
  })

  it('BR-070 BR-071 are limited to ten thousand, both created and listed', async () => {
    const { fixtures, companyId, storage, ids } = server
    const locationId = await fixtures.location(companyId)
    await storage.write(async (tx) => {
      for (let count = 1; count < maxTags; count += 1)
        await tx.run(insertTag, { locationId, name: `tag ${count}`, id: ids.next() })
    }, 'database')
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const there = `/locations/${locationId}/tags`
    expect((await server.call('POST', there, { name: 'the last' }, headers)).status).toBe(200)
    const reply = await server.call('POST', there, { name: 'one too many' }, headers)
    expect([reply.status, reply.body.message]).toEqual([
      400,
      'This location has 10000 tags, the most it can have',
    ])
    await server.call('POST', '/contacts/', { locationId, firstName: 'A', tags: ['by a contact'] }, headers)
    const listed = await server.call('GET', there, undefined, headers)
    expect(listed.body.tags).toHaveLength(maxTags)
  })

  it('BR-072 are created once by concurrent requests', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => server.call('POST', url, { name: 'race' })),
    )
    const statuses = replies.map((reply) => reply.status).sort()
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 400)])
    expect((await names()).filter((name) => name === 'race')).toHaveLength(1)
  })
})
