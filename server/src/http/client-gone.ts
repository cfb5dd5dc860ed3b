import type { ServerResponse } from 'node:http'

/**
 * Aborts if the client's connection ends before its response. The framework's `request.signal` also aborts when a body
 * has been read (findings/fastify-request-signal.sh), so it is not used.
 */
export function clientGone({ raw }: { raw: ServerResponse }): AbortSignal {
  const gone = new AbortController()
  if (raw.destroyed && !raw.writableFinished) gone.abort()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  return gone.signal
}
