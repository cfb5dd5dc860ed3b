import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Failure } from './failure.ts'

interface ListenOptions {
  host: string
  port: number
}

/** Where a person on this machine reaches the server. */
export function urlOf({ address, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

/** Why nobody can listen there, in one sentence that says what to do. */
export function listenSentence(error: NodeJS.ErrnoException, { host, port }: ListenOptions): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use: stop what listens there, or choose another with --port.`
    case 'EACCES':
      return `Port ${port} needs rights that this account doesn't have: choose one above 1023 with --port.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: choose another with --host.`
    default:
      return `It can't listen on ${host}, port ${port}: ${error.message}.`
  }
}

/**
 * Finds out the port that others are to listen on, all of them the same.
 * @param options port 0 is any that is free.
 * @throws Failure when it can't be had.
 */
export async function findPort(options: ListenOptions): Promise<number> {
  const server = createServer()
  try {
    server.listen({ ...options, exclusive: true })
    await once(server, 'listening')
  } catch (error) {
    throw new Failure(listenSentence(error as NodeJS.ErrnoException, options))
  }
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
