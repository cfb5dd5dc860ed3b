import { afterAll, describe, expect, it } from 'vitest'
import { appIdOf } from '../../server/src/auth/access-token.ts'
import { startTestServer } from '../support/server.ts'
import { everyCaller, signedIn } from './callers.ts'
import { refusalOf } from './expectations.ts'
import { documentedOperations, type Operation, sampleRequest } from './operations.ts'
import { plant } from './planted.ts'
import { everyTable } from './tables.ts'

const server = await startTestServer({ location: { allowDuplicateContact: true } })
afterAll(() => server.close())

const { app, callers: programs } = await everyCaller(server)
const callers = [...programs, ...(await signedIn(server))]
const planted = { ...(await plant(server, 1)), appId: appIdOf(app.clientId) }
const operations = await documentedOperations(server)

const parametersOf = (place: 'path' | 'query') =>
  operations.flatMap((operation) =>
    (operation.parameters ?? [])
      .filter((parameter) => parameter.in === place)
      .map(({ name }) => ({ operation, name, title: `${name} of ${operation.operationId}` })),
  )

let serial = 1
/** Sends a request that is valid except for its URL, as an accepted caller. */
async function send(operation: Operation, urlOf: (url: string, planted: object) => string) {
  const caller = callers.find((one) => refusalOf(operation, one, planted) === undefined)
  if (caller === undefined) throw new Error(`Nobody is let in to ${operation.operationId}.`)
  serial += 1
  const { url, body, headers } = sampleRequest(operation, planted, serial)
  const sent = { ...headers, ...caller.headers }
  return server.call<{ message: unknown }>(operation.method, urlOf(url, planted), body, sent)
}

/** Replaces a parameter of the query. */
function withParameter(url: string, name: string, encoded: string): string {
  const [path, query = ''] = url.split('?')
  const others = query.split('&').filter((pair) => pair !== '' && !pair.startsWith(`${name}=`))
  return `${path}?${[...others, `${name}=${encoded}`].join('&')}`
}

/** Replaces a part of the path. */
function withPart({ path }: Operation, url: string, name: string, encoded: string): string {
  const [sentPath = '', query] = url.split('?')
  const at = path.split('/').indexOf(`{${name}}`)
  const parts = sentPath.split('/').map((part, index) => (index === at ? encoded : part))
  return [parts.join('/'), ...(query === undefined ? [] : [query])].join('?')
}

describe('a query', () => {
  const parameters = parametersOf('query')

  it('is part of many operations', () => expect(parameters.length).toBeGreaterThan(30))

  it.each([
    ['%00', 'must be text without NUL characters and lone surrogates'],
    ['a%00b', 'must be text without NUL characters and lone surrogates'],
    ['caf%E9', 'must be percent-encoded UTF-8'],
    ['%ED%A0%80', 'must be percent-encoded UTF-8'],
  ])('BR-024 with %s in a parameter is refused by every operation', async (encoded, sentence) => {
    for (const { operation, name, title } of parameters) {
      const { status, body } = await send(operation, (url) => withParameter(url, name, encoded))
      // The location may be checked first, and is unknown then.
      if (/^location_?id$/i.test(name) && status !== 422) {
        const unknown = await send(operation, (url) => withParameter(url, name, 'unknown'))
        expect([title, status, body.message]).toEqual([title, unknown.status, unknown.body.message])
        expect([401, 403]).toContain(status)
      } else {
        const message = expect.arrayContaining([`${name} ${sentence}`])
        expect([title, status, body.message]).toEqual([title, 422, message])
      }
    }
  })

  it('BR-024 with a NUL in a name is refused', async () => {
    const { status, body } = await server.call('GET', `/contacts/?locationId=${server.locationId}&que%00ry=x`)
    expect([status, body.message]).toEqual([
      422,
      expect.arrayContaining(['query must be text without NUL characters and lone surrogates']),
    ])
  })

  it.each([
    ['100%', 'a percent sign that encodes nothing'],
    ['%zz', 'which is not hexadecimal'],
    ['%EF%BF%BD', 'the replacement character'],
    ['%25E9', 'an encoded percent sign'],
    ['%F0%9F%98%80', 'an emoji'],
  ])('BR-024 with %s, %s, is searched for', async (encoded) => {
    const { status } = await server.call('GET', `/contacts/?locationId=${server.locationId}&query=${encoded}`)
    expect(status).toBe(200)
  })
})

describe('a path', () => {
  it.each(parametersOf('path'))(
    'BR-024 with a NUL in $title is an unknown id',
    async ({ operation, name }) => {
      const before = await everyTable(server.storage)
      const known = { ...planted, id: undefined }
      const id = known[name as keyof typeof known] ?? 'unknown'
      for (const text of ['\0', `${id}\0`, `\0${id}`]) {
        const ill = await send(operation, (url) => withPart(operation, url, name, encodeURIComponent(text)))
        const unknown = await send(operation, (url) => withPart(operation, url, name, 'uNkNoWn'))
        // Get Contact only has the message under `error`.
        const said = ({ message, error }: { message?: unknown; error?: unknown }) =>
          JSON.stringify(message ?? error)
        const expected = said(unknown.body).replaceAll('uNkNoWn', JSON.stringify(text).slice(1, -1))
        expect([ill.status, said(ill.body)]).toEqual([unknown.status, expected])
        expect(ill.status).toBeGreaterThanOrEqual(400)
        expect(ill.status).toBeLessThan(500)
      }
      expect(await everyTable(server.storage)).toEqual(before)
    },
  )
})
