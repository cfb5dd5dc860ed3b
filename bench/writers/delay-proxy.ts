/** A TCP proxy that delays everything each way: `node delay-proxy.ts PORT DELAY_MS`. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

const [port, delayMs] = process.argv.slice(2).map(Number)

const server = createServer({ noDelay: true }, (client) => {
  const target = connect({ port: port ?? 0, host: '127.0.0.1', noDelay: true })
  pass(client, target)
  pass(target, client)
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))

function pass(from: Socket, to: Socket): void {
  from.on('data', (chunk) => setTimeout(() => to.write(chunk), delayMs))
  from.on('close', () => setTimeout(() => to.destroy(), delayMs))
  from.on('error', () => to.destroy())
}
