import type { IncomingMessage, ServerResponse } from 'node:http'
import { monotonicMs } from '../lib/clock.ts'
import type { App } from './app.ts'
import type { AnyRequest, Reply } from './messages.ts'

/** @param durationMs from the headers of the request to the end of the response. */
export type TrafficEnd = (durationMs: number) => void

/** Sees every request, to record it or to let faults happen to it. */
export interface Traffic {
  /** Receives a request in front of everything else. It calls `serve`, now or later, or answers itself. */
  receive?(raw: IncomingMessage, answer: ServerResponse, serve: () => void): void
  /**
   * Receives a request that begins to be served. Its body, principal and refusal are set while it is.
   * @returns what to call when its response has been sent or its client has left, if anything.
   */
  follow(request: AnyRequest, reply: Pick<Reply, 'raw' | 'ignoredFields'>): TrafficEnd | undefined
}

/** Lets it see the requests that Fastify serves. */
export function registerTraffic(app: App, traffic: Traffic): void {
  app.addHook('onRequest', (request, reply, done) => {
    const startedAt = monotonicMs()
    const end = traffic.follow(request, reply)
    if (end) reply.raw.on('close', () => end(monotonicMs() - startedAt))
    done()
  })
}
