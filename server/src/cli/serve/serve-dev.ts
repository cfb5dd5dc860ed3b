import { consoleLines, greeting } from '../../demo/greeting.ts'
import { openLog } from '../log.ts'
import { printJson, say } from '../output.ts'
import { type OpenDevOptions, openDev } from './open-dev.ts'
import { stopSignal } from './stop-signal.ts'

/** The options of `contactd dev`. */
export interface DevOptions extends OpenDevOptions {
  json?: boolean
}

/**
 * Runs a development server until SIGTERM or SIGINT.
 * @throws Failure if the database or the port is not available.
 */
export async function serveDev(options: DevOptions): Promise<void> {
  const stopped = stopSignal()
  const log = await openLog('warn')
  const server = await openDev(options, log.logger)
  try {
    const { url, token, locationId, companyId, contactId, proxyUrl, caFile, owner } = server
    say(`contactd listens on ${url}`)
    say(greeting(url, { token }, url, contactId))
    say(consoleLines(url, owner))
    if (options.json) printJson({ url, token, locationId, companyId, contactId, proxyUrl, caFile, owner })
    await stopped
  } finally {
    await server.close()
    log.flush()
  }
}
