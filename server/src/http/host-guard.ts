import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { errors } from './errors.ts'
import type { AnyRequest } from './messages.ts'

/** HighLevel's own name: a client that a proxy or a hosts file redirects here still sends it. */
const highLevelHost = 'services.leadconnectorhq.com'

/** Refuses a request by its Host. @throws ApiError 400, 403. */
export type HostGuard = (request: Pick<AnyRequest, 'raw'>) => void

/**
 * Refuses a request with several Host headers (RFC 9112, section 3.2): Node.js would use the first, and a proxy in
 * front might use another. While the server listens on loopback, accepts known names only, which stops web pages whose
 * own name resolves to 127.0.0.1 (DNS rebinding).
 * @param listenHost the address or name that the server listens on.
 * @param allowedHosts further known names, without a port, in addition to those of loopback and HighLevel's.
 */
export function hostGuard(listenHost: string, allowedHosts: readonly string[]): HostGuard {
  const known = new Set([highLevelHost, ...allowedHosts].map(bareHost))
  const isGuarded = isLoopback(listenHost)
  return ({ raw }) => {
    if (hasSeveralHosts(raw.rawHeaders)) throw errors.hostRepeated()
    if (!isGuarded) return
    const hostname = hostnameOf(raw.headers.host ?? '')
    if (!isLoopback(hostname) && !known.has(bareHost(hostname))) throw errors.hostRefused()
  }
}

/** Guards the requests that Fastify serves. */
export function registerHostGuard(app: FastifyInstance, guard: HostGuard): void {
  app.addHook('onRequest', async (request) => guard(request))
}

/** `localhost:4455` and `[::1]:4455`, without the port. */
export const hostnameOf = (host: string): string =>
  host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : (host.split(':', 1)[0] ?? '')

/** @param rawHeaders alternating names and values, as received. */
export function hasSeveralHosts(rawHeaders: readonly string[]): boolean {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') count++
  }
  return count > 1
}

/** Whether a name or address is a loopback name of this machine. */
export function isLoopback(host: string): boolean {
  const name = bareHost(host)
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true
  return isIP(name) === 4 && name.startsWith('127.')
}

/** `[::1]` → `::1`, in lower case. A full stop at the end (`localhost.`) only says that the name is complete. */
const bareHost = (host: string): string => host.replace(/^\[|[\].]$/g, '').toLowerCase()
