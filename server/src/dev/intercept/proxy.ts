import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type Duplex, pipeline } from 'node:stream'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import type { Authority } from './authority.ts'
import { forward, idleTimeoutMs, openTunnel, parseTarget } from './pass-through.ts'

export interface ProxyOptions {
  /** The server that answers for the names. It need not listen. */
  server: Server
  names: readonly string[]
  authority: Authority
  /** The environment, which may name another proxy for all other hosts. */
  env: NodeJS.ProcessEnv
  /** Refuses all other hosts. */
  offline: boolean
}

/** A proxy on loopback that listens. */
export interface RunningProxy {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** A port for clients that are led to it in place of port 443 of one of the names. */
  tlsPort: number
  close(): Promise<void>
}

/** The maximum number of connections to each of the two ports. */
const maxConnections = 1_000
const handshakeTimeoutMs = 10_000
/** Time limit for a client to close a connection after it has been refused. */
const closeTimeoutMs = 2_000
const loopback = '127.0.0.1'
/** The response to CONNECT, after which the tunnel begins. */
const established = 'HTTP/1.1 200 Connection Established\r\n\r\n'

/**
 * Starts a proxy for CONNECT and absolute URLs. Connections to the names end in the server, without another connection
 * in between; all others pass through unchanged, or are refused.
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { server, names, env, offline } = options
  const isOurs = (host: string) => names.includes(host.replace(/\.$/, ''))
  const sockets = new Set<Duplex>()
  const track = (socket: Duplex) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }

  const secure = createTlsEnd(options.authority, server)
  secure.on('connection', track)
  const proxy = createServer((request, response) => void answer(request, response))
  proxy.on('connection', track)
  proxy.on('connect', (request, socket, head) => void tunnel(request, socket as Socket, head))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = absoluteUrl(request.url)
    if (url === undefined) return refuse(response, 400, 'this is a proxy: it takes CONNECT and absolute URLs')
    if (isOurs(url.hostname)) {
      request.url = url.pathname + url.search
      request.headers.host = url.host
      server.emit('request', request, response)
      return
    }
    if (offline) return refuse(response, 502, `--offline: ${url.host} is not intercepted`)
    try {
      await forward(request, response, url, env)
    } catch (error) {
      if (response.headersSent) response.destroy()
      else refuse(response, 502, (error as Error).message)
    }
  }

  async function tunnel({ url = '' }: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy())
    const target = parseTarget(url)
    if (target === undefined) return end(socket, '400 Bad Request', 'CONNECT takes a host and a port')
    const { host, port } = target
    if (head.length > 0) socket.unshift(head)
    if (isOurs(host)) {
      socket.write(established)
      if (port === 80) server.emit('connection', socket)
      else secure.emit('connection', socket)
      return
    }
    if (offline) return end(socket, '502 Bad Gateway', `--offline: ${host} is not intercepted`)
    try {
      const remote = await openTunnel(host, port, env)
      track(remote)
      socket.write(established)
      join(socket, remote)
    } catch (error) {
      end(socket, '502 Bad Gateway', (error as Error).message)
    }
  }

  for (const listener of [proxy, secure]) {
    listener.maxConnections = maxConnections
    listener.listen(0, loopback)
    await once(listener, 'listening')
  }
  return {
    url: `http://${loopback}:${(proxy.address() as AddressInfo).port}`,
    tlsPort: (secure.address() as AddressInfo).port,
    async close() {
      const closed = [proxy, secure].map((listener) => once(listener, 'close'))
      proxy.close()
      secure.close()
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
    },
  }
}

/** Creates the end of TLS connections to the names. The server gets what comes through them. */
function createTlsEnd({ key, certificate }: Authority, server: Server): TlsServer {
  const secure = createTlsServer({
    key,
    cert: certificate,
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: handshakeTimeoutMs,
  })
  secure.on('secureConnection', (socket) => server.emit('connection', socket))
  // Node.js leaves the socket open, also after its time limit for the handshake.
  secure.on('tlsClientError', (_, socket) => socket.destroy())
  return secure
}

/** Passes on what each side of a tunnel sends to the other. Both are closed if nothing moves for too long. */
function join(client: Socket, remote: Socket): void {
  for (const side of [client, remote]) side.setTimeout(idleTimeoutMs, () => side.destroy())
  pipeline(client, remote, () => undefined)
  pipeline(remote, client, () => undefined)
}

/** @returns undefined if it is not the absolute URL of a web address. */
function absoluteUrl(text = ''): URL | undefined {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(`contactd: ${sentence}\n`)
}

function end(socket: Socket, status: string, sentence: string): void {
  const body = `contactd: ${sentence}\n`
  const head = `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`
  socket.end(head + body)
  // A client that goes on sending would otherwise lose the response to a reset.
  socket.resume()
  setTimeout(() => socket.destroy(), closeTimeoutMs).unref()
}
