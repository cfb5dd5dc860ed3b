import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { App } from './app.ts'
import { errors } from './errors.ts'
import type { Reply } from './messages.ts'

export interface WaitingLimits {
  /** A connection whose client takes nothing of its answer for so long is closed. */
  stalledTimeMs: number
  /** What large answers may hold in all, from their making until they are taken: 16 of the largest pages. */
  waitingBytes: number
}

export const waitingLimits: WaitingLimits = { stalledTimeMs: 30_000, waitingBytes: 256 * 1024 * 1024 }

/** Smaller answers are neither counted nor refused. */
export const smallBytes = 64 * 1024

/** What the large answers of a server hold. */
interface Held {
  readonly limitBytes: number
  bytes: number
  readonly answers: WeakSet<ServerResponse>
}

const heldBy = new WeakMap<Server, Held>()

/**
 * Bounds the answers that nobody reads: they are held in memory until they are taken, and a client may ask for many.
 */
export function registerWaitingAnswers(app: App, { stalledTimeMs, waitingBytes }: WaitingLimits): void {
  const { server } = app
  heldBy.set(server, { limitBytes: waitingBytes, bytes: 0, answers: new WeakSet() })
  server.timeout = stalledTimeMs
  // Node.js closes a connection only where nobody listens. One that waits for us, or for its client's next request, has
  // bounds of its own.
  server.on('timeout', (socket: Socket) => {
    if (socket.writableLength > 0) socket.destroy()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    const bytes = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.length : 0
    try {
      if (bytes > smallBytes) holdAnswer(reply, bytes)
      done()
    } catch (error) {
      done(error as Error)
    }
  })
}

/**
 * Counts a large answer from now on until it is taken, once. To be called before it is made, where that takes long or
 * it is sent as a stream of what is held already.
 * @throws ApiError 503 where too much waits.
 */
export function holdAnswer(reply: Pick<Reply, 'raw' | 'server'>, bytes: number): void {
  const held = heldBy.get(reply.server.server as Server)
  const { raw } = reply
  if (held === undefined || held.answers.has(raw)) return
  if (held.bytes + bytes > held.limitBytes) throw errors.answersWaiting()
  held.answers.add(raw)
  held.bytes += bytes
  const release = () => {
    if (held.answers.delete(raw)) held.bytes -= bytes
  }
  raw.once('finish', release)
  raw.once('close', release)
}

/** What the large answers of a server hold, in bytes. */
export const heldBytes = (app: App): number => heldBy.get(app.server)?.bytes ?? 0
