/**
 * The receivers of webhooks, in a separate process. It answers every POST with 200, except those under `/silent`, which it never
 * answers. It speaks HTTP over plain sockets to use little CPU, and answers each message with what came since the last one.
 */
import { type AddressInfo, createServer } from 'node:net'
import { wholeMessage } from '../exchange.ts'
import { percentile } from '../report.ts'

/** What has been received. Latencies run from the event's own time, which is before its commit. */
export interface Received {
  port: number
  events: number
  p50Ms: number
  p99Ms: number
}

const answer = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok')
const timestampKey = '"timestamp":"'
const timestampLength = '2026-01-01T00:00:00.000Z'.length
let latenciesMs: number[] = []

const server = createServer({ noDelay: true }, (socket) => {
  let received = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const message = wholeMessage(received)
    if (message === undefined || message.head.startsWith('POST /silent')) return
    const at = received.lastIndexOf(timestampKey) + timestampKey.length
    latenciesMs.push(Date.now() - Date.parse(received.toString('latin1', at, at + timestampLength)))
    received = Buffer.alloc(0)
    socket.write(answer)
  })
})
server.listen(0, '127.0.0.1')

process.on('message', () => {
  const sorted = Float64Array.from(latenciesMs).sort()
  latenciesMs = []
  process.send?.({
    port: (server.address() as AddressInfo).port,
    events: sorted.length,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  } satisfies Received)
})
