import { beforeEach, describe, expect, it } from 'vitest'
import { type ActivityReply, isUntouched } from '../../../../test/support/activities.ts'
import { documentOf, newContact } from '../../../../test/support/contacts.ts'
import type { Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { Note } from './note.ts'

const server = useTestServer()
let contactId: string
let url: string
beforeEach(async () => {
  contactId = await newContact(server, { name: 'Jane Doe' })
  url = `/contacts/${contactId}/notes`
  server.clock.advance(1000)
})

const call = (method: Method, path = '', body?: unknown) =>
  server.call<ActivityReply>(method, `${url}${path}`, body)
async function newNote(fields: object = {}): Promise<Note> {
  const reply = await call('POST', '', { body: 'lorem ipsum', ...fields })
  expect(reply.status).toBe(201)
  return reply.body.note
}

describe('the notes of a contact', () => {
  it('BR-210 are created and returned as sent, in the order of HighLevel’s keys', async () => {
    const fields = { title: 'Summary', body: ' <b>kept</b>\n', userId: server.userId, color: '#FFAA00' }
    const reply = await call('POST', '/', { pinned: true, ...fields })
    const { id } = reply.body.note
    expect(id).toMatch(/^[A-Za-z0-9]{20}$/)
    const note = {
      id,
      body: ' <b>kept</b>\n',
      userId: server.userId,
      dateAdded: server.clock.iso(),
      contactId,
      title: 'Summary',
      color: '#FFAA00',
      pinned: true,
    }
    expect([reply.status, reply.text]).toEqual([201, JSON.stringify({ note })])
    const found = await call('GET', `/${id}/`)
    expect([found.status, found.text]).toEqual([200, JSON.stringify({ note })])
  })

  it('BR-210 omit unset properties', async () => {
    const { id, ...rest } = await newNote()
    expect(rest).toEqual({ body: 'lorem ipsum', dateAdded: server.clock.iso(), contactId, pinned: false })
  })

  it('BR-210 are listed for each contact, the latest first', async () => {
    const first = await newNote({ body: 'first' })
    server.clock.advance(1)
    const second = await newNote({ body: 'second' })
    const other = await newContact(server)
    await server.call('POST', `/contacts/${other}/notes`, { body: 'of another' })
    const reply = await call('GET')
    expect([reply.status, reply.text]).toEqual([200, JSON.stringify({ notes: [second, first] })])
  })

  it('BR-210 are initially empty', async () => {
    expect((await call('GET')).text).toBe('{"notes":[]}')
  })

  it.each<[string, object, object]>([
    ['nothing', {}, {}],
    ['the text', { body: 'new' }, { body: 'new' }],
    [
      'all',
      { body: 'b', title: 't', color: 'fff', pinned: true },
      { body: 'b', title: 't', color: 'fff', pinned: true },
    ],
    ['the title to none', { title: '' }, { title: undefined }],
    ['the color to none', { color: '' }, { color: undefined }],
    ['the user to none', { userId: '' }, { userId: undefined }],
  ])('BR-211 an update changes %s', async (_what, sent, changed) => {
    const before = await newNote({ title: 'Title', color: '#abc', userId: server.userId })
    server.clock.advance(1000)
    const reply = await call('PUT', `/${before.id}`, sent)
    const after = JSON.parse(JSON.stringify({ ...before, ...changed }))
    expect([reply.status, reply.body]).toEqual([200, { note: after }])
    expect((await call('GET', `/${before.id}`)).body).toEqual({ note: after })
  })

  it('BR-210 are deleted permanently', async () => {
    const { id } = await newNote()
    const kept = await newNote()
    const reply = await call('DELETE', `/${id}`)
    expect([reply.status, reply.text]).toEqual([200, '{"succeded":true,"succeeded":true}'])
    expect((await call('GET')).body.notes).toEqual([kept])
    const again = await call('DELETE', `/${id}`)
    expect([again.status, again.body.message]).toEqual([400, `Note not found for id:${id}`])
  })

  it('BR-216 do not change the contact', async () => {
    const before = await documentOf(server, contactId)
    server.clock.advance(1000)
    const { id } = await newNote()
    await call('PUT', `/${id}`, { body: 'x' })
    await call('DELETE', `/${id}`)
    expect(await documentOf(server, contactId)).toBe(before)
  })

  it('BR-211 accept the longest text, counted in characters', async () => {
    const body = '🎉'.repeat(65_536)
    expect((await newNote({ body })).body).toBe(body)
  })

  it('have the same responses in version v3', async () => {
    const { id } = await newNote()
    const reply = await server.call<ActivityReply>('DELETE', `${url}/${id}`, undefined, { version: 'v3' })
    expect([reply.status, reply.text]).toEqual([200, '{"succeded":true,"succeeded":true}'])
  })
})

const refused: [string, unknown, number, string | string[]][] = [
  ['a text that is empty', { body: '' }, 422, ['body should not be empty']],
  ['a text that is null', { body: null }, 422, ['body must be a string', 'body should not be empty']],
  ['a number', { body: 5 }, 422, ['body must be a string']],
  [
    'a text that is too long',
    { body: 'x'.repeat(65_537) },
    422,
    ['body must be shorter than or equal to 65536 characters'],
  ],
  [
    'several violations',
    { body: 'x', title: 1, pinned: 'yes', color: 'red', locationId: 'x' },
    422,
    [
      'property locationId should not exist',
      'title must be a string',
      'color must be a hexadecimal color',
      'pinned must be a boolean value',
    ],
  ],
  ['a title that is null', { body: 'x', title: null }, 422, ['title must be a string']],
  ['a NUL', { body: 'a\0b' }, 422, ['body must be text without NUL characters and lone surrogates']],
  ['a list', ['x'], 422, ['the body must be a JSON object']],
  ['an unknown user', { body: 'x', userId: 'nobody' }, 400, 'User not found for id:nobody'],
]

describe.each([
  ['POST', () => url],
  ['PUT', async () => `${url}/${(await newNote()).id}`],
] as const)('%s refuses and changes nothing', (method, urlOf) => {
  it.each(refused)('BR-211 %s', async (_what, body, status, message) => {
    const at = await urlOf()
    const send = async () => {
      const reply = await server.call(method, at, body)
      expect([reply.status, reply.body.message]).toEqual([status, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })

  it('BR-211 a user of another location', async () => {
    const at = await urlOf()
    const there = await server.fixtures.location(server.companyId)
    const userId = await server.fixtures.user(server.companyId, there)
    const reply = await server.call(method, at, { body: 'x', userId })
    expect([reply.status, reply.body.message]).toEqual([400, `User not found for id:${userId}`])
  })
})

it('BR-211 a note without a text is refused', async () => {
  const reply = await call('POST', '', {})
  expect([reply.status, reply.body.message]).toEqual([
    422,
    ['body must be a string', 'body should not be empty'],
  ])
})

it('BR-211 a user who has left the location stays on a note when it is changed', async () => {
  const userId = await server.fixtures.user(server.companyId, server.locationId)
  const { id } = await newNote({ userId })
  const leave = { name: 'test-leave', sql: 'DELETE FROM location_users WHERE user_id = :userId' }
  await server.storage.write((tx) => tx.run(leave, { userId }), 'database')
  const reply = await call('PUT', `/${id}`, { userId, body: 'x' })
  expect([reply.status, reply.body.note.userId]).toEqual([200, userId])
})

it('BR-211 the location can be the author of a note', async () => {
  const { id, userId } = await newNote({ userId: server.locationId })
  expect(userId).toBe(server.locationId)
  const reply = await call('PUT', `/${id}`, { userId: server.userId, body: 'x' })
  expect([reply.status, reply.body.note.userId]).toEqual([200, server.userId])
})
