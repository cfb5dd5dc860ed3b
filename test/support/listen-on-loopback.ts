import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'

/** Lets a server listen on a free port of loopback. `close` ends its connections, too. */
export async function listenOnLoopback(server: Server): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { port: (server.address() as AddressInfo).port, close }
}
