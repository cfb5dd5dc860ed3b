import { execFile } from 'node:child_process'
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { makeCertificate } from '../../../test/support/certificate.ts'
import { listenOnLoopback } from '../../../test/support/listen-on-loopback.ts'
import { createSender, type Delivery, type SenderOptions } from './send-delivery.ts'
import { notPublicSentence } from './targets/target-url.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  await Promise.all(ends.splice(0).map((end) => end()))
})

function senderFor(options: Partial<SenderOptions> = {}) {
  const sender = createSender({ allowPrivate: true, connectionsPerTarget: 4, ...options })
  ends.push(() => sender.close())
  return sender
}

const deliveryTo = (url: string, rest: Partial<Delivery> = {}): Delivery => ({
  webhookId: 'webhook',
  url,
  headers: ['content-type', 'application/json'],
  body: '{"type":"ContactUpdate"}',
  ...rest,
})

async function listen(server: Server): Promise<number> {
  const { port, close } = await listenOnLoopback(server)
  ends.push(close)
  return port
}

/** A receiver that answers as the listener does. */
async function receive(listener: RequestListener) {
  const server: HttpServer = createServer(listener)
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  const port = await listen(server)
  return { server, port, url: `http://127.0.0.1:${port}/hook?key=secret`, connections: () => connections }
}

/** A receiver that answers with these bytes. */
async function receiveRaw(answer: (socket: Socket) => void): Promise<string> {
  const port = await listen(
    createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => answer(socket))
    }),
  )
  return `http://127.0.0.1:${port}/hook?key=secret`
}

const send = async (url: string, options: Partial<SenderOptions> = {}) =>
  await senderFor(options).send(deliveryTo(url))

it('posts the body and the headers, and keeps connections', async () => {
  const requests: unknown[] = []
  const receiver = await receive(async (request, response) => {
    const body = (await request.toArray()).join('')
    requests.push({ method: request.method, url: request.url, headers: request.headers, body })
    response.end('thanks')
  })
  const sender = senderFor()
  for (let sent = 0; sent < 4; sent += 1) {
    const attempt = await sender.send(deliveryTo(receiver.url))
    expect(attempt).toEqual({ status: 200, response: 'thanks', durationMs: expect.any(Number) })
  }
  const headers = {
    host: `127.0.0.1:${receiver.port}`,
    connection: 'keep-alive',
    'content-type': 'application/json',
    'content-length': '26',
  }
  const body = '{"type":"ContactUpdate"}'
  const request = {
    method: 'POST',
    url: '/hook?key=secret',
    headers: { ...headers, 'content-length': String(body.length) },
    body,
  }
  expect(requests).toEqual([request, request, request, request])
  // undici uses a connection again only in the next turn of the event loop.
  expect(receiver.connections()).toBeLessThanOrEqual(2)
})

it('posts a body of bytes and of umlauts', async () => {
  const receiver = await receive((request, response) => request.pipe(response))
  const sender = senderFor()
  expect((await sender.send(deliveryTo(receiver.url, { body: Buffer.from('Zoë') }))).response).toBe('Zoë')
  expect((await sender.send(deliveryTo(receiver.url, { body: 'Zoë' }))).response).toBe('Zoë')
})

it.each([
  [200, undefined],
  [201, undefined],
  [204, undefined],
  [301, "The receiver redirects (301). Deliveries don't follow."],
  [304, "The receiver redirects (304). Deliveries don't follow."],
  [307, "The receiver redirects (307). Deliveries don't follow."],
  [400, 'The receiver answered 400.'],
  [410, 'The receiver answered 410.'],
  [429, 'The receiver answered 429.'],
  [500, 'The receiver answered 500.'],
  [503, 'The receiver answered 503.'],
])('BR-691 takes the status %i as %s', async (status, error) => {
  let requests = 0
  const receiver = await receive((_request, response) => {
    requests += 1
    response.writeHead(status, { location: '/elsewhere' }).end()
  })
  expect(await send(receiver.url)).toEqual({
    status,
    ...(error && { error }),
    durationMs: expect.any(Number),
  })
  expect(requests).toBe(1)
})

it('BR-691 reads retry-after', async () => {
  const clock = { now: () => Date.parse('2026-01-01T00:00:00Z') }
  const receiver = await receive((_request, response) => {
    response.writeHead(429, { 'retry-after': 'Thu, 01 Jan 2026 00:02:00 GMT' }).end()
  })
  expect(await send(receiver.url, { clock })).toMatchObject({ status: 429, retryAfterMs: 120_000 })
})

it('BR-691 keeps the first 2 KiB of an answer, as text that PostgreSQL takes', async () => {
  const receiver = await receive((_request, response) => {
    response.write('a\0b')
    response.end(`${'é'.repeat(1022)}\u{1f600} and more`)
  })
  // The emoji is cut off.
  expect((await send(receiver.url)).response).toBe(`a\ufffdb${'é'.repeat(1022)}`)
  const bytes = await receive((_request, response) =>
    response.end(Buffer.from([0x61, 0xff, 0xed, 0xa0, 0x80, 0x62])),
  )
  expect((await send(bytes.url)).response).toMatch(/^a\ufffd+b$/)
})

it('shows nothing of a compressed answer', async () => {
  const receiver = await receive((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('thanks'))
  })
  expect(await send(receiver.url)).toEqual({ status: 200, durationMs: expect.any(Number) })
})

it.each([200, 500])('BR-691 gives up an answer of %i without an end after 64 KiB', async (status) => {
  let sent = 0
  const closed = Promise.withResolvers<void>()
  const receiver = await receive((_request, response) => {
    response.writeHead(status)
    const more = () => {
      while (!response.destroyed && response.write('a'.repeat(1024))) sent += 1024
    }
    response.on('drain', more).on('close', closed.resolve)
    more()
  })
  const { error, response, ...attempt } = await send(receiver.url)
  expect(attempt).toEqual({ status, durationMs: expect.any(Number) })
  expect(response).toBe('a'.repeat(2048))
  expect(error).toBe(status === 200 ? undefined : 'The receiver answered 500.')
  await closed.promise
  expect(sent).toBeLessThan(16 * 1024 * 1024)
})

it('BR-691 gives up after 15 s if no answer comes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const asked = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()
  const url = await receiveRaw((socket) => {
    socket.on('close', () => gone.resolve())
    asked.resolve()
  })
  const sending = send(url)
  await asked.promise
  vi.advanceTimersByTime(14_999)
  expect(await Promise.race([sending, Promise.resolve('underway')])).toBe('underway')
  vi.advanceTimersByTime(1)
  expect(await sending).toMatchObject({ error: 'The receiver did not answer within 15 s.' })
  await gone.promise
})

it.each([
  ['headers that come slowly', 'HTTP/1.1 200 OK\r\nx-a', 'The receiver did not answer within 0.05 s.'],
  ['nothing', '', 'The receiver did not answer within 0.05 s.'],
])('gives up %s', async (_what, answer, error) => {
  const url = await receiveRaw((socket) => socket.write(answer))
  expect(await send(url, { timeoutMs: 50 })).toEqual({ error, durationMs: expect.any(Number) })
})

it('BR-691 counts an answer whose body does not end by its status', async () => {
  const url = await receiveRaw((socket) => socket.write('HTTP/1.1 202 OK\r\ncontent-length: 9\r\n\r\nthan'))
  expect(await send(url, { timeoutMs: 50 })).toMatchObject({ status: 202, response: 'than' })
  const closing = await receiveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nthan'))
  const attempt = await send(closing)
  expect(attempt).toMatchObject({ status: 200, response: 'than' })
  expect(attempt.error).toBeUndefined()
  const failing = await receiveRaw((socket) => socket.end('HTTP/1.1 500 OK\r\ncontent-length: 9\r\n\r\nno'))
  expect(await send(failing)).toMatchObject({ status: 500, error: 'The receiver answered 500.' })
})

it.each([
  ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'The answer is not HTTP.'],
  ['no status', 'HTTP/1.1 2x0 OK\r\n\r\n', 'The answer is not HTTP.'],
  ['nothing', '', 'The receiver closed the connection before it had answered.'],
  [
    'half of the headers',
    'HTTP/1.1 200 OK\r\nx-a: b',
    'The receiver closed the connection before it had answered.',
  ],
  [
    '100',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
    'The receiver answered with a status that was not asked for.',
  ],
  [
    '101',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: a\r\nconnection: upgrade\r\n\r\n',
    'The receiver answered with a status that was not asked for.',
  ],
  [
    'huge headers',
    `HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`,
    'The headers of the answer are too large.',
  ],
])('BR-691 says what is wrong if the answer is %s', async (_what, answer, error) => {
  const url = await receiveRaw((socket) => socket.end(answer))
  expect(await send(url)).toEqual({ error, durationMs: expect.any(Number) })
})

it('takes answers of HTTP/1.0, and after informational ones', async () => {
  const old = await receiveRaw((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nthanks'))
  expect(await send(old)).toMatchObject({ status: 200, response: 'thanks' })
  const hints = await receiveRaw((socket) =>
    socket.end('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n'),
  )
  expect(await send(hints)).toMatchObject({ status: 204 })
})

it('BR-691 says that a connection is refused, and how a name fails', async () => {
  const server = createTcpServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({
    error: 'The receiver refused the connection.',
  })
  const resolve = () => Promise.reject(Object.assign(new Error('secret'), { code: 'ENOTFOUND' }))
  for (const allowPrivate of [true, false]) {
    expect(await send('http://receiver.example/', { allowPrivate, resolve })).toMatchObject({
      error: 'The name of the host does not exist.',
    })
  }
})

it('gives up a connection that takes too long', async () => {
  const resolve = () => new Promise<string[]>(() => {})
  expect(await send('http://receiver.example/', { resolve, connectTimeoutMs: 50 })).toMatchObject({
    error: 'The receiver did not accept the connection in time.',
  })
})

it('BR-691 verifies certificates', async () => {
  const { certificate, key } = makeCertificate('127.0.0.1')
  const port = await listen(
    createTlsServer({ cert: certificate, key }, (_request, response) => response.end('safe')),
  )
  expect(await send(`https://127.0.0.1:${port}/`)).toMatchObject({
    error: 'The certificate of the receiver is self-signed.',
  })
  const plain = await receiveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
  expect(await send(plain.replace('http:', 'https:'))).toMatchObject({
    error: 'The receiver does not speak TLS.',
  })
  const authorities = getCACertificates('default')
  ends.push(() => setDefaultCACertificates(authorities))
  setDefaultCACertificates([...authorities, certificate])
  expect(await send(`https://127.0.0.1:${port}/`)).toMatchObject({ status: 200, response: 'safe' })
  const resolve = () => Promise.resolve(['127.0.0.1'])
  expect(await send(`https://receiver.example:${port}/`, { resolve })).toMatchObject({
    error: 'The certificate of the receiver is for another host.',
  })
})

it('BR-690 reaches nothing private unless it may', async () => {
  const receiver = await receive((_request, response) => response.end())
  const resolve = vi.fn(() => Promise.resolve(['127.0.0.1']))
  const error = notPublicSentence
  const name = `http://receiver.example:${receiver.port}/`
  expect(await send(name, { allowPrivate: false, resolve })).toMatchObject({ error })
  for (const host of ['localhost', '127.0.0.1', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]']) {
    const url = `http://${host}:${receiver.port}/`
    expect(await send(url, { allowPrivate: false, resolve })).toEqual({ error, durationMs: 0 })
  }
  expect(receiver.connections()).toBe(0)
  expect(await send(name, { resolve })).toMatchObject({ status: 200 })
  expect(await send(`http://localhost:${receiver.port}/`)).toMatchObject({ status: 200 })
})

it('BR-692 keeps the connections of webhooks apart', async () => {
  const waiting: (() => void)[] = []
  const arrived = Promise.withResolvers<void>()
  const receiver = await receive((request, response) => {
    if (request.url !== '/slow') return response.end()
    waiting.push(() => response.end())
    if (waiting.length === 2) arrived.resolve()
  })
  const sender = senderFor({ connectionsPerTarget: 2 })
  const slow = deliveryTo(`http://127.0.0.1:${receiver.port}/slow`, { webhookId: 'slow' })
  const sending = [sender.send(slow), sender.send(slow)]
  await arrived.promise
  await expect(sender.send(slow)).rejects.toThrow('2 deliveries of webhook slow are underway.')
  expect(await sender.send(deliveryTo(receiver.url))).toMatchObject({ status: 200 })
  expect(receiver.connections()).toBe(3)
  for (const answer of waiting) answer()
  expect(await Promise.all(sending)).toMatchObject([{ status: 200 }, { status: 200 }])
  // The share is free again, also for another path and another origin.
  expect(await sender.send({ ...slow, url: receiver.url })).toMatchObject({ status: 200 })
  expect(receiver.connections()).toBe(3)
  const other = await receive((_request, response) => response.end())
  expect(await sender.send({ ...slow, url: other.url })).toMatchObject({ status: 200 })
  expect(other.connections()).toBe(1)
})

describe('BR-710 a receiver that closes a connection', () => {
  /** It answers the first request of each connection, and ends the connection at the next one. */
  async function receiveOnce(end: (socket: Socket) => void) {
    const requests: string[] = []
    const port = await listen(
      createTcpServer((socket) => {
        let answered = false
        socket.on('error', () => {})
        socket.on('data', (data) => {
          requests.push(String(data).split('\r\n\r\n')[1] ?? '')
          if (answered) return end(socket)
          answered = true
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
        })
      }),
    )
    return { url: `http://127.0.0.1:${port}/`, requests }
  }

  it.each([
    ['closes', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ])('that was open before (it %s it) gets the delivery once more on a new one', async (_how, end) => {
    const { url, requests } = await receiveOnce(end)
    const sender = senderFor({ connectionsPerTarget: 1 })
    for (const body of ['first', 'second', 'third']) {
      expect(await sender.send(deliveryTo(url, { body }))).toMatchObject({ status: 200 })
      // undici uses a connection again only in the next turn of the event loop.
      await nextTurn()
    }
    expect(requests).toEqual(['first', 'second', 'second', 'third', 'third'])
  })

  it('that is new gets nothing more', async () => {
    let connections = 0
    const port = await listen(
      createTcpServer((socket) => {
        connections += 1
        socket.on('error', () => {})
        socket.on('data', () => socket.end())
      }),
    )
    const sender = senderFor({ connectionsPerTarget: 1 })
    const error = 'The receiver closed the connection before it had answered.'
    expect(await sender.send(deliveryTo(`http://127.0.0.1:${port}/`))).toMatchObject({ error })
    expect(await sender.send(deliveryTo(`http://127.0.0.1:${port}/`))).toMatchObject({ error })
    expect(connections).toBe(2)
  })

  it('on which a part of the answer came gets nothing more', async () => {
    const { url, requests } = await receiveOnce((socket) => socket.end('HTTP/1.1 500 No\r\n\r\n'))
    const sender = senderFor({ connectionsPerTarget: 1 })
    expect(await sender.send(deliveryTo(url))).toMatchObject({ status: 200 })
    await nextTurn()
    expect(await sender.send(deliveryTo(url))).toMatchObject({ status: 500 })
    expect(requests).toHaveLength(2)
  })
})

it('BR-710 gives up the deliveries of one webhook, whose connections are free at once', async () => {
  const arrived = Promise.withResolvers<void>()
  let asked = 0
  const receiver = await receive((request, response) => {
    if (request.url !== '/hang') return response.end()
    asked += 1
    if (asked === 2) arrived.resolve()
  })
  const sender = senderFor({ connectionsPerTarget: 1 })
  const hanging = deliveryTo(`http://127.0.0.1:${receiver.port}/hang`, { webhookId: 'hanging' })
  const sending = sender.send(hanging)
  const other = sender.send({ ...hanging, webhookId: 'other' })
  await arrived.promise
  sender.giveUp('hanging')
  expect(await sending).toMatchObject({
    error: 'contactd gave the delivery up before the receiver had answered.',
  })
  expect(await sender.send({ ...hanging, url: receiver.url })).toMatchObject({ status: 200 })
  expect(await Promise.race([other, Promise.resolve('underway')])).toBe('underway')
})

it('loads undici for the first delivery', async () => {
  const source = `import { createRequire } from 'node:module'
import { createServer } from 'node:http'
import { createSender } from './send-delivery.ts'
const server = createServer((request, response) => response.end()).listen(0, '127.0.0.1', async () => {
  const { cache } = createRequire(import.meta.url)
  const loaded = () => Object.keys(cache).some((file) => file.includes('undici'))
  const sender = createSender({ allowPrivate: true, connectionsPerTarget: 1 })
  const before = loaded()
  const url = 'http://127.0.0.1:' + server.address().port
  const { status } = await sender.send({ webhookId: 'a', url, headers: [], body: 'a' })
  console.log(before, status, loaded())
  await sender.close()
  server.close()
})`
  const options = { cwd: import.meta.dirname, encoding: 'utf8' } as const
  const run = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source], options)
  expect(run.stdout).toBe('false 200 true\n')
})

it('BR-692 obeys no proxy variable', async () => {
  const proxy = await receive((_request, response) => response.end())
  const variables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']
  for (const name of variables) vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`)
  vi.stubEnv('NODE_USE_ENV_PROXY', '1')
  const receiver = await receive((_request, response) => response.end())
  expect(await send(receiver.url)).toMatchObject({ status: 200 })
  expect(proxy.connections()).toBe(0)
})

it('BR-692 sends through the proxy that an option names', async () => {
  const asked: string[] = []
  const proxy = await receive((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(202).end()
  })
  proxy.server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  const through = {
    allowPrivate: false,
    proxy: `http://127.0.0.1:${proxy.port}`,
    resolve: (name: string) =>
      name === 'unknown.example'
        ? Promise.reject(new Error('ENOTFOUND'))
        : Promise.resolve([name === 'public.example' ? '8.8.8.8' : '10.0.0.1']),
  }
  expect(await send('http://public.example/hook?a=b', through)).toMatchObject({ status: 202 })
  expect(await send('http://unknown.example/', through)).toMatchObject({ status: 202 })
  expect(await send('https://public.example/', through)).toMatchObject({
    error: 'The proxy refused to connect.',
  })
  expect(asked).toEqual([
    'POST http://public.example/hook?a=b',
    'POST http://unknown.example/',
    'CONNECT public.example:443',
  ])
  for (const host of ['127.0.0.1', 'localhost', 'private.example', '[::1]']) {
    expect(await send(`http://${host}/`, through)).toMatchObject({
      error: notPublicSentence,
    })
  }
  expect(asked).toHaveLength(3)
})

it('lets deliveries end while it closes', async () => {
  const arrived = Promise.withResolvers<() => void>()
  const receiver = await receive((_request, response) => arrived.resolve(() => response.end()))
  const sender = senderFor()
  const sending = sender.send(deliveryTo(receiver.url))
  const answer = await arrived.promise
  const closing = sender.close(60_000)
  await expect(sender.send(deliveryTo(receiver.url))).rejects.toThrow('The sender is closed.')
  answer()
  expect(await sending).toMatchObject({ status: 200 })
  await closing
})

it('fails the deliveries that are underway when it is closed', async () => {
  const arrived = Promise.withResolvers<void>()
  const receiver = await receive(() => arrived.resolve())
  const sender = senderFor()
  const sending = sender.send(deliveryTo(receiver.url))
  await arrived.promise
  await sender.close()
  expect(await sending).toMatchObject({
    error: 'contactd gave the delivery up before the receiver had answered.',
  })
})
