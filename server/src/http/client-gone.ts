import type { ServerResponse } from 'node:http'

/**
 * Aborts when the client's connection has ended before its answer. Not the framework's `request.signal`: that aborts
 * when a body has been read, too (findings/fastify-request-signal.sh).
 */
export function clientGone({ raw }: { raw: ServerResponse }): AbortSignal {
  const gone = new AbortController()
  if (raw.destroyed && !raw.writableFinished) gone.abort()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  return gone.signal
}
