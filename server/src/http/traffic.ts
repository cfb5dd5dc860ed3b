import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnyRequest } from './messages.ts'

/** Sees every request, for a server that develops against itself: `contactd dev`. */
export interface Traffic {
  /** Receives a request in front of everything else. It calls `serve`, now or later, or answers itself. */
  receive(raw: IncomingMessage, answer: ServerResponse, serve: () => void): void
  /** Receives a request that begins to be served. Its body, principal and refusal are set while it is. */
  follow(request: AnyRequest): void
}
