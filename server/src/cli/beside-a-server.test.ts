import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from '../../../test/support/command-line.ts'
import { HttpClient } from '../../../test/support/http-client.ts'
import { type Program, startProgram } from '../../../test/support/program.ts'

const contactd = new CommandLine()
let server: Program
let locationId: string

beforeAll(async () => {
  server = await startProgram({ folder: contactd.folder })
  locationId = (await contactd.location()).id
})
afterAll(() => server.stop())

const client = (token: string) => new HttpClient({ url: server.url, token })
const newToken = () =>
  contactd.json<{ id: string; token: string }>(
    ...['token', 'create', '--location', locationId, '--scopes', 'contacts.readonly,contacts.write'],
  )

describe('while a server runs on the same database', () => {
  test('a new token is accepted, and refused after it is revoked', async () => {
    const { id, token } = await newToken()
    const caller = client(token)
    const made = await caller.call('POST', '/contacts/', { locationId, firstName: 'Ada' })
    expect(made.status).toBe(201)
    const path = `/contacts/${made.body.contact.id}`
    expect((await caller.call('GET', path)).status).toBe(200)
    await contactd.json('token', 'revoke', id)
    expect((await caller.call('GET', path)).status).toBe(401)
    caller.close()
  })

  test('a new custom field is known', async () => {
    const { token } = await newToken()
    const caller = client(token)
    const field = await contactd.json<{ id: string }>(
      ...['custom-field', 'create', '--location', locationId, '--name', 'Plan', '--type', 'TEXT'],
    )
    const customFields = [{ id: field.id, field_value: 'Plus' }]
    const made = await caller.call('POST', '/contacts/', { locationId, firstName: 'B', customFields })
    expect(made.body.contact.customFields).toEqual([{ id: field.id, value: 'Plus' }])
    caller.close()
  })

  test('every other command works too', async () => {
    const email = 'una@example.com'
    await contactd.json('user', 'create', '--location', locationId, '--name', 'Una', '--email', email)
    expect(await contactd.json('user', 'list')).toMatchObject([{ email }])
    expect(await contactd.json('location', 'list')).toMatchObject([{ id: locationId }])
    expect(await contactd.json('custom-field', 'list')).toBeInstanceOf(Array)
    expect(await contactd.json('token', 'list')).toBeInstanceOf(Array)
    expect(await contactd.json('migrate')).toEqual({ applied: [] })
    const { checks } = await contactd.json<{ checks: { name: string; found: string }[] }>(
      ...['doctor', '--port', String(server.port)],
    )
    expect(checks.find(({ name }) => name === 'port')?.found).toMatch(/^contactd responds on /)
  })

  test('commands that write concurrently all succeed', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `Location ${index}`)
    await Promise.all(names.map((name) => contactd.location(name)))
    const locations = await contactd.json<{ name: string }[]>('location', 'list')
    expect(locations.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
  })
})
