import { greeting, ownerLine } from '../../demo/greeting.ts'
import { devOwner } from '../../dev/dev-seed.ts'
import { type DevServer, openDevServer } from '../../dev/dev-server.ts'
import { Failure } from '../failure.ts'
import { openLog } from '../log.ts'
import { printJson, say } from '../output.ts'
import { withFailures } from '../with-storage.ts'
import { listenSentence } from './listen-errors.ts'
import { stopSignal } from './stop-signal.ts'

/** The options of `contactd dev`. */
export interface DevOptions {
  port: number
  database?: string
  listen?: string
  controlToken?: string
  json?: boolean
}

/**
 * Runs a development server until SIGTERM or SIGINT.
 * @throws Failure if the database or the port is not available.
 */
export async function serveDev(options: DevOptions): Promise<void> {
  const stopped = stopSignal()
  const log = await openLog('warn')
  const server = await withFailures(() => open(options, log.logger))
  try {
    const { url, token, locationId, companyId, contactId } = server
    say(`contactd listens on ${url}`)
    say(greeting(url, { token }))
    say(ownerLine(devOwner))
    if (options.json) printJson({ url, token, locationId, companyId, contactId, owner: devOwner })
    await stopped
  } finally {
    await server.close()
    log.flush()
  }
}

async function open(
  { listen: host = '127.0.0.1', controlToken, port, database }: DevOptions,
  logger: Parameters<typeof openDevServer>[0]['logger'],
): Promise<DevServer> {
  try {
    return await openDevServer({ host, controlToken, port, database, logger })
  } catch (error) {
    const { syscall = '' } = error as NodeJS.ErrnoException
    if (!/listen|getaddrinfo/.test(syscall)) throw error
    throw new Failure(listenSentence(error as NodeJS.ErrnoException, { host, port }, '--listen'))
  }
}
