import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, isIPv6, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { connect as tlsConnect } from 'node:tls'
import { upstreamProxy } from './upstream.ts'

/** Time limit for a connection to a host or to the proxy before it, including that proxy's consent. */
const connectTimeoutMs = 15_000
/** A tunnel or a response in which nothing moves for this long is closed. */
export const idleTimeoutMs = 10 * 60 * 1000
/** The maximum size of another proxy's consent. */
const maxHeadBytes = 16 * 1024

/** Why a request can't pass through, with the status of the response. */
class PassThroughError extends Error {
  override name = 'PassThroughError'
}

/** The target of a CONNECT: `example.com:443`, `[::1]:443`. @returns undefined for anything else. */
export function parseTarget(authority: string): { host: string; port: number } | undefined {
  const [, host, port = ''] = /^([\w.-]+|\[[\da-f:.]+\]):(\d{1,5})$/i.exec(authority) ?? []
  if (host === undefined || Number(port) === 0 || Number(port) > 65_535) return undefined
  return { host: host.replace(/^\[|\]$/g, '').toLowerCase(), port: Number(port) }
}

/**
 * Opens a connection to a host, by the proxy that the environment names for it, if any.
 * @throws PassThroughError with the sentence for the client.
 */
export async function openTunnel(host: string, port: number, env: NodeJS.ProcessEnv): Promise<Socket> {
  const proxy = proxyOf(env, 'https', host, port)
  if (proxy === undefined)
    return await connected(connect({ host, port, allowHalfOpen: true }), 'connect', `${host}:${port}`)
  const socket = await connectedTo(proxy)
  try {
    await consentOf(socket, proxy, `${isIPv6(host) ? `[${host}]` : host}:${port}`)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function proxyOf(env: NodeJS.ProcessEnv, scheme: 'http' | 'https', host: string, port: number) {
  let proxy: URL | undefined
  try {
    proxy = upstreamProxy(env, scheme, host, port)
  } catch {
    throw new PassThroughError(`the variable of the proxy for ${scheme}: has no URL`)
  }
  if (proxy && !/^https?:$/.test(proxy.protocol))
    throw new PassThroughError(`a proxy of the kind ${proxy.protocol} is not supported`)
  return proxy
}

const portOf = (url: URL) => Number(url.port || (url.protocol === 'https:' ? 443 : 80))
const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

function connectedTo(proxy: URL): Promise<Socket> {
  const to = { host: hostOf(proxy), port: portOf(proxy) }
  return proxy.protocol === 'https:'
    ? connected(tlsConnect({ ...to, servername: to.host }), 'secureConnect', proxy.host)
    : connected(connect({ ...to, allowHalfOpen: true }), 'connect', proxy.host)
}

function connected(socket: Socket, event: 'connect' | 'secureConnect', name: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      socket.destroy()
      reject(new PassThroughError(`no connection to ${name}: ${reason}`))
    }
    const overdue = setTimeout(fail, connectTimeoutMs, 'it takes too long')
    const onError = (error: NodeJS.ErrnoException) => {
      clearTimeout(overdue)
      fail(error.code ?? error.message)
    }
    socket.once('error', onError).once(event, () => {
      clearTimeout(overdue)
      socket.off('error', onError)
      // Its `close` follows, which ends the other side.
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })
}

/** Asks a proxy for a tunnel, and reads its response, no byte further. */
async function consentOf(socket: Socket, proxy: URL, target: string): Promise<void> {
  const credentials = authorizationOf(proxy)
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`]
  if (credentials) lines.push(`Proxy-Authorization: ${credentials}`)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const head = await new Promise<string>((resolve, reject) => {
    let received = Buffer.alloc(0)
    const settle = (result: string | Error) => {
      clearTimeout(overdue)
      socket.off('readable', onReadable).off('close', onClose)
      if (typeof result === 'string') resolve(result)
      else reject(result)
    }
    const overdue = setTimeout(
      () => settle(new PassThroughError(`${proxy.host} does not respond`)),
      connectTimeoutMs,
    )
    const onClose = () => settle(new PassThroughError(`${proxy.host} has closed the connection`))
    const onReadable = () => {
      for (let chunk = socket.read() as Buffer | null; chunk; chunk = socket.read() as Buffer | null) {
        received = Buffer.concat([received, chunk])
        const end = received.indexOf('\r\n\r\n')
        if (end >= 0) {
          const rest = received.subarray(end + 4)
          if (rest.length > 0) socket.unshift(rest)
          return settle(received.toString('latin1', 0, end))
        }
        if (received.length > maxHeadBytes)
          return settle(new PassThroughError(`the response of ${proxy.host} is too long`))
      }
    }
    socket.on('readable', onReadable).on('close', onClose)
  })
  const [, status = ''] = /^HTTP\/1\.[01] (\d{3})/.exec(head) ?? []
  if (!status.startsWith('2'))
    throw new PassThroughError(`${proxy.host} refuses the connection with ${status}`)
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '') return undefined
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(text).toString('base64')}`
}

/** Headers of one connection; the next one has its own. Those of the body's framing stay: Node.js applies them. */
const ofTheConnection =
  /^(connection|keep-alive|proxy-(connection|authorization|authenticate)|te|trailer|upgrade)$/i

/** Sends a request with an absolute URL on, and its response back. @throws PassThroughError before anything is sent. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const scheme = url.protocol === 'https:' ? 'https' : 'http'
  const proxy = proxyOf(env, scheme, hostOf(url), portOf(url))
  const credentials = proxy && authorizationOf(proxy)
  // The host of the URL counts (RFC 9112, section 3.2.2): the client may have sent another one, or none.
  const headers = ['Host', url.host, ...withoutHeader(withoutConnection(request.rawHeaders), 'host')]
  if (credentials) headers.push('Proxy-Authorization', credentials)
  const to = proxy ?? url
  const send = to.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const sent = send({
      host: hostOf(to),
      port: portOf(to),
      method: request.method,
      path: proxy ? url.href : url.pathname + url.search,
      headers,
      // Each request has a connection of its own, which ends with it.
      agent: false,
      timeout: idleTimeoutMs,
    })
    const overdue = setTimeout(() => sent.destroy(new Error('it takes too long')), connectTimeoutMs)
    sent.once('socket', (socket) => socket.once('connect', () => clearTimeout(overdue)))
    sent.once('timeout', () => sent.destroy())
    sent.once('close', () => {
      clearTimeout(overdue)
      resolve()
    })
    sent.once('error', (error: NodeJS.ErrnoException) =>
      reject(new PassThroughError(`no response of ${to.host}: ${error.code ?? error.message}`)),
    )
    sent.once('response', (received) => {
      response.writeHead(
        received.statusCode ?? 502,
        received.statusMessage,
        withoutConnection(received.rawHeaders),
      )
      pipeline(received, response, () => undefined)
    })
    response.once('close', () => sent.destroy())
    pipeline(request, sent, () => undefined)
  })
}

/** @param rawHeaders alternating names and values. */
const withoutHeader = (rawHeaders: readonly string[], name: string): string[] =>
  rawHeaders.filter((_, index) => rawHeaders[index - (index % 2)]?.toLowerCase() !== name)

/** @param rawHeaders alternating names and values. */
function withoutConnection(rawHeaders: readonly string[]): string[] {
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
  )
  const named = pairs
    .filter(([name]) => /^connection$/i.test(name))
    .flatMap(([, value]) => value.toLowerCase().split(/[\s,]+/))
  return pairs.filter(([name]) => !ofTheConnection.test(name) && !named.includes(name.toLowerCase())).flat()
}
