import { once } from 'node:events'
import { Server, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { App } from './app.ts'
import { Connections } from './connections.ts'

const lookIntervalMs = 50
/** A client that sends one request after another sends the next one by then, on a busy machine, too. */
const quietTimeMs = 1_000

/**
 * Ends the connections of a server that stops: takes no new one, answers all that was sent, and says with the last
 * answer on each that it is the last. A connection that has been quiet for a moment is ended without one. Closing those
 * on which nothing is under way at the signal would cut off requests that are on their way: a third of them, under load.
 * Resolves when none is left, and at the signal at the latest.
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
    // What has arrived meanwhile is read first.
    await nextTurn()
    for (const socket of quiet) if (socket.bytesRead === seen.get(socket)?.bytesRead) socket.destroySoon()
  }
}

/**
 * Makes room for another server on the same port, before this one is closed: takes no new connection, and ends
 * each that it has with the answer to its next request, so that whoever keeps one alive loses no request in it.
 * Resolves when none is left, and at the signal at the latest.
 */
export async function retire(app: App, signal: AbortSignal): Promise<void> {
  // First: a client whose connection is ended comes on a new one, and that could be reset.
  await takeBacklog(app.server)
  Connections.of(app.server).endWithAnswers()
  if (signal.aborted) return
  const closed = once(app.server, 'close', { signal }).catch(() => undefined)
  // Its own way of closing would cut off the connections on which nothing is under way at the moment.
  Server.prototype.close.call(app.server)
  await closed
}

/**
 * Lets `app.close()`, without a drain before it, end the connections that Node.js would leave open: those on which
 * nothing was ever sent, whose first request it waits for, and those whose last answer is not over yet though its client
 * has all of it, which it would keep alive.
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

/** Node.js asks the system to hold no more connections than that for a server that has not taken them yet. */
const maxBacklog = 511

/**
 * Takes the connections that the system holds for the server: closing it would reset them, with the requests that
 * were sent on them. A turn of the event loop takes one.
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
