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
  /** The origin that people and clients know the server by, such as `https://contacts.example.com`. */
  publicUrl?: string | undefined
  /** The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; those on this machine by default. */
  trustedProxies?: readonly IpNetwork[] | undefined
}

/** What is read of a request. */
type Sent = Pick<AnyRequest, 'raw' | 'headers' | 'server'>

const loopback = ['127.0.0.0/8', '::1'].map(parseNetwork).filter((network) => network !== undefined)

/** The one place that reads where a request came from, and what is said of that by proxies. */
export function registerRequestOrigin(app: FastifyInstance, options: OriginOptions): void {
  app.decorate('requestOrigins', new RequestOrigins(options))
}

/**
 * The origin that links in an answer begin with: `--public-url`, else the origin of the request (its scheme, as a
 * trusted proxy names it, and its `Host`). `X-Forwarded-Host` is never read: a client could choose it.
 * @returns such as `https://contacts.example.com`, without a slash at the end.
 */
export const originOf = (request: Sent): string => request.server.requestOrigins.originOf(request)

/** The address of the client: the rightmost of those that the request passed which is no trusted proxy's. */
export const clientAddressOf = (request: Sent): string =>
  request.server.requestOrigins.clientOf(request).address

/**
 * Whether a person on this machine sent the request, as far as can be known: the public URL and the `Host` are
 * names of loopback, and no proxy says that the client is elsewhere.
 */
export const isLocalRequest = (request: FastifyRequest): boolean =>
  isLoopback(new URL(originOf(request)).hostname) &&
  isLoopback(request.hostname) &&
  isLoopback(clientAddressOf(request))

/**
 * Whether the `Origin` that a browser names is this server's: it has the host of the public URL, or of the request.
 * The scheme is not compared, since a proxy that ends TLS need not say so.
 */
export function isOwnOrigin(origin: string, request: Sent): boolean {
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === new URL(originOf(request)).host || host === hostOf(request)
}

/** The path of a request's URL, which a client may send whole: without the origin and the query. */
export const pathOf = (url: string): string =>
  url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? ''

/** What is known of a client. */
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
   * Walks from the socket to the left through `X-Forwarded-For`, as long as the address it has reached is a trusted
   * proxy's: each proxy appends the address that it was asked from, and what is further left came with the request.
   * Where proxies append to `X-Forwarded-Proto` too, the scheme that counts is that of the client's own proxy.
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

/** `a, b` → its parts; those of a header that was sent several times are joined like this already. */
const listOf = (header: string | string[] | undefined): string[] =>
  header === undefined
    ? []
    : String(header)
        .split(',')
        .map((part) => part.trim())

/** `192.0.2.1:4711` and `[::1]:4711`, as some proxies write → the address; '' for what is no address. */
function withoutPort(text: string): string {
  const address = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1')
  return isIP(address) === 0 ? '' : address
}

const hostForm = /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i

/** The `Host` of a request; the address that it came to where there is none, or none that could be a host. */
function hostOf({ raw, headers }: Sent): string {
  const { host } = headers
  if (host !== undefined && hostForm.test(host) && URL.canParse(`http://${host}`)) return host
  const { localAddress = 'localhost', localPort } = raw.socket
  return `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort ?? 80}`
}
