import { once } from 'node:events'
import { Server, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { App } from './app.ts'
import { Connections } from './connections.ts'

const lookIntervalMs = 50
/** A client that sends one request after another sends the next within this time, even on a busy machine. */
const quietTimeMs = 1_000

/**
 * Ends the connections of a server that stops. It accepts no new ones, responds to every request received, and sets
 * `Connection: close` on the last response of each. An idle connection ends after a short quiet time. Closing all idle
 * connections at the signal would break requests in transit: a third of them, under load. Resolves when no connection
 * is left, or at the latest when the signal aborts.
 */
export async function drain(app: App, signal: AbortSignal): Promise<void> {
  const closed = retire(app, signal)
  const connections = Connections.of(app.server)
  const seen = new Map<Socket, { bytesRead: number; quietLooks: number }>()
  const isOver = closed.then(() => true)
  while (!(await Promise.race([isOver, sleep(lookIntervalMs, false)]))) {
    const quiet = [...connections.sockets].filter((socket) => {
      const before = seen.get(socket)
      const isQuiet = before?.bytesRead === socket.bytesRead && connections.owed(socket).length === 0
      const quietLooks = isQuiet ? before.quietLooks + 1 : 0
      seen.set(socket, { bytesRead: socket.bytesRead, quietLooks })
      return quietLooks * lookIntervalMs >= quietTimeMs
    })
    // Data that arrived meanwhile is read first.
    await nextTurn()
    for (const socket of quiet) if (socket.bytesRead === seen.get(socket)?.bytesRead) socket.destroySoon()
  }
}

/**
 * Makes way for another server on the same port before this one closes. It accepts no new connections, and ends each
 * open one with the response to its next request, so clients with keep-alive lose no request. Resolves when no
 * connection is left, or at the latest when the signal aborts.
 */
export async function retire(app: App, signal: AbortSignal): Promise<void> {
  // Must be first: a client whose connection ends opens another one, which could be reset.
  await takeBacklog(app.server)
  Connections.of(app.server).endWithAnswers()
  if (signal.aborted) return
  const closed = once(app.server, 'close', { signal }).catch(() => undefined)
  // Fastify's own close would end the connections that are idle at the moment.
  Server.prototype.close.call(app.server)
  await closed
}

/**
 * Makes `app.close()` end, without a drain, the connections that Node.js would leave open: those that never sent
 * anything, whose first request it awaits, and those whose client has received the last response before it is finished,
 * which it would keep alive.
 */
export function registerClose(app: App): void {
  const connections = Connections.of(app.server)
  app.addHook('preClose', async () => {
    connections.endWithAnswers()
    for (const socket of connections.sockets) {
      const last = connections.owed(socket).at(-1)
      if (last?.headersSent) last.once('finish', () => socket.destroySoon())
      else if (socket.bytesRead === 0) socket.destroySoon()
    }
  })
}

/** The size of the backlog of connections that Node.js requests from the system. */
const maxBacklog = 511

/**
 * Accepts the connections in the system's backlog: closing the server would reset them and lose their requests. Each
 * turn of the event loop accepts one.
 */
async function takeBacklog(server: App['server']): Promise<void> {
  let isTaken = true
  const note = () => {
    isTaken = true
  }
  server.on('connection', note)
  for (let turns = 0; isTaken && turns < maxBacklog; turns += 1) {
    isTaken = false
    await nextTurn()
    await nextTurn()
  }
  server.off('connection', note)
}
