import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Failure } from '../failure.ts'

interface ListenOptions {
  host: string
  port: number
}

/** Why the address can't be listened on, in one sentence that says what to do. */
export function listenSentence(
  error: NodeJS.ErrnoException,
  { host, port }: ListenOptions,
  option = '--host',
): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use: stop the program that uses it, or choose another with --port.`
    case 'EACCES':
      return `Port ${port} needs rights that this account doesn't have: choose one above 1023 with --port.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine: choose another with ${option}.`
    default:
      return `contactd can't listen on ${host}, port ${port}: ${error.message}.`
  }
}

/**
 * Determines the port on which all workers will listen.
 * @param options port 0 stands for any free one.
 * @throws Failure if the port is not available.
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
