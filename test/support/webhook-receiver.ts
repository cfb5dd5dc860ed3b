import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** An event that arrived. */
export interface Arrival {
  /** The same for each attempt: the header `webhook-id`. */
  eventId: string
  type: string
  /** The contact that it is about. */
  id: string
  city: string
  attempt: number
  /** What the receiver answered. */
  status: number
}

export interface ReceiverOptions {
  /** 0 picks a free one. */
  port?: number
  /** The status of the answer, 200 by default; or answers itself. */
  answer?(
    arrival: Arrival,
    response: ServerResponse,
    request: IncomingMessage,
  ): number | undefined | Promise<number | undefined>
}

/** A receiver of webhooks in the process of the test. */
export interface Receiver {
  url: string
  port: number
  /** In the order in which they came. */
  arrivals: Arrival[]
  close(): Promise<void>
}

/** Starts a receiver on loopback. */
export async function startReceiver({ port = 0, answer }: ReceiverOptions = {}): Promise<Receiver> {
  const arrivals: Arrival[] = []
  const server = createServer(async (request, response) => {
    // A sender that is killed breaks off.
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return
    const { type, id, city } = JSON.parse(body)
    const eventId = String(request.headers['webhook-id'])
    const attempt = Number(request.headers['x-contactd-attempt'])
    const arrival: Arrival = { eventId, type, id, city, attempt, status: 0 }
    arrivals.push(arrival)
    const status = answer ? await answer(arrival, response, request) : 200
    if (status === undefined) return
    arrival.status = status
    response.writeHead(status).end()
  })
  server.keepAliveTimeout = 60_000
  await once(server.listen(port, '127.0.0.1'), 'listening')
  const listening = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${listening.port}/hook`,
    port: listening.port,
    arrivals,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
