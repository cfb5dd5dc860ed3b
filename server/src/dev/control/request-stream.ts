import type { ServerResponse } from 'node:http'
import type { Development } from '../development.ts'

/** A client that does not read is let go. */
const maxWaitingBytes = 4 * 1024 * 1024
/** Proxies and clients take a silent connection for a dead one. */
const beatMs = 15_000

/**
 * Sends each request as a server-sent event when it is answered, until the client goes.
 * @throws ControlError before anything is sent.
 */
export function streamRequests(
  development: Development,
  query: URLSearchParams,
  answer: ServerResponse,
): void {
  const end = development.follow(query, (request) => {
    answer.write(`id: ${request.id}\ndata: ${JSON.stringify(request)}\n\n`)
    if (answer.writableLength > maxWaitingBytes) answer.destroy()
  })
  answer.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
  answer.write(': requests\n\n')
  const beats = setInterval(() => answer.write(':\n\n'), beatMs).unref()
  answer.once('close', () => {
    clearInterval(beats)
    end()
  })
}
