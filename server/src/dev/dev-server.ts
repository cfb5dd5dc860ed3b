import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import { demoIds } from '../demo/demo-ids.ts'
import { drain } from '../http/graceful-shutdown.ts'
import { isLoopback } from '../http/host-guard.ts'
import { urlOf } from '../http/server-url.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { startRecurringWork } from '../lifecycle/recurring-work.ts'
import { buildServer } from '../server.ts'
import { DevClock } from './dev-clock.ts'
import { openDevDatabase } from './dev-database.ts'
import { devSecrets, devToken } from './dev-seed.ts'

export interface DevServerOptions {
  /** The URL of an empty database, or of one that a development server has filled; in memory by default. */
  database?: string | undefined
  host: string
  /** 0 picks a free one. */
  port: number
  logger: FastifyBaseLogger
}

/** A listening development server. */
export interface DevServer {
  url: string
  token: string
  locationId: string
  companyId: string
  contactId: string
  close(): Promise<void>
}

/** How long a used refresh token gets its first response again, as with `contactd serve`. */
const refreshGraceMs = 10_000
/** Time limit for in-flight requests when it closes. */
const drainTimeoutMs = 1_000

/**
 * Opens the database, fills an empty one with the seed, and listens.
 * @throws DatabaseOpenError, DatabaseUrlError; the error of the system if it can't listen.
 */
export async function openDevServer(options: DevServerOptions): Promise<DevServer> {
  const { database: databaseUrl = 'sqlite::memory:', host, port, logger } = options
  const clock = new DevClock()
  const database = await openDevDatabase(databaseUrl, logger)
  const { storage, search } = database.backend
  try {
    const app = await buildServer({
      storage,
      search,
      clock,
      ids,
      secrets: devSecrets(),
      refreshGraceMs,
      logger,
      host,
      // A test sends more requests than HighLevel lets through. Their headers count as usual.
      rateLimit: 'off',
      ...(isLoopback(host) && { demoToken: devToken() }),
    })
    await app.listen({ host, port })
    const recurringWork = startRecurringWork({ storage, clock, ids }, logger)
    return {
      url: urlOf(app.server.address() as AddressInfo),
      token: devToken(),
      locationId: demoIds.location,
      companyId: demoIds.company,
      contactId: demoIds.guideContact,
      async close() {
        const stopped = recurringWork.stop()
        app.server.closeIdleConnections()
        await drain(app, AbortSignal.timeout(drainTimeoutMs))
        app.server.closeAllConnections()
        await app.close()
        await stopped
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
