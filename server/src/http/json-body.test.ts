import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { maxBodyBytes, maxJsonDepth, maxJsonValues } from './json-body.ts'

let server: TestServer
let url: string
beforeAll(async () => {
  server = await startTestServer()
})
beforeEach(async () => {
  const made = await server.call('POST', '/contacts/', { locationId: server.locationId, name: 'Jane Doe' })
  url = `/contacts/${made.body.contact.id}`
})
afterAll(() => server.close())

const bad = (message: string) => ({ message, error: 'Bad Request', statusCode: 400 })
const notJson = {
  message: 'The body must be JSON, sent as application/json',
  error: 'Unsupported Media Type',
  statusCode: 415,
}

describe('a body that is JSON', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=us-ascii',
    'Application/JSON',
    'application/vnd.api+json',
    'application/merge-patch+json',
  ])('is read under the content type %s', async (contentType) => {
    const { status, body } = await server.call('PUT', url, '{"city":"Zürich"}', {
      'content-type': contentType,
    })
    expect(status).toBe(200)
    expect(body.contact.city).toBe('Zürich')
  })

  it.each([
    'text/plain',
    'text/html',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonp',
    'application/json5',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'nonsense',
    undefined,
  ])('BR-021 is refused under the content type %s', async (contentType) => {
    const { status, body } = await server.call('PUT', url, '{"city":"X"}', { 'content-type': contentType })
    expect([status, body]).toEqual([415, notJson])
  })
})

describe('BR-020 an empty body', () => {
  it.each([
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
    undefined,
  ])('is no body under the content type %s', async (contentType) => {
    const put = await server.call('PUT', url, '', { 'content-type': contentType })
    expect(put.status).toBe(200)
    const tags = await server.call('POST', `${url}/tags`, '', { 'content-type': contentType })
    expect(tags.body.message).toEqual(['tags must be an array'])
    const gone = await server.call('DELETE', url, '', { 'content-type': contentType })
    expect(gone.status).toBe(200)
  })
})

describe('BR-021 a malformed body', () => {
  it.each([
    '{',
    '{"firstName":}',
    '{"firstName":"a",}',
    "{'firstName':'a'}",
    'firstName=a',
    '{"firstName":"a"}{}',
    '{"firstName":"a\u0000"}',
    '{"dnd":NaN}',
    ' ',
    'undefined',
  ])('is a 400 in the API’s own envelope: %j', async (text) => {
    const { status, body } = await server.call('PUT', url, text)
    expect(status).toBe(400)
    expect(body).toEqual(bad(String(body.message)))
    expect(String(body.message)).toMatch(/JSON/)
  })

  it.each([
    ['a lone continuation byte', [0x80]],
    ['an overlong form', [0xc0, 0xaf]],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80]],
    ['a cut sequence', [0xf0, 0x9f, 0x98]],
    ['beyond Unicode', [0xf5, 0x80, 0x80, 0x80]],
  ])('is a 400 where it is not UTF-8: %s', async (_what, bytes) => {
    const sent = Buffer.concat([Buffer.from('{"city":"'), Buffer.from(bytes), Buffer.from('"}')])
    const { status, body } = await server.call('PUT', url, sent)
    expect([status, body]).toEqual([400, bad('The body is not valid UTF-8')])
  })

  it.each(['[]', '"text"', '1', 'true', 'null', '[{"firstName":"a"}]'])(
    'is a 422 where it is JSON and no object: %s',
    async (text) => {
      const { status, body } = await server.call('PUT', url, text)
      expect(status).toBe(422)
      expect(body).toEqual({
        message: ['the body must be a JSON object'],
        error: 'Unprocessable Entity',
        statusCode: 422,
        traceId: body.traceId,
      })
    },
  )
})

describe('BR-021 a body that is too large', () => {
  const padded = (bytes: number) => {
    const rest = '{"city":"x"}'
    return rest + ' '.repeat(bytes - rest.length)
  }

  it('is taken up to 1 MiB', async () => {
    expect((await server.call('PUT', url, padded(maxBodyBytes))).status).toBe(200)
  })

  it.each([maxBodyBytes + 1, 5 * maxBodyBytes])('is a 413 at %i bytes', async (bytes) => {
    const { status, body } = await server.call('PUT', url, padded(bytes))
    expect(status).toBe(413)
    expect(body).toEqual({ message: 'request entity too large', error: 'Payload Too Large', statusCode: 413 })
  })

  it('is a 413 whatever its content type', async () => {
    const { status } = await server.call('PUT', url, padded(maxBodyBytes + 1), {
      'content-type': 'text/plain',
    })
    expect(status).toBe(413)
  })
})

describe('BR-021 a body that nests', () => {
  // The outermost object is no level of nesting yet.
  const nested = (depth: number) =>
    `{"customFields":[{"key":"x","value":${'['.repeat(depth - 3)}${']'.repeat(depth - 3)}}]}`

  it('is read as deep as the bound', async () => {
    expect((await server.call('PUT', url, nested(maxJsonDepth + 1))).status).toBe(200)
  })

  it.each([maxJsonDepth + 2, 1000, 250_000])('is a 400 at %i levels', async (depth) => {
    const { status, body } = await server.call('PUT', url, nested(depth))
    expect([status, body]).toEqual([400, bad(`The JSON is nested deeper than ${maxJsonDepth} levels`)])
  })

  it('is a 400 with objects too', async () => {
    const { status } = await server.call('PUT', url, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)
    expect(status).toBe(400)
  })
})

describe('BR-067 a body of many values', () => {
  /** A body that holds this many values: the four around the list, and the list's. */
  const holding = (values: number) => ({
    customFields: [{ key: 'x', value: Array<number>(values - 4).fill(0) }],
  })

  it('is taken up to the bound', async () => {
    expect((await server.call('PUT', url, holding(maxJsonValues))).status).toBe(200)
  })

  it.each([
    ['in one list', holding(maxJsonValues + 1)],
    ['in many', { tags: Array<number[]>(1 + maxJsonValues / 5).fill([1, 2, 3, 4]), nickname: 'x' }],
    ['in keys', Object.fromEntries(Array.from({ length: maxJsonValues + 1 }, (_, n) => [`k${n}`, 1]))],
  ])('is a 422 beyond it, which says nothing else: %s', async (_where, sent) => {
    const { status, body } = await server.call('PUT', url, sent)
    expect([status, body.message]).toEqual([422, ['the body must not hold more than 10000 values']])
  })

  it('is refused in its turn, behind the contact', async () => {
    const { status, body } = await server.call('PUT', '/contacts/unknown', holding(maxJsonValues + 1))
    expect([status, body.message]).toEqual([400, 'Contact not found for id:unknown'])
  })
})
