import type { ServerResponse } from 'node:http'
import { beat, beatMs, eventStreamHeaders, serverSentEvent } from '../../http/server-sent-events.ts'
import type { Development } from '../development.ts'

/** A client that does not read is let go. */
const maxWaitingBytes = 4 * 1024 * 1024

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
    answer.write(serverSentEvent({ id: request.id, data: request }))
    if (answer.writableLength > maxWaitingBytes) answer.destroy()
  })
  answer.writeHead(200, eventStreamHeaders)
  answer.write(': requests\n\n')
  const beats = setInterval(() => answer.write(beat), beatMs).unref()
  answer.once('close', () => {
    clearInterval(beats)
    end()
  })
}
