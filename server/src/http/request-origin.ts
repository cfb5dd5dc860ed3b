import { isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type IpNetwork, isInNetworks, parseNetwork } from '../lib/ip-networks.ts'
import { isLoopback } from './host-guard.ts'
import type { AnyRequest } from './messages.ts'

declare module 'fastify' {
  interface FastifyInstance {
    requestOrigins: RequestOrigins
  }
}

export interface OriginOptions {
  /** The origin that people and clients use for the server, such as `https://contacts.example.com`. */
  publicUrl?: string | undefined
  /** The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are trusted. Default: those on this machine. */
  trustedProxies?: readonly IpNetwork[] | undefined
}

/** The parts of a request that are read here. */
type Sent = Pick<AnyRequest, 'raw' | 'headers' | 'server'>

const loopback = ['127.0.0.0/8', '::1'].map(parseNetwork).filter((network) => network !== undefined)

/** The one place that reads the origin of a request, and the headers of proxies about it. */
export function registerRequestOrigin(app: FastifyInstance, options: OriginOptions): void {
  app.decorate('requestOrigins', new RequestOrigins(options))
}

/**
 * The origin for links in a response: `--public-url`, or else the origin of the request (its scheme, as a trusted proxy
 * names it, and its `Host`). `X-Forwarded-Host` is ignored: a client could forge it.
 * @returns for example `https://contacts.example.com`, without a trailing slash.
 */
export const originOf = (request: Sent): string => request.server.requestOrigins.originOf(request)

/** The address of the client: the rightmost address on the request's way that is not a trusted proxy. */
export const clientAddressOf = (request: Sent): string =>
  request.server.requestOrigins.clientOf(request).address

/**
 * Whether a person on this machine sent the request, as far as the server can tell: the public URL and the `Host` are
 * loopback names, and no proxy names a client on another machine.
 */
export const isLocalRequest = (request: FastifyRequest): boolean =>
  isLoopback(new URL(originOf(request)).hostname) &&
  isLoopback(request.hostname) &&
  isLoopback(clientAddressOf(request))

/** The headers by which proxies say that they forward a request. */
const proxyHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
]

/**
 * Whether a program on this machine sent the request itself: it is a local request over a connection on loopback, and
 * has no header of a proxy, which might forward requests of strangers, or of a page that is open in a browser.
 */
export function isDirectLocalRequest(request: FastifyRequest): boolean {
  const { headers, raw } = request
  if (!isInNetworks(raw.socket.remoteAddress ?? '', loopback)) return false
  if (proxyHeaders.some((name) => headers[name] !== undefined) || headers.origin !== undefined) return false
  if (!['same-origin', 'none'].includes(String(headers['sec-fetch-site'] ?? 'none'))) return false
  return isLoopback(new URL(originOf(request)).hostname) && isLoopback(request.hostname)
}

/**
 * Whether a browser's `Origin` is this server: its host is that of the public URL or of the request. The scheme is not
 * compared, since a proxy that terminates TLS may not pass it on.
 */
export function isOwnOrigin(origin: string, request: Sent): boolean {
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === new URL(originOf(request)).host || host === hostOf(request)
}

/** The path of a request's URL, which may be absolute: without the origin and the query. */
export const pathOf = (url: string): string =>
  url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? ''

/** What is known about a client. */
interface Client {
  address: string
  scheme: 'http' | 'https'
}

class RequestOrigins {
  readonly #publicUrl: string | undefined
  readonly #trustedProxies: readonly IpNetwork[]

  constructor({ publicUrl, trustedProxies = loopback }: OriginOptions) {
    this.#publicUrl = publicUrl
    this.#trustedProxies = trustedProxies
  }

  originOf(request: Sent): string {
    return this.#publicUrl ?? `${this.clientOf(request).scheme}://${hostOf(request)}`
  }

  /**
   * Walks from the socket to the left through `X-Forwarded-For` while the current address is a trusted proxy: each
   * proxy appends the address that connected to it, and anything further left came with the request. If proxies also
   * append to `X-Forwarded-Proto`, uses the scheme of the client's own proxy.
   */
  clientOf({ raw, headers }: Sent): Client {
    const { socket } = raw
    const scheme = 'encrypted' in socket && socket.encrypted === true ? 'https' : 'http'
    let address = socket.remoteAddress ?? ''
    if (!this.#isTrusted(address)) return { address, scheme }
    const forwarded = listOf(headers['x-forwarded-for'])
    let proxies = 0
    while (this.#isTrusted(address)) {
      const before = withoutPort(forwarded.pop() ?? '')
      if (before === '') break
      address = before
      proxies++
    }
    const schemes = listOf(headers['x-forwarded-proto'])
    const named = schemes.at(-Math.min(Math.max(proxies, 1), schemes.length))?.toLowerCase()
    return { address, scheme: named === 'http' || named === 'https' ? named : scheme }
  }

  #isTrusted(address: string): boolean {
    return isInNetworks(address, this.#trustedProxies)
  }
}

/** Splits `a, b`. Node.js joins a repeated header like this. */
const listOf = (header: string | string[] | undefined): string[] =>
  header === undefined
    ? []
    : String(header)
        .split(',')
        .map((part) => part.trim())

/** Removes the port of `192.0.2.1:4711` and `[::1]:4711`, as some proxies send; '' if the rest is not an address. */
function withoutPort(text: string): string {
  const address = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1')
  return isIP(address) === 0 ? '' : address
}

const hostForm = /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i

/** The `Host` of a request, or the server's address if it is missing or can't be a host. */
function hostOf({ raw, headers }: Sent): string {
  const { host } = headers
  if (host !== undefined && hostForm.test(host) && URL.canParse(`http://${host}`)) return host
  const { localAddress = 'localhost', localPort } = raw.socket
  return `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort ?? 80}`
}
