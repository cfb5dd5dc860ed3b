import type { Socket } from 'node:net'
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
