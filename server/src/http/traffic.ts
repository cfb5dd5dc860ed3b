import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnyRequest, Reply } from './messages.ts'

/** Sees every request, to record it or to let faults happen to it. */
export interface Traffic {
  /** Receives a request in front of everything else. It calls `serve`, now or later, or answers itself. */
  receive?(raw: IncomingMessage, answer: ServerResponse, serve: () => void): void
  /** Receives a request that begins to be served. Its body, principal and refusal are set while it is. */
  follow(request: AnyRequest, reply: Pick<Reply, 'raw' | 'ignoredFields'>): void
}
