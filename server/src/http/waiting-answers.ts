import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { gauge } from '../metrics/family.ts'
import type { Gauges } from '../metrics/metrics.ts'
import type { App } from './app.ts'
import { errors } from './errors.ts'
import type { Reply } from './messages.ts'

export interface WaitingLimits {
  /** A connection whose client reads nothing of its response for this time is closed. */
  stalledTimeMs: number
  /**
   * The limit for the total size of large responses, from their creation until they are sent: 16 of the largest pages.
   */
  waitingBytes: number
}

export const waitingLimits: WaitingLimits = { stalledTimeMs: 30_000, waitingBytes: 256 * 1024 * 1024 }

/** Smaller responses are neither counted nor refused. */
export const smallBytes = 64 * 1024

/** The large responses that a server holds. */
interface Held {
  readonly limitBytes: number
  bytes: number
  readonly answers: WeakSet<ServerResponse>
}

const heldBy = new WeakMap<Server, Held>()

/**
 * Limits the responses that clients do not read: they stay in memory until they are sent, and a client may request
 * many. A gauge has their total size.
 */
export function registerWaitingAnswers(
  app: App,
  { stalledTimeMs, waitingBytes }: WaitingLimits,
  gauges: Gauges,
): void {
  const { server } = app
  heldBy.set(server, { limitBytes: waitingBytes, bytes: 0, answers: new WeakSet() })
  server.timeout = stalledTimeMs
  // Node.js closes a connection only if nobody listens. A connection that waits for the server, or for its client's
  // next request, has other limits.
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
  gauges.add(() => [
    gauge(
      'contactd_http_waiting_response_bytes',
      'Large responses that clients have yet to read.',
      heldBytes(app),
    ),
  ])
}

/**
 * Counts a large response from now on until it is sent, once. Must be called before the response is created if that
 * takes long, or if it is streamed from memory.
 * @throws ApiError 503 if too much is waiting.
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

/** The total size of the large responses that a server holds, in bytes. */
export const heldBytes = (app: App): number => heldBy.get(app.server)?.bytes ?? 0
