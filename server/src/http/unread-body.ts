import type { IncomingMessage } from 'node:http'
import type { App } from './app.ts'
import { isAwaitingContinue } from './broken-requests.ts'

/** Larger than the largest JSON body and the largest file. A client that sends more may find its connection closed. */
const maxReadBytes = 64 * 1024 * 1024
/** As long as a stopping server waits for its connections. */
const maxReadTimeMs = 10_000
/** A client that sends nothing for this time is waiting for the response. */
const maxSilenceMs = 1_000

/**
 * Lets a client finish sending before it is refused on a connection that closes. Data that arrives at a closed
 * connection resets it, and most clients then report a broken connection (EPIPE) and never read the response. Express
 * also reads the whole body. Node.js does this itself on a connection that stays open.
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

/** Reads and discards the body. Resolves when it has ended, is too long or too slow, or pauses. */
export async function readOff(request: IncomingMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    let bytes = 0
    const count = (chunk: Buffer) => {
      bytes += chunk.length
      silent.refresh()
      if (bytes > maxReadBytes) end()
    }
    // A request that is not read to its end may never close: a timer that is left keeps the process from ending.
    const end = () => {
      clearTimeout(late)
      clearTimeout(silent)
      request.off('data', count)
      resolve()
    }
    const late = setTimeout(end, maxReadTimeMs)
    const silent = setTimeout(end, maxSilenceMs)
    request.on('data', count)
    for (const event of ['end', 'close', 'error']) request.once(event, end)
    request.resume()
  })
}
