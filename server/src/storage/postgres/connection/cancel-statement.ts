import { connect } from 'node:net'
import type pg from 'pg'

/** PostgreSQL's code for a cancel request, sent in place of a protocol version. */
const cancelRequest = 80_877_102
/** A server that accepts no connection in this time is frozen and would not read the request. */
const connectTimeMs = 2_000

/** Fields of pg's client that its types omit. */
interface Backend {
  processID: number | null
  secretKey: number | null
}

/**
 * Asks the server to cancel the statement of an abandoned connection. A backend that waits for a lock does not notice
 * that its client is gone: without this request, each abandoned connection would leave a backend behind until the
 * server has none left. Best effort: it throws nothing, and a frozen server reads the request once it continues.
 */
export function cancelStatement(client: pg.Client): void {
  const { processID, secretKey } = client as unknown as Backend
  if (processID === null || secretKey === null) return
  const message = Buffer.alloc(16)
  for (const [index, value] of [16, cancelRequest, processID].entries())
    message.writeInt32BE(value, index * 4)
  message.writeInt32BE(secretKey, 12)
  const { host, port } = client
  const socket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port })
  socket.on('error', () => undefined)
  socket.setTimeout(connectTimeMs, () => socket.destroy())
  socket.end(message)
  socket.unref()
}
