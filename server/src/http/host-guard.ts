import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { errors } from './errors.ts'

/**
 * While the server listens on loopback, only the names of loopback are served: a page on the web that has
 * its own name point to 127.0.0.1 (DNS rebinding) is refused.
 * @param listenHost the address or name that the server listens on.
 */
export function registerHostGuard(app: FastifyInstance, listenHost: string): void {
  if (!isLoopback(listenHost)) return
  app.addHook('onRequest', (request, _reply, done) => {
    if (isLoopback(request.hostname)) done()
    else done(errors.hostRefused())
  })
}

/** Whether a name or address is one of this machine's own loopback names. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true
  return isIP(name) === 4 && name.startsWith('127.')
}
