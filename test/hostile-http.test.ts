import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { HttpClient } from './support/http-client.ts'
import { type Program, startProgram } from './support/program.ts'
import { startTestServer } from './support/server.ts'

const contact = '/contacts/ocQHyuzHvuMOe5N5jjXF'
const uploads = '/locations/ve9EPM428h8vShlRW1KT/customFields/upload'
/** The connection of any malformed request ends within this time. */
const exchangeTimeoutMs = 10_000
/** Must not appear in the log: sent in tokens, values, ids, versions, hosts and addresses. */
const canary = 'c4n4ry'

let program: Program
let greetingLength: number
beforeAll(async () => {
  program = await startProgram({ demo: true, logLevel: 'info' })
  greetingLength = program.stderr().length
})

describe('a request line', () => {
  it.each([
    ['that is malformed', `${canary}\r\n\r\n`, [400]],
    ['without a path', 'GET\r\n\r\n', [400]],
    ['of another protocol', 'GET / SMTP/1.0\r\n\r\n', [400]],
    ['of an unknown version', 'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n', [400]],
    ['of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
    ['that is the start of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400]],
    ['with a NUL', 'GET /contacts/\0 HTTP/1.1\r\nHost: localhost\r\n\r\n', [400]],
    ['with an unknown method', 'BREW /pot HTTP/1.1\r\nHost: localhost\r\n\r\n', [400]],
    ['without a Host', 'GET /healthz HTTP/1.1\r\n\r\n', [400]],
    [
      'with a path of 20,000 characters',
      `GET /${canary.repeat(4000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      [431],
    ],
    ['that requests a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n', []],
  ])('%s', async (_, request, statuses) => {
    expect(await statusesOf(request)).toEqual(statuses)
  })

  it.each([
    ['a whole URL', 'GET', `http://${canary}.example/contacts/x`, 400],
    ['an asterisk', 'OPTIONS', '*', 404],
    ['two slashes', 'GET', '//contacts//x', 404],
    ['steps up', 'GET', '/../../../../etc/passwd', 404],
    ['encoded steps up', 'GET', '/docs/..%2f..%2f..%2fpackage.json', 404],
    ['broken percent-encoding', 'GET', '/contacts/%zz', 400],
    ['percent-encoding that is not UTF-8', 'GET', '/contacts/%ff', 400],
    ['an encoded NUL', 'GET', '/contacts/%00', 400],
    [
      'a query with the name of a person',
      'GET',
      `/contacts/?query=${canary}&email=${canary}@example.com`,
      422,
    ],
    ['an id of 900 characters', 'GET', `/contacts/${canary.repeat(150)}`, 400],
    ['an id of 9,000 characters', 'GET', `/contacts/${canary.repeat(1500)}`, 404],
    ['the name of a property of every object', 'GET', '/contacts/__proto__', 400],
    ['the wrong method', 'PATCH', contact, 404],
    ['another wrong method', 'POST', contact, 404],
    ['TRACE', 'TRACE', contact, 404],
    ['HEAD', 'HEAD', contact, 200],
  ])('with %s', async (_, method, path, status) => {
    expect(await statusesOf(head(method, path))).toEqual([status])
  })
})

describe('headers', () => {
  it.each([
    ['of 20,000 characters', [`X-Long: ${canary.repeat(4000)}`], 431],
    ['by the thousand', Array.from({ length: 3000 }, (_, number) => `X-${number}: ${canary}`), 431],
    ['without a colon', [canary], 400],
    ['with a space before the colon', [`X-Space : ${canary}`], 400],
    ['with a control character', [`X-Bell: ${canary}\x07`], 400],
    ['with a malformed token', [`Authorization: Bearer ${canary}`], 401],
    ['with an unknown token', [`Authorization: Bearer pit-${canary}`], 401],
    ['with no scheme', [`Authorization: ${canary}`], 401],
    ['with an unknown Version', [`Version: ${canary}`], 400],
    ['with the SDK’s ids', [`locationId: ${canary}`, `x-location-id: ${canary}`], 200],
    ['that request another protocol', ['Connection: close, Upgrade', 'Upgrade: websocket'], 200],
    ['with an unknown expectation', [`Expect: ${canary}`], 417],
  ])('%s', async (_, headers, status) => {
    expect(await statusesOf(head('GET', contact, headers))).toEqual([status])
  })

  it.each([
    ['evil.example', 403],
    [`${canary}.example`, 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['127.0.0.1@evil.example', 403],
    ['', 403],
    ['localhost', 200],
    ['LOCALHOST:1', 200],
    ['127.0.0.1', 200],
    ['[::1]:80', 200],
  ])('on loopback for the Host "%s": %i', async (host, status) => {
    expect(await statusesOf(head('GET', contact).replace('Host: localhost', `Host: ${host}`))).toEqual([
      status,
    ])
  })
})

describe('the length of a body', () => {
  const json = 'Content-Type: application/json'
  const chunked = 'Transfer-Encoding: chunked'
  it.each([
    ['that is negative', ['Content-Length: -1'], '', 400],
    ['that is not a number', [`Content-Length: ${canary}`], '', 400],
    ['that is absurdly large', ['Content-Length: 99999999999999999999999'], '', 400],
    ['sent twice with different values', ['Content-Length: 2', 'Content-Length: 3'], '{}', 400],
    ['sent together with chunks', ['Content-Length: 2', chunked], '2\r\n{}\r\n0\r\n\r\n', 400],
    ['in chunks that are chunked twice', ['Transfer-Encoding: chunked, chunked'], '0\r\n\r\n', 400],
    ['in an unknown encoding', [`Transfer-Encoding: ${canary}`], '{}', 400],
    ['in chunks without a size', [chunked], `${canary}\r\n{}\r\n`, 400],
    ['in an absurdly large chunk', [chunked], 'FFFFFFFFFFFFFFFFF\r\n{}', 400],
    ['in chunks, well-formed', [chunked], '2\r\n{}\r\n0\r\n\r\n', 200],
    ['shorter than the body', ['Content-Length: 1'], '{}', 400],
    ['of more than 1 MiB, of which nothing is sent', [`Content-Length: ${1024 * 1024 + 1}`], '', 413],
  ])('%s', async (_, headers, body, status) => {
    expect(await statusesOf(head('PUT', contact, [json, ...headers]) + body)).toEqual([status])
  })

  it('longer than the body, which then ends: changes nothing', async () => {
    const before = await contactAsAnswered()
    const socket = await connected()
    socket.end(`${head('PUT', contact, [json, 'Content-Length: 100'])}{"firstName":"${canary}"}`)
    expect(await textOf(socket)).not.toMatch(/^HTTP\/1\.1 [25]/)
    expect(await contactAsAnswered()).toEqual(before)
  })

  it.each([
    ['one byte more than 1 MiB', 1024 * 1024 + 1, 413],
    ['1 MiB', 1024 * 1024, 200],
  ])('%s, in chunks', async (_, bytes, status) => {
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
    const rest = bytes - 2
    const chunks = chunk.repeat(Math.floor(rest / 0x10000))
    const last = rest % 0x10000
    const body = `2\r\n{}\r\n${chunks}${last === 0 ? '' : `${last.toString(16)}\r\n${' '.repeat(last)}\r\n`}0\r\n\r\n`
    expect(await statusesOf(head('PUT', contact, [json, 'Transfer-Encoding: chunked']) + body)).toEqual([
      status,
    ])
  })
})

describe('a body', () => {
  // The log names an unknown property, which is not a value.
  const property = (number: number) => `"unknown${number}":1`
  it.each([
    ['of one byte more than 1 MiB', `{}${' '.repeat(1024 * 1024 - 1)}`, 413],
    ['of arrays in arrays', '['.repeat(500_000), 400],
    ['of arrays in arrays, well-formed', '['.repeat(100_000) + ']'.repeat(100_000), 400],
    ['of objects in objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 400],
    ['that is text', `"${canary}"`, 422],
    ['that is an array', `["${canary}"]`, 422],
    ['that is null', 'null', 422],
    ['that is cut off', `{"firstName":"${canary}`, 400],
    ['with a comma too many', `{"firstName":"${canary}",}`, 400],
    ['in single quotes', `{'firstName':'${canary}'}`, 400],
    ['with a property __proto__', `{"__proto__":{"firstName":"${canary}"}}`, 422],
    ['with a property constructor', `{"constructor":{"prototype":{"firstName":"${canary}"}}}`, 422],
    ['with a nested __proto__', '{"dndSettings":{"__proto__":{"status":"active"}}}', 422],
    ['with an infinite number', '{"firstName":1e999}', 422],
    ['with half a surrogate pair', `{"firstName":"${canary}\\ud800"}`, 422],
    ['with a NUL', `{"firstName":"${canary}\\u0000"}`, 422],
    ['with an invalid email', `{"email":"${canary}"}`, 422],
    ['with an invalid phone', `{"phone":"${canary}"}`, 400],
    ['with an unknown user', `{"assignedTo":"${canary}"}`, 400],
    ['with an unknown custom field', `{"customFields":[{"key":"${canary}","field_value":"${canary}"}]}`, 200],
    ['with a repeated property', `{"firstName":"${canary}","firstName":"${canary} too"}`, 200],
  ])('%s', async (_, body, status) => {
    expect(await statusesOf(withBody(body))).toEqual([status])
  })

  it('that is not UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"firstName":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])
    expect(await statusesOf(withBody(body))).toEqual([400])
  })

  it.each([
    ['gzip', 400],
    ['br', 415],
  ])('that claims to be compressed with %s, and is truncated', async (encoding, status) => {
    const packed = ['Content-Type: application/json', `Content-Encoding: ${encoding}`, 'Content-Length: 3']
    expect(await statusesOf(`${head('PUT', contact, packed)}\x1f\x8b\x08`)).toEqual([status])
  })

  it.each([
    ['a form', contact, 'application/x-www-form-urlencoded', 415],
    ['an unknown type', contact, canary, 415],
    ['a malformed type', contact, ';;;', 415],
    ['JSON in Latin-1', contact, 'application/json; charset=latin1', 415],
    ['JSON in UTF-16, which it is not', contact, 'application/json; charset=utf-16', 400],
    ['JSON in place of a form with files', uploads, 'application/json', 415],
    ['a form with files, without its boundary', uploads, 'multipart/form-data', 415],
    ['a form with files, which it is not', uploads, 'multipart/form-data; boundary=x', 400],
  ])('that claims to be %s', async (_, path, type, status) => {
    const body = `{"name":"${canary}"}`
    const headers = [`Content-Type: ${type}`, `Content-Length: ${body.length}`]
    const method = path === uploads ? 'POST' : 'PUT'
    expect(await statusesOf(head(method, path, headers) + body)).toEqual([status])
  })

  it('with 10,000 unknown properties gets a response of limited size', async () => {
    const properties = Array.from({ length: 10_000 }, (_, number) => property(number))
    const answer = await exchange(withBody(`{${properties.join()}}`))
    expect(answer).toMatch(/^HTTP\/1\.1 422 /)
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)).message).toHaveLength(1000)
  })

  it('with a property with a long name gets a response of limited size', async () => {
    const answer = await exchange(withBody(`{"${canary.repeat(100_000)}":1}`))
    expect(answer).toMatch(/^HTTP\/1\.1 422 /)
    expect(answer.length).toBeLessThan(1024 * 1024)
  })

  it('has polluted no prototype', async () => {
    const { contact: answered } = await contactAsAnswered()
    expect(await statusesOf(withBody('{}'))).toEqual([200])
    expect(answered.phone).toBe('+15551234567')
  })
})

describe('a connection', () => {
  it('with pipelined requests gets the responses in order', async () => {
    const requests = [
      head('GET', '/healthz', [], 'keep-alive'),
      withBody('{"firstName":"First"}', 'keep-alive'),
      head('GET', '/no/such/path', [], 'keep-alive'),
      withBody('{"firstName":1}', 'keep-alive'),
      head('GET', contact),
    ]
    const answer = await exchange(requests.join(''))
    expect(statusesIn(answer)).toEqual([200, 200, 404, 422, 200])
    expect(await contactAsAnswered()).toMatchObject({ contact: { firstName: 'First' } })
  })

  it('with a thousand pipelined requests gets all responses', async () => {
    const requests = [
      ...Array.from({ length: 999 }, () => head('GET', '/healthz', [], 'keep-alive')),
      head('GET', '/healthz'),
    ]
    expect(await statusesOf(requests.join(''))).toEqual(Array.from({ length: 1000 }, () => 200))
  })

  it('with any bytes of a request changed gets a response or ends, and nothing breaks', async () => {
    const request = Buffer.from(withBody(`{"firstName":"${canary}","tags":["a"],"customFields":[]}`))
    const place = fc.nat({ max: request.length - 1 })
    const changes = fc.array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(changes, async (changed) => {
        const bytes = Buffer.from(request)
        for (const [at, byte] of changed) bytes[at] = byte
        const socket = await connected()
        // The client ends its side: a request that is now too short is truncated.
        socket.end(bytes)
        for (const status of statusesIn(await textOf(socket))) expect(status).toBeLessThan(500)
      }),
      { numRuns: 300 },
    )
  })

  it('that sends its head slowly, with hundreds of others, blocks no other client', async () => {
    const slow = await Promise.all(Array.from({ length: 300 }, () => connected()))
    for (const socket of slow) socket.write(`GET ${contact} HTTP/1.1\r\nHost: localhost\r\nX-${canary}: `)
    const client = new HttpClient(program)
    expect(await client.call('PUT', contact, { city: 'Served' })).toMatchObject({ status: 200 })
    client.close()
    expect(slow.every((socket) => !socket.destroyed)).toBe(true)
    for (const socket of slow) socket.destroy()
  })

  it('that disconnects before its response blocks no other client', async () => {
    for (let gone = 0; gone < 100; gone++) {
      const socket = await connected()
      socket.write(withBody(`{"city":"${canary}"}`))
      socket.resetAndDestroy()
    }
    expect(await statusesOf(head('GET', contact))).toEqual([200])
  })

  it('has a limited time to send a request, and to send another', async () => {
    const { app, close } = await startTestServer()
    const { headersTimeout, requestTimeout, keepAliveTimeout } = app.server
    expect({ headersTimeout, requestTimeout, keepAliveTimeout }).toEqual({
      headersTimeout: 60_000,
      requestTimeout: 300_000,
      keepAliveTimeout: 72_000,
    })
    await close()
  })
})

describe('after all this', () => {
  it('the server still works, it has failed at nothing, and its log contains no secret and no value', async () => {
    const client = new HttpClient(program)
    expect(await client.call('PUT', contact, { firstName: canary })).toMatchObject({ status: 200 })
    client.close()
    const { code, tookMs } = await program.stop()
    expect(code).toBe(0)
    // Ten seconds are the time of a body that does not arrive.
    expect(tookMs).toBeLessThan(5_000)

    const log = program.stderr().slice(greetingLength)
    const lines: { level: number; msg: string; statusCode?: number }[] = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.filter(({ msg }) => msg === 'request').length).toBeGreaterThan(50)
    const info = 30
    expect(lines.filter(({ level, statusCode = 0 }) => level > info || statusCode >= 500)).toEqual([])
    expect(log).not.toContain(program.token)
    expect(log.toLowerCase()).not.toContain(canary)
  })
})

/** The head of a request that ends its connection, with a token and a supported Version. */
function head(method: string, path: string, headers: readonly string[] = [], connection = 'close'): string {
  const isNamed = (name: string) => headers.some((header) => header.startsWith(`${name}:`))
  return [
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    ...(isNamed('Version') ? [] : ['Version: 2021-07-28']),
    ...(isNamed('Authorization') ? [] : [`Authorization: Bearer ${program.token}`]),
    ...(isNamed('Connection') ? [] : [`Connection: ${connection}`]),
    ...headers,
    '\r\n',
  ].join('\r\n')
}

function withBody(body: string | Buffer, connection = 'close'): string | Buffer {
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  const start = head('PUT', contact, ['Content-Type: application/json', length], connection)
  return typeof body === 'string' ? start + body : Buffer.concat([Buffer.from(start), body])
}

async function connected(): Promise<Socket> {
  const socket = connect(program.port, '127.0.0.1')
  // The server may reset the connection here.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** Sends bytes (a string: one for each character) and reads until the server ends the connection. */
async function exchange(request: string | Buffer): Promise<string> {
  const socket = await connected()
  socket.write(typeof request === 'string' ? Buffer.from(request, 'latin1') : request)
  return textOf(socket)
}

function textOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const overdue = setTimeout(() => {
      socket.destroy()
      reject(new Error(`The connection is still open; it has answered: ${Buffer.concat(chunks)}`))
    }, exchangeTimeoutMs)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('close', () => {
      clearTimeout(overdue)
      resolve(Buffer.concat(chunks).toString('utf8'))
    })
  })
}

const statusesIn = (answer: string): number[] =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

const statusesOf = async (request: string | Buffer): Promise<number[]> => statusesIn(await exchange(request))

async function contactAsAnswered() {
  const client = new HttpClient(program)
  const { status, body } = await client.call('GET', contact)
  client.close()
  expect(status).toBe(200)
  return { contact: body.contact }
}
