import type { IncomingMessage } from 'node:http'
import type { App } from './app.ts'
import { isAwaitingContinue } from './broken-requests.ts'

/** More than the largest body of JSON, and than a file. A client that sends more may meet a closed connection. */
const maxReadBytes = 64 * 1024 * 1024
/** As long as a stopping server waits for its connections. */
const maxReadTimeMs = 10_000
/** A client that sends nothing for so long waits for the answer before it sends more. */
const maxSilenceMs = 1_000

/**
 * Lets a client finish sending before it is refused on a connection that closes: data that arrives at a closed
 * connection resets it, and most clients then report a broken connection (EPIPE) and never read the answer. Express
 * reads the body to its end, too. On a connection that stays open, Node.js does this itself.
 */
export function registerUnreadBodies(app: App): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const isLast = !reply.raw.shouldKeepAlive || reply.getHeader('connection') === 'close'
    if (isLast && isStillSending(request.raw)) readOff(request.raw).then(() => done(), done)
    else done()
  })
}

/** Whether a body that is worth reading is still arriving. */
export function isStillSending(request: IncomingMessage): boolean {
  const { complete, readableEnded, destroyed, headers } = request
  if (complete || readableEnded || destroyed || isAwaitingContinue(request)) return false
  const declaredBytes = Number(headers['content-length'] ?? 0)
  return headers['transfer-encoding'] !== undefined || (declaredBytes > 0 && declaredBytes <= maxReadBytes)
}

/** Resolves when the body has ended, is too long or too slow, or nothing more of it comes for a moment. */
export async function readOff(request: IncomingMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    let bytes = 0
    const late = setTimeout(resolve, maxReadTimeMs)
    const silent = setTimeout(resolve, maxSilenceMs)
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      silent.refresh()
      if (bytes > maxReadBytes) resolve()
    })
    for (const event of ['end', 'close', 'error']) request.once(event, () => resolve())
    for (const timer of [late, silent]) request.once('close', () => clearTimeout(timer))
    request.resume()
  })
}
