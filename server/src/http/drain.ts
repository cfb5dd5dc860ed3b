import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Server, type Socket } from 'node:net'
import type { App } from './app.ts'

const lookIntervalMs = 50

/**
 * While the server stops, lets go of every connection that has nothing under way. The framework does so once,
 * at the signal; this goes on for those whose answer is sent later, and takes those too that have never sent
 * a byte (browsers open some in advance), which Node counts as busy.
 */
export function registerDrain(app: App): void {
  const connections = new Set<Socket>()
  let looking: NodeJS.Timeout | undefined
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  app.addHook('preClose', (done) => {
    looking = setInterval(() => {
      app.server.closeIdleConnections()
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
    }, lookIntervalMs)
    done()
  })
  app.addHook('onClose', (_app, done) => {
    clearInterval(looking)
    done()
  })
}

/**
 * Makes room for another server on the same port, before this one is closed: takes no new connection, and ends
 * each that it has with the answer to its next request, so that whoever keeps one alive loses no request in it.
 * Resolves when none is left, and at the signal at the latest.
 */
export async function retire(app: App, signal: AbortSignal): Promise<void> {
  app.server.prependListener('request', (_request: unknown, response: ServerResponse) => {
    response.shouldKeepAlive = false
  })
  const closed = once(app.server, 'close', { signal }).catch(() => undefined)
  // Its own way of closing would cut off the connections on which nothing is under way at the moment.
  Server.prototype.close.call(app.server)
  await closed
}
