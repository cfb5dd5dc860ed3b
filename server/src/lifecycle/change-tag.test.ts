import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import type { Method } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { insertTagChange, listTagChanges } from '../api/tags/tag-store.ts'
import { withTagChanged } from './change-tag.ts'
import { resumeBackgroundWork } from './resume-background-work.ts'

const server = useTestServer()

const never = new AbortController().signal

const tags = (method: Method, path = '', body?: object) =>
  server.call<{ tag: { id: string; name: string }; tags: { id: string; name: string }[]; message: string }>(
    method,
    `/locations/${server.locationId}/tags${path}`,
    body,
  )

const newTag = async (name: string) => (await tags('POST', '', { name })).body.tag.id
const list = async () => (await tags('GET')).body.tags.map(({ name }) => name)
const get = async (id: string) => (await server.call('GET', `/contacts/${id}`)).body.contact

describe('Update Tag', () => {
  it('BR-240 renames the tag in the list and on all contacts, in place and without duplicates', async () => {
    const id = await newTag('Before')
    const contacts: string[] = []
    for (let count = 0; count < 130; count += 1)
      contacts.push(await newContact(server, { tags: ['a', 'before', 'z'] }))
    const both = await newContact(server, { tags: ['after', 'before'] })
    const none = await newContact(server, { tags: ['beforehand'], city: 'before' })
    const taken = (await tags('GET')).body.tags.find(({ name }) => name === 'after')?.id ?? ''
    expect((await tags('DELETE', `/${taken}`)).body).toEqual({ succeded: true })
    expect((await get(both)).tags).toEqual(['before'])
    await server.call('POST', `/contacts/${both}/tags`, { tags: ['half'] })
    const before = await Promise.all([...contacts, both, none].map(get))

    server.clock.advance(60_000)
    const reply = await tags('PUT', `/${id}/`, { name: ' AFTER ' })
    const { locationId } = server
    expect(reply).toMatchObject({ status: 200, body: { tag: { name: 'after', locationId, id } } })
    expect(await list()).not.toContain('before')
    expect(await list()).toEqual(expect.arrayContaining(['after', 'beforehand']))
    for (const contact of before) {
      const renamed = contact.tags.map((tag) => (tag === 'before' ? 'after' : tag))
      expect(await get(contact.id)).toEqual({ ...contact, tags: renamed })
    }
  })

  it('BR-240 refuses the name of another tag, and accepts its own name in any case', async () => {
    const [id] = [await newTag('one'), await newTag('two')]
    const contact = await newContact(server, { tags: ['one'] })
    expect(await tags('PUT', `/${id}`, { name: 'TWO' })).toMatchObject({
      status: 400,
      body: { message: 'The tag name is already exist.' },
    })
    expect(await tags('PUT', `/${id}`, { name: 'ONE' })).toMatchObject({ status: 200, body: { tag: { id } } })
    expect((await get(contact)).tags).toEqual(['one'])
  })

  it.each([
    [{}, 422],
    [{ name: ' ' }, 422],
    [{ name: 'x', color: 'red' }, 422],
  ])('BR-240 refuses %j', async (body, status) => {
    expect((await tags('PUT', `/${await newTag(`refused ${JSON.stringify(body)}`)}`, body)).status).toBe(
      status,
    )
  })

  it.each(['PUT', 'DELETE'] as const)('BR-240 BR-241 %s refuses an unknown tag', async (method) => {
    const reply = await tags(method, '/nobody', method === 'PUT' ? { name: 'x' } : undefined)
    expect(reply).toMatchObject({ status: 400, body: { message: 'Tag not found for id:nobody' } })
  })
})

describe('Delete Tag', () => {
  it('BR-241 removes the tag from the list and the contacts, even if it has special characters', async () => {
    for (const name of ['100%', 'a_b', 'back\\slash', '"quoted"', 'ärger 🎉', 'x'.repeat(255)]) {
      const id = await newTag(name)
      const holder = await newContact(server, { tags: [name, 'stays'] })
      const reply = await tags('DELETE', `/${id}`)
      expect({ name, status: reply.status }).toEqual({ name, status: 200 })
      expect((await get(holder)).tags).toEqual(['stays'])
      expect(await list()).not.toContain(name)
    }
    expect(await server.storage.read((tx) => tx.all(listTagChanges, { limit: 10 }))).toEqual([])
  })

  it('BR-241 loses no update made meanwhile', async () => {
    const id = await newTag('busy')
    const contacts = await Promise.all(
      Array.from({ length: 150 }, () => newContact(server, { tags: ['busy'] })),
    )
    const deletion = tags('DELETE', `/${id}`)
    await Promise.all(contacts.map((contact) => server.call('PUT', `/contacts/${contact}`, { city: 'X' })))
    expect((await deletion).status).toBe(200)
    for (const contact of contacts) expect(await get(contact)).toMatchObject({ city: 'X', tags: [] })
  })
})

it('BR-242 the next start finishes an interrupted change, with the result of later changes', async () => {
  const { storage, locationId, clock } = server
  const id = await newTag('second')
  const [first, second] = [
    await newContact(server, { tags: ['first'] }),
    await newContact(server, { tags: ['second'] }),
  ]
  await storage.write(
    (tx) =>
      tx.run(insertTagChange, {
        locationId,
        id: 'cut',
        name: 'first',
        newName: 'second',
        dateAdded: clock.now(),
      }),
    'database',
  )
  expect((await tags('PUT', `/${id}`, { name: 'third' })).status).toBe(200)
  expect((await get(second)).tags).toEqual(['third'])
  expect((await get(first)).tags).toEqual(['first'])
  await resumeBackgroundWork(server, never)
  expect((await get(first)).tags).toEqual(['third'])
  expect(await storage.read((tx) => tx.all(listTagChanges, { limit: 10 }))).toEqual([])
})

it('BR-240 BR-241 changed tags stay distinct and in order', () => {
  const tag = fc.constantFrom('a', 'b', 'c', 'd')
  fc.assert(
    fc.property(fc.uniqueArray(tag), tag, fc.option(tag), (before, name, newName) => {
      const after = withTagChanged(before, name, newName)
      expect(new Set(after).size).toBe(after.length)
      const others = (list: readonly string[]) => list.filter((one) => one !== name && one !== newName)
      expect(others(after)).toEqual(others(before))
      if (newName !== name) expect(after).not.toContain(name)
      if (newName !== null && before.includes(name)) expect(after).toContain(newName)
    }),
  )
})
