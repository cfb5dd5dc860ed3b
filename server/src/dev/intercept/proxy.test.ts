import { once } from 'node:events'
import { Agent, createServer, request as httpRequest, type Server } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { connect as tlsConnect } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { listenOnLoopback } from '../../../../test/support/listen-on-loopback.ts'
import { temporaryFolder } from '../../../../test/support/program.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { type Authority, openAuthority } from './authority.ts'
import { type RunningProxy, startProxy } from './proxy.ts'

const name = 'services.leadconnectorhq.com'
const closings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

let authority: Authority
beforeAll(async () => {
  authority = await openAuthority({ names: [name], folder: temporaryFolder(), clock })
})

/** A server that says what it received. */
function echo(): Server {
  return createServer(async (request, response) => {
    const { method, url, rawHeaders } = request
    response.setHeader('x-echo', 'yes')
    response.end(JSON.stringify({ method, url, rawHeaders, body: await text(request).catch(() => '') }))
  })
}

async function start(options: { env?: NodeJS.ProcessEnv; offline?: boolean } = {}): Promise<RunningProxy> {
  const server = echo()
  const proxy = await startProxy({ server, names: [name], authority, env: {}, offline: false, ...options })
  closings.push(() => proxy.close())
  return proxy
}

async function listen(server: TcpServer): Promise<number> {
  const { port, close } = await listenOnLoopback(server)
  closings.push(async () => close())
  return port
}

const portOf = ({ url }: RunningProxy) => Number(new URL(url).port)

/** Sends CONNECT. @returns the socket, and what was answered. */
async function tunnel(port: number, target: string): Promise<{ socket: Socket; answer: string }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`)
  const [answer] = await once(socket, 'data')
  return { socket, answer: String(answer) }
}

/** A request to the proxy with an absolute URL. */
async function absolute(proxy: RunningProxy, url: string, headers: Record<string, string> = {}, body = '') {
  const request = httpRequest({ port: portOf(proxy), path: url, method: 'POST', headers, agent: false })
  request.end(body)
  const [response] = await once(request, 'response')
  return { status: response.statusCode, headers: response.headers, text: await text(response) }
}

describe('an intercepted name', () => {
  it('BR-612 ends in the server, with a certificate of the authority', async () => {
    const proxy = await start()
    const { socket, answer } = await tunnel(portOf(proxy), `${name}:443`)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    const secure = tlsConnect({
      socket,
      servername: name,
      ca: authority.authority,
      ALPNProtocols: ['h2', 'http/1.1'],
    })
    await once(secure, 'secureConnect')
    expect(secure.alpnProtocol).toBe('http/1.1')
    const agent = new Agent({ keepAlive: true })
    agent.createConnection = () => secure
    for (const path of ['/one', '/two']) {
      const request = httpRequest({ host: name, path, agent })
      request.end()
      const [response] = await once(request, 'response')
      expect(JSON.parse(await text(response))).toMatchObject({ method: 'GET', url: path })
    }
    agent.destroy()
  })

  it('takes the first bytes of TLS together with the CONNECT', async () => {
    const proxy = await start()
    const socket = connect({ port: portOf(proxy), host: '127.0.0.1' })
    let isFirst = true
    const pipe = new Duplex({
      read: () => undefined,
      write(chunk, _, done) {
        const head = isFirst ? `CONNECT ${name}:443 HTTP/1.1\r\nHost: ${name}\r\n\r\n` : ''
        isFirst = false
        socket.write(Buffer.concat([Buffer.from(head), chunk]), () => done())
      },
    })
    let received = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      if (received.length > 0) return void pipe.push(chunk)
      received = Buffer.concat([received, chunk])
      pipe.push(received.subarray(received.indexOf('\r\n\r\n') + 4))
    })
    const secure = tlsConnect({ socket: pipe, servername: name, ca: authority.authority })
    await once(secure, 'secureConnect')
    secure.end('GET /early HTTP/1.0\r\n\r\n')
    expect(await text(secure)).toContain('"url":"/early"')
    socket.destroy()
  })

  it('BR-612 is also answered at an absolute URL, with the host of the URL', async () => {
    const proxy = await start()
    const { status, text } = await absolute(
      proxy,
      `http://${name}/contacts/?a=1`,
      { host: 'other.example' },
      'x',
    )
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({ method: 'POST', url: '/contacts/?a=1', body: 'x' })
    expect((await absolute(proxy, `https://${name}/`)).status).toBe(200)
  })

  it('has a port for clients that are led to it', async () => {
    const { tlsPort } = await start()
    const to = { host: '127.0.0.1', port: tlsPort, servername: name, ca: authority.authority, agent: false }
    const request = httpsRequest({ ...to, path: '/direct' })
    request.end()
    const [response] = await once(request, 'response')
    expect(JSON.parse(await text(response))).toMatchObject({ url: '/direct' })
  })
})

describe('every other host', () => {
  it('BR-612 passes through a tunnel, also after one side has ended', async () => {
    const proxy = await start()
    const port = await listen(
      createTcpServer({ allowHalfOpen: true }, async (socket) => {
        socket.end(`got ${await text(socket)}`)
      }),
    )
    const { socket, answer } = await tunnel(portOf(proxy), `127.0.0.1:${port}`)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    socket.end('bytes')
    expect(await text(socket)).toBe('got bytes')
  })

  it('BR-612 gets a request with an absolute URL as it was, without the headers of the connection', async () => {
    const proxy = await start()
    const port = await listen(echo())
    const { status, headers, text } = await absolute(
      proxy,
      `http://127.0.0.1:${port}/a/../b?c=%20`,
      {
        'X-Case': 'Kept',
        'Proxy-Connection': 'keep-alive',
        Connection: 'x-hop',
        'X-Hop': '1',
        'Content-Length': '4',
      },
      'body',
    )
    expect({ status, echo: headers['x-echo'] }).toEqual({ status: 200, echo: 'yes' })
    const received = JSON.parse(text)
    expect(received).toMatchObject({ method: 'POST', body: 'body' })
    expect(received.rawHeaders).toEqual(expect.arrayContaining(['X-Case', 'Kept', 'Content-Length', '4']))
    expect(received.rawHeaders.join().toLowerCase()).not.toMatch(/proxy-connection|x-hop/)
    const host = { Host: 'other.example' }
    const other = JSON.parse((await absolute(proxy, `http://127.0.0.1:${port}/`, host)).text)
    expect(other.rawHeaders.slice(0, 2)).toEqual(['Host', `127.0.0.1:${port}`])
    expect(other.rawHeaders).not.toContain('other.example')
  })

  it('BR-612 passes by the proxy that the environment names', async () => {
    const seen: string[] = []
    const upstream = createServer((request, response) => {
      seen.push(`${request.url} ${request.headers['proxy-authorization']}`)
      response.end('from above')
    })
    upstream.on('connect', (request, socket) => {
      seen.push(`${request.url} ${request.headers['proxy-authorization']}`)
      socket.end('HTTP/1.1 200 OK\r\nVia: up\r\n\r\nfirst bytes')
    })
    const port = await listen(upstream)
    const value = `http://user:p%40ss@127.0.0.1:${port}`
    const proxy = await start({ env: { https_proxy: value, http_proxy: value } })
    const { socket, answer } = await tunnel(portOf(proxy), 'other.example:443')
    expect(answer + (await text(socket))).toBe('HTTP/1.1 200 Connection Established\r\n\r\nfirst bytes')
    expect(await absolute(proxy, 'http://other.example/x')).toMatchObject({ status: 200, text: 'from above' })
    const credentials = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
    expect(seen).toEqual([`other.example:443 ${credentials}`, `http://other.example/x ${credentials}`])
  })

  it.each([
    ['socks5://127.0.0.1:1080', 'a proxy of the kind socks5: is not supported'],
    ['http://', 'the variable of the proxy for https: has no URL'],
    ['http://127.0.0.1:1', 'no connection to 127.0.0.1:1: ECONNREFUSED'],
  ])('is refused where the environment names the proxy %s', async (https_proxy, sentence) => {
    const proxy = await start({ env: { https_proxy } })
    const { answer } = await tunnel(portOf(proxy), 'other.example:443')
    expect(answer).toMatch(/^HTTP\/1\.1 502 /)
    expect(answer).toContain(sentence)
  })

  it('is refused where the proxy of the environment refuses it', async () => {
    const upstream = createServer().on('connect', (_, socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'))
    const proxy = await start({ env: { https_proxy: `http://127.0.0.1:${await listen(upstream)}` } })
    expect((await tunnel(portOf(proxy), 'other.example:443')).answer).toContain(
      'refuses the connection with 407',
    )
  })

  it('BR-612 is refused with --offline', async () => {
    const proxy = await start({ offline: true })
    expect((await tunnel(portOf(proxy), 'other.example:443')).answer).toMatch(
      /^HTTP\/1\.1 502 .*--offline: other\.example is not intercepted/s,
    )
    expect(await absolute(proxy, 'http://other.example/')).toMatchObject({ status: 502 })
  })
})

it.each(['nonsense', 'host', 'host:0', 'host:70000', `${name}:443/x`])(
  'refuses CONNECT %s',
  async (target) => {
    const proxy = await start()
    expect((await tunnel(portOf(proxy), target)).answer).toMatch(/^HTTP\/1\.1 400 /)
  },
)

it('refuses requests that a web page can send', async () => {
  const proxy = await start()
  const response = await fetch(proxy.url)
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('this is a proxy')
})

it('ends its connections when it closes', async () => {
  const proxy = await start()
  const { socket } = await tunnel(portOf(proxy), `${name}:443`)
  const closed = once(socket.on('error', () => undefined).resume(), 'close')
  await proxy.close()
  socket.end()
  await closed
  closings.pop()
})

/** Resolves when a socket is closed, also after an error. */
const closeOf = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))

/** What broken and impatient clients send. */
const fragments = [
  '',
  'CONNECT',
  `CONNECT ${name}:443 HTTP/1.1\r\n\r\n`,
  `CONNECT ${name}:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
  `CONNECT ${name}:443 HTTP/1.1\r\n\r\n\x16\x03\x01\x02\x00\x01`,
  `CONNECT ${name}:80 HTTP/1.1\r\n\r\nnonsense`,
  `POST http://${name}/ HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 100\r\n\r\nless`,
  'CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n',
  'GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET http:// HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET http://user:password@127.0.0.1:1/\u00ff HTTP/1.1\r\nHost: a\r\n\r\n',
  `GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
  '\x16\x03\x01\x00\x05hello',
  '\0'.repeat(100),
]

it('goes on after clients that break off', async () => {
  const proxy = await start()
  for (const end of ['end', 'destroy', 'resetAndDestroy'] as const) {
    const sockets = [portOf(proxy), proxy.tlsPort].flatMap((port) =>
      fragments.map((fragment) => {
        const socket = connect({ port, host: '127.0.0.1' })
        socket.on('error', () => undefined).resume()
        socket.write(fragment, 'latin1', () => socket[end]())
        return socket
      }),
    )
    await Promise.all(
      sockets.map((socket) => {
        setTimeout(() => socket.destroy(), 200)
        return closeOf(socket)
      }),
    )
  }
  expect(await absolute(proxy, `http://${name}/still`)).toMatchObject({ status: 200 })
})

it.each([
  ['that does not speak TLS', `CONNECT ${name}:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n`],
  ['that it refuses', 'CONNECT nonsense HTTP/1.1\r\n\r\n'],
])('closes the connection of a client %s, and that does not close it', async (_, request) => {
  const proxy = await start()
  const socket = connect({ port: portOf(proxy), host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => undefined).resume()
  // It goes on until the system says that the other side has gone.
  const sending = setInterval(() => socket.write('more'), 100)
  socket.write(request)
  await closeOf(socket)
  clearInterval(sending)
})

it('ends a tunnel on both sides when one breaks off', async () => {
  const proxy = await start()
  const accepted = new Promise<Socket>((resolve) => {
    void listen(createTcpServer(resolve)).then(async (port) => {
      const { socket } = await tunnel(portOf(proxy), `127.0.0.1:${port}`)
      socket.on('error', () => undefined).resetAndDestroy()
    })
  })
  const remote = await accepted
  remote.on('error', () => undefined).resume()
  await closeOf(remote)
})
