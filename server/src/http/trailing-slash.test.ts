import { expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import type { Method } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'

interface Operation {
  parameters?: { name: string; schema?: { enum?: string[] } }[]
}

interface Document {
  paths: Record<string, Record<string, Operation>>
}

/** A version that serves the operation. */
const versionOf = ({ parameters = [] }: Operation) =>
  parameters.find(({ name }) => name === 'Version')?.schema?.enum?.[0]

const server = useTestServer()

it('BR-412 a path with an empty segment is unknown; only a trailing slash is allowed', async () => {
  for (const url of [
    '/contacts//',
    '/contacts//?locationId=x',
    '/contacts//tags',
    '//contacts/',
    '/locations//customFields',
  ]) {
    const reply = await server.call('GET', url)
    expect([reply.status, reply.body]).toEqual([
      404,
      { message: `Cannot GET ${url.split('?')[0]}`, error: 'Not Found', statusCode: 404 },
    ])
  }
  const query = `/contacts/?locationId=${server.locationId}&query=a//b`
  expect((await server.call('GET', query)).status).toBe(200)
})

it('BR-014 every path of the reference gets the same response with and without a trailing slash', async () => {
  const { call, locationId, userId, fixtures } = server
  const contactId = await newContact(server, { name: 'Jane Doe' })
  const { id } = await fixtures.customField(locationId, { dataType: 'TEXT' })
  const ids: Record<string, string> = { locationId, userId, contactId, id }
  const { paths } = (await call<Document>('GET', '/openapi.json')).body
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([method, operation]) => [method.toUpperCase() as Method, path, versionOf(operation)] as const,
    ),
  )
  expect(operations.length).toBeGreaterThan(15)
  for (const [method, path, version] of operations) {
    // The second request must not see changes of the first, so requests that write are made invalid.
    const body = method === 'GET' ? undefined : '{"nickname":1}'
    const known = method === 'DELETE' ? { locationId } : ids
    const bare = path
      .replace(/\{(\w+)\}/g, (_, name: string) => (known as Record<string, string>)[name] ?? 'unknown')
      .replace(/\/$/, '')
    const query = bare === '/users' ? `?locationId=${locationId}` : ''
    const [one, other] = [
      await call(method, bare + query, body, { version }),
      await call(method, `${bare}/${query}`, body, { version }),
    ]
    expect(one.body.message, `${method} ${bare}`).not.toEqual(expect.stringContaining('Cannot'))
    expect([other.status, { ...other.body, traceId: '' }], `${method} ${bare}/`).toEqual([
      one.status,
      { ...one.body, traceId: '' },
    ])
  }
})
