import type { FastifyBaseLogger } from 'fastify'
import { type DevServer, openDevServer } from '../../dev/dev-server.ts'
import { interceptedNames } from '../../dev/intercept/names.ts'
import { AuthorityError, type InterceptingProxy, openProxy } from '../../dev/intercept/open-proxy.ts'
import { readSeed } from '../../dev/seed/read-seed.ts'
import { listenSentence } from '../../http/listen-sentence.ts'
import { Failure } from '../failure.ts'
import { withFailures } from '../with-storage.ts'

/** The options of a development server with its proxy. */
export interface OpenDevOptions {
  port: number
  /** `demo`, `empty` or a file; the demo by default. */
  seed?: string
  database?: string
  listen?: string
  controlToken?: string
  intercept?: readonly string[]
  offline?: boolean
}

/** A development server, and the proxy in front of it. */
export type InterceptingServer = DevServer & InterceptingProxy & { names: readonly string[] }

/** @throws Failure if the database, the port or the folder of certificates is not available. */
export async function openDev(
  options: OpenDevOptions,
  logger: FastifyBaseLogger,
): Promise<InterceptingServer> {
  const names = interceptedNames(options.intercept)
  const server = await withFailures(() => openServer(options, names, logger))
  try {
    const proxy = await openProxy(server.server, names, options.offline === true)
    return {
      ...server,
      ...proxy,
      names,
      async close() {
        await proxy.close()
        await server.close()
      },
    }
  } catch (error) {
    await server.close()
    throw error instanceof AuthorityError ? new Failure(error.message, { cause: error }) : error
  }
}

async function openServer(
  { listen: host = '127.0.0.1', controlToken, port, database, seed: source }: OpenDevOptions,
  allowedHosts: readonly string[],
  logger: FastifyBaseLogger,
): Promise<DevServer> {
  const seed = await readSeed(source)
  try {
    return await openDevServer({ seed, host, controlToken, port, database, allowedHosts, logger })
  } catch (error) {
    const { syscall = '' } = error as NodeJS.ErrnoException
    if (!/listen|getaddrinfo/.test(syscall)) throw error
    throw new Failure(
      listenSentence(error as NodeJS.ErrnoException, { host, port }, { host: '--listen', port: '--port' }),
    )
  }
}
