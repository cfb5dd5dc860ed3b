import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'

/**
 * Lets a server that listens on `localhost` take connections to all addresses of that name: clients choose one, and Node.js
 * listens on the first alone. An address that is not available is left out.
 */
export async function listenOnEveryLocalhost(server: Server): Promise<void> {
  const { address, port } = server.address() as AddressInfo
  const addresses = await lookup('localhost', { all: true }).catch(() => [])
  for (const { address: host } of addresses.filter((one) => one.address !== address)) {
    const other = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      server.emit('connection', socket),
    )
    server.once('close', () => other.close())
    await once(other.listen({ host, port }), 'listening').catch(() => undefined)
  }
}
