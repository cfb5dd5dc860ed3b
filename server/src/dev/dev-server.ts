import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import type { App } from '../http/app.ts'
import { drain } from '../http/graceful-shutdown.ts'
import { isLoopback } from '../http/host-guard.ts'
import { RateLimits } from '../http/rate-limit.ts'
import { urlOf } from '../http/server-url.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { startRecurringWork } from '../lifecycle/recurring-work.ts'
import { noDeliveryMetrics } from '../metrics/delivery-metrics.ts'
import { SignInThrottle } from '../oauth/sign-in-throttle.ts'
import { buildServer } from '../server.ts'
import { Journal } from '../traffic/journal.ts'
import { defaultRetention } from '../webhooks/retention/retention-limits.ts'
import { publicKeysOf } from '../webhooks/signing/public-keys.ts'
import { openWebhookKeys } from '../webhooks/signing/webhook-keys.ts'
import { startDeliveries } from '../webhooks/start-deliveries.ts'
import { wakingStorage } from '../webhooks/waking-storage.ts'
import { ControlPlane } from './control/control-plane.ts'
import { DevClock } from './dev-clock.ts'
import { openDevDatabase } from './dev-database.ts'
import { type DevSeed, demoSeed, devSecrets } from './dev-seed.ts'
import { Development } from './development.ts'
import { Faults } from './faults/faults.ts'
import { SearchLag } from './search-lag.ts'
import { DevTraffic } from './traffic/dev-traffic.ts'
import { minutesOf } from './traffic/minutes-of.ts'

export interface DevServerOptions {
  /** What it has at its start and after a reset; the demo by default. */
  seed?: DevSeed
  /** The URL of an empty database, or of one that a development server has filled; in memory by default. */
  database?: string | undefined
  host: string
  /** 0 picks a free one. */
  port: number
  /** What requests to the control plane must send; undefined on loopback. */
  controlToken?: string | undefined
  /** Names of hosts that it answers for, in addition to HighLevel's and those of loopback. */
  allowedHosts?: readonly string[]
  logger: FastifyBaseLogger
}

/** A listening development server. */
export interface DevServer extends Omit<DevSeed, 'fill'> {
  url: string
  /** The key that verifies its deliveries, as PEM. */
  webhookPublicKey(): Promise<string>
  control: ControlPlane
  /** Takes connections from elsewhere, too. */
  server: Server
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
  const { fill, ...seed } = options.seed ?? demoSeed()
  const clock = new DevClock()
  const database = await openDevDatabase(databaseUrl, logger, { fill })
  const { backend } = database
  const { storage } = backend
  const onError = (error: unknown) => logger.error({ err: error }, 'the control plane failed')
  const faults = new Faults(ids)
  // A test sends more requests than HighLevel lets through. Their headers count as usual.
  const rateLimits = new RateLimits(clock, false)
  const signInThrottle = new SignInThrottle(clock)
  const journal = new Journal()
  const searchLag = new SearchLag({ database, clock, onError })
  backend.onWrite = () => searchLag.noteWrite()
  const recurringWork = startRecurringWork({ storage, clock, ids }, logger)
  const traffic = new DevTraffic({
    control: (raw, answer) => control.handle(raw, answer),
    storage,
    faults,
    journal,
    clock,
    ids,
  })
  const secrets = devSecrets()
  const webhookKeys = openWebhookKeys({ storage, secrets, clock, ids }, { legacySignature: false })
  const deliveries = startDeliveries({
    ...{ storage, clock, ids, secrets, webhookKeys, log: logger },
    allowPrivate: true,
    retries: 'default',
    retention: defaultRetention,
    metrics: noDeliveryMetrics,
  })
  const catchUp = async () => {
    await recurringWork.catchUp()
    await deliveries.catchUp()
  }
  const settled = () => traffic.settled()
  const development = new Development({
    database,
    clock,
    ids,
    searchLag,
    faults,
    journal,
    rateLimits,
    signInThrottle,
    settled,
    catchUp,
    beforeRestore: () => deliveries.restart(),
    companyId: seed.companyId,
  })
  const control = new ControlPlane({ development, controlToken: options.controlToken, onError })
  let app: App | undefined
  try {
    app = await buildServer({
      storage: wakingStorage(storage, (locationId) => deliveries.wake(locationId)),
      search: searchLag.search,
      clock,
      ids,
      secrets,
      webhookKeys,
      refreshGraceMs,
      logger,
      host,
      ...(options.allowedHosts && { allowedHosts: options.allowedHosts }),
      rateLimit: 'off',
      rateLimits,
      signInThrottle,
      traffic,
      journal,
      readMinutes: minutesOf(journal),
      ...(isLoopback(host) && { demoToken: seed.token }),
    })
    await app.listen({ host, port })
    const listening = app
    const { server } = app
    return {
      url: urlOf(server.address() as AddressInfo),
      ...seed,
      webhookPublicKey: async () => (await publicKeysOf(webhookKeys)).ed25519.pem,
      control,
      server,
      async close() {
        const stopped = Promise.all([recurringWork.stop(), deliveries.stop()])
        control.close()
        faults.clear()
        server.closeIdleConnections()
        await drain(listening, AbortSignal.timeout(drainTimeoutMs))
        server.closeAllConnections()
        await listening.close()
        await Promise.all([stopped, development.idle()])
        await database.close()
      },
    }
  } catch (error) {
    await app?.close()
    await Promise.all([recurringWork.stop(), deliveries.stop()])
    await database.close()
    throw error
  }
}
