import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type ListenOptions, listenSentence } from '../../http/listen-sentence.ts'
import { Failure } from '../failure.ts'

/**
 * Determines the port to listen on, before anything else is done.
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
