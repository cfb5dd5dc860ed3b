import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { TurnCounter } from '../../../test/support/turns.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { maxBodyBytes, maxJsonDepth, maxJsonValues } from './bounds.ts'

const server = useTestServer()
let url: string
beforeEach(async () => {
  const made = await server.call('POST', '/contacts/', { locationId: server.locationId, firstName: 'Jane' })
  url = `/contacts/${made.body.contact.id}`
})

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
    'Application/JSON',
    'application/vnd.api+json',
    'application/merge-patch+json',
  ])('is parsed with the content type %s', async (contentType) => {
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
    'nonsense',
    undefined,
  ])('BR-021 is refused with the content type %s', async (contentType) => {
    const { status, body } = await server.call('PUT', url, '{"city":"X"}', { 'content-type': contentType })
    expect([status, body]).toEqual([415, notJson])
  })

  it.each(['latin1', 'ISO-8859-1', 'us-ascii', 'utf8', 'utf-32', '"windows-1252"'])(
    'BR-421 is refused in the charset %s, with Express’s message',
    async (charset) => {
      const { status, text } = await server.call('PUT', url, '{"city":"X"}', {
        'content-type': `application/json; charset=${charset}`,
      })
      const name = charset.replaceAll('"', '').toUpperCase()
      expect([status, text]).toEqual([
        415,
        JSON.stringify({ statusCode: 415, message: `unsupported charset "${name}"` }),
      ])
    },
  )

  const inUtf16 = Buffer.from('{"city":"Zürich"}', 'utf16le')
  it.each([
    ['utf-16le', inUtf16],
    ['UTF-16', inUtf16],
    ['utf-16', Buffer.from('\ufeff{"city":"Zürich"}', 'utf16le')],
    ['utf-16', Buffer.from('\ufeff{"city":"Zürich"}', 'utf16le').swap16()],
    ['utf-16be', Buffer.from(inUtf16).swap16()],
    ['utf-8', '\ufeff{"city":"Zürich"}'],
  ])('BR-421 is parsed in %s, with and without a byte order mark', async (charset, sent) => {
    const { status, body } = await server.call('PUT', url, sent, {
      'content-type': `application/json; charset=${charset}`,
    })
    expect([status, body.contact?.city]).toEqual([200, 'Zürich'])
  })

  it.each([Buffer.from([0x7b]), Buffer.from([0x00, 0xd8, 0x22, 0x00])])(
    'BR-421 is a 400 if it is not valid UTF-16: %j',
    async (sent) => {
      const { status, body } = await server.call('PUT', url, sent, {
        'content-type': 'application/json; charset=utf-16',
      })
      expect([status, body]).toEqual([400, bad('The body is not valid UTF-16')])
    },
  )

  it('BR-421 may begin with one byte order mark', async () => {
    expect((await server.call('PUT', url, '\ufeff')).status).toBe(200)
    expect((await server.call('PUT', url, '\ufeff\ufeff{}')).status).toBe(400)
    expect((await server.call('PUT', url, ' \ufeff{}')).status).toBe(400)
  })
})

describe('BR-424 a compressed body', () => {
  const sent = Buffer.from('{"city":"Zürich"}')
  const send = (encoding: string, body: Buffer, headers = {}) =>
    server.call('PUT', url, body, {
      'content-type': 'application/json',
      'content-encoding': encoding,
      ...headers,
    })

  it.each<[string, Buffer]>([
    ['gzip', gzipSync(sent)],
    ['GZIP', gzipSync(sent)],
    ['gzip', Buffer.concat([gzipSync('{"city":'), gzipSync('"Zürich"}')])],
    ['deflate', deflateSync(sent)],
    ['identity', sent],
    ['', sent],
  ])('is decompressed with %j', async (encoding, body) => {
    const reply = await send(encoding, body)
    expect([reply.status, reply.body.contact?.city]).toEqual([200, 'Zürich'])
  })

  it('is validated like any other: its charset, its emptiness, its JSON', async () => {
    const inUtf16 = { 'content-type': 'application/json; charset=utf-16le' }
    const read = await send('gzip', gzipSync(Buffer.from('{"city":"Zürich"}', 'utf16le')), inUtf16)
    expect(read.body.contact?.city).toBe('Zürich')
    expect((await send('gzip', gzipSync(''))).status).toBe(200)
    expect(await send('gzip', gzipSync('{"a":'))).toMatchObject({
      status: 400,
      body: bad('Unexpected end of JSON input'),
    })
    expect((await send('br', Buffer.alloc(0))).status).toBe(200)
    const latin1 = await send('br', sent, { 'content-type': 'application/json; charset=latin1' })
    expect(latin1.body.message).toBe('unsupported charset "LATIN1"')
    expect(await send('gzip', gzipSync(sent), { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      body: notJson,
    })
  })

  it.each<[string, Buffer]>([
    ['br', brotliCompressSync(sent)],
    ['x-gzip', gzipSync(sent)],
    ['zstd', sent],
    ['gzip, gzip', gzipSync(gzipSync(sent))],
  ])('is refused with %s, with Express’s message', async (encoding, body) => {
    const { status, text } = await send(encoding, body)
    const message = `unsupported content encoding "${encoding}"`
    expect([status, text]).toEqual([415, JSON.stringify({ statusCode: 415, message })])
  })

  it.each<[string, Buffer, string]>([
    ['gzip', sent, 'incorrect header check'],
    ['gzip', gzipSync(sent).subarray(0, 12), 'unexpected end of file'],
    ['deflate', deflateRawSync(sent), 'incorrect header check'],
  ])('is a 400 if it is not valid %s', async (encoding, body, message) => {
    const { status, text } = await send(encoding, body)
    expect([status, text]).toEqual([400, JSON.stringify({ statusCode: 400, message })])
  })

  it('is limited by its decompressed size', async () => {
    const ofBytes = (bytes: number) => gzipSync(Buffer.from('{}'.padEnd(bytes)))
    expect((await send('gzip', ofBytes(maxBodyBytes))).status).toBe(200)
    for (const bytes of [maxBodyBytes + 1, 100 * maxBodyBytes]) {
      const { status, text } = await send('gzip', ofBytes(bytes))
      expect([status, text]).toEqual([413, '{"statusCode":413,"message":"request entity too large"}'])
    }
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
  ])('is a missing body with the content type %s', async (contentType) => {
    const put = await server.call('PUT', url, '', { 'content-type': contentType })
    expect(put.status).toBe(200)
    const tags = await server.call('POST', `${url}/tags`, '', { 'content-type': contentType })
    expect(tags.body.message).toEqual(['each value in tags must be a string', 'tags must be an array'])
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
  ])('is a 400 in the envelope of the API: %j', async (text) => {
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
  ])('is a 400 if it is not UTF-8: %s', async (_what, bytes) => {
    const sent = Buffer.concat([Buffer.from('{"city":"'), Buffer.from(bytes), Buffer.from('"}')])
    const { status, body } = await server.call('PUT', url, sent)
    expect([status, body]).toEqual([400, bad('The body is not valid UTF-8')])
  })

  it.each(['[]', '"text"', '1', 'true', 'null', '[{"firstName":"a"}]'])(
    'is a 422 if it is JSON but not an object: %s',
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

  it('is accepted up to 1 MiB', async () => {
    expect((await server.call('PUT', url, padded(maxBodyBytes))).status).toBe(200)
  })

  it.each([maxBodyBytes + 1, 5 * maxBodyBytes])('BR-421 is a 413 at %i bytes', async (bytes) => {
    const { status, text } = await server.call('PUT', url, padded(bytes))
    expect([status, text]).toEqual([413, '{"statusCode":413,"message":"request entity too large"}'])
  })

  it('is a 413 for any content type', async () => {
    const { status } = await server.call('PUT', url, padded(maxBodyBytes + 1), {
      'content-type': 'text/plain',
    })
    expect(status).toBe(413)
  })
})

describe('BR-021 a nested body', () => {
  // The outermost object does not count as a level.
  const nested = (depth: number) =>
    `{"customFields":[{"key":"x","value":${'['.repeat(depth - 3)}${']'.repeat(depth - 3)}}]}`

  it('is parsed up to the depth limit', async () => {
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

describe('BR-067 a body with many values', () => {
  /** A body with this many values: the four around the list, and those of the list. */
  const holding = (values: number) => ({
    customFields: [{ key: 'x', value: Array<number>(values - 4).fill(0) }],
  })

  it('is accepted up to the limit', async () => {
    expect((await server.call('PUT', url, holding(maxJsonValues))).status).toBe(200)
  })

  it.each([
    ['in one list', holding(maxJsonValues + 1)],
    ['in many', { tags: Array<number[]>(1 + maxJsonValues / 5).fill([1, 2, 3, 4]), nickname: 'x' }],
    ['in keys', Object.fromEntries(Array.from({ length: maxJsonValues + 1 }, (_, n) => [`k${n}`, 1]))],
  ])('beyond the limit is a 422 with no other violation: %s', async (_where, sent) => {
    const { status, body } = await server.call('PUT', url, sent)
    expect([status, body.message]).toEqual([422, ['the body must not hold more than 10000 values']])
  })

  it('is refused after the checks of the contact', async () => {
    const { status, body } = await server.call('PUT', '/contacts/unknown', holding(maxJsonValues + 1))
    expect([status, body.message]).toEqual([400, 'Contact not found for id:unknown'])
  })
})

describe('bodies that arrive at once', () => {
  /** The turns of the event loop in which eight bodies are parsed, and in which their values are counted. */
  async function turnsOf(padding: number): Promise<{ parsed: number[]; looked: number[] }> {
    const counter = new TurnCounter()
    const parsed: number[] = []
    const looked: number[] = []
    const { parse } = JSON
    const spy = vi.spyOn(JSON, 'parse').mockImplementation((text: string) => {
      const value = parse(text)
      if (!text.startsWith('{"firstName":"Turn')) return value
      parsed.push(counter.turn)
      const get = () => {
        looked.push(counter.turn)
        return 'Jane'
      }
      return Object.defineProperty(value, 'firstName', { get, enumerable: true })
    })
    const body = { firstName: 'Turn', lastName: 'x'.repeat(padding) }
    try {
      const replies = await Promise.all(Array.from({ length: 8 }, () => server.call('PUT', url, body)))
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([padding > 1000 ? 422 : 200]))
    } finally {
      spy.mockRestore()
      counter.stop()
    }
    return { parsed, looked }
  }

  it('BR-476 are each parsed in one turn and validated in another if they are large', async () => {
    const { parsed, looked } = await turnsOf(100_000)
    expect(new Set(parsed).size).toBe(8)
    expect(looked).not.toEqual([])
    expect(looked.filter((turn) => parsed.includes(turn))).toEqual([])
  })

  it('are validated in the turn that parses them if they are small', async () => {
    const { parsed, looked } = await turnsOf(10)
    expect(parsed).toHaveLength(8)
    expect(looked.filter((turn) => parsed.includes(turn))).not.toEqual([])
  })
})
