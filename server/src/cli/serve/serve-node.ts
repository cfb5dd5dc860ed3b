import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSearch } from '../../api/search/create-search.ts'
import { databaseProof } from '../../auth/database-proof.ts'
import type { DemoOwner } from '../../demo/demo-owner.ts'
import type { Demo } from '../../demo/fill-demo.ts'
import type { App } from '../../http/app.ts'
import { drain, retire } from '../../http/graceful-shutdown.ts'
import { isLoopback } from '../../http/host-guard.ts'
import { listenSentence } from '../../http/listen-sentence.ts'
import { urlOf } from '../../http/server-url.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { type RecurringWork, startRecurringWork } from '../../lifecycle/recurring-work.ts'
import type { Snapshot } from '../../metrics/family.ts'
import { Metrics } from '../../metrics/metrics.ts'
import { buildServer } from '../../server.ts'
import { databaseIdentity } from '../../storage/database-identity.ts'
import { withStatementLog } from '../../storage/statement-log.ts'
import type { Storage } from '../../storage/storage.ts'
import { Activity } from '../../traffic/activity/activity.ts'
import { Journal } from '../../traffic/journal.ts'
import type { ListRequests } from '../../traffic/list-requests.ts'
import { ServedTraffic, servedLimits } from '../../traffic/served-traffic.ts'
import { stopTimeoutMs } from '../../webhooks/delivery-worker.ts'
import type { Dispatcher } from '../../webhooks/dispatcher.ts'
import { openWebhookKeys } from '../../webhooks/signing/webhook-keys.ts'
import { startDeliveries } from '../../webhooks/start-deliveries.ts'
import { wakingStorage } from '../../webhooks/waking-storage.ts'
import { Failure } from '../failure.ts'
import type { Log } from '../log.ts'
import { openSecrets } from '../open-secret-key.ts'
import { beginOnDatabase } from '../with-storage.ts'
import { listenOnEveryLocalhost } from './listen-on-localhost.ts'
import { openDemo, signInOfOwner } from './open-demo.ts'
import { refuseDevelopment } from './refuse-development.ts'
import type { ServeOptions } from './serve-options.ts'

/** Time limit for in-flight requests after the signal to stop. */
const drainTimeoutMs = 10_000

/** A listening server. */
export interface ServingNode {
  /** Its URL for people on this machine. */
  url: string
  /** Undefined without `--demo`. */
  demo: Demo | undefined
  demoOwner(): Promise<DemoOwner | undefined>
  storage: Storage
  /** Makes room for another process on the same port: resolves when all connections have ended, or at the signal. */
  retire(signal: AbortSignal): Promise<void>
  /** Answers in-flight requests, for at most ten seconds. */
  drain(): Promise<void>
}

/** The metrics of a node, and how it reads what the other processes of the server have. */
export interface NodeReports {
  metrics: Metrics
  /** Reads those of every process of the server; those of the node by default. */
  readMetrics?: () => Promise<readonly Snapshot[]>
  /** Lists the latest requests of every process, given the journal of the node; by default, those in the journal. */
  listRequests?: (journal: Journal) => ListRequests
}

/**
 * Opens the database and listens. Close the storage last.
 * @throws Failure if the database or the port is not available.
 */
export function openNode(
  options: ServeOptions,
  { logger }: Log,
  reports: NodeReports = { metrics: new Metrics() },
): Promise<ServingNode> {
  const { metrics } = reports
  return beginOnDatabase({ ...options, readsAhead: true, log: logger, metrics }, (storage) =>
    serveOn(options.logSql ? withStatementLog(storage, logger) : storage, options, logger, reports),
  )
}

async function serveOn(
  storage: Storage,
  options: ServeOptions,
  logger: Log['logger'],
  { metrics, readMetrics, listRequests }: NodeReports,
): Promise<ServingNode> {
  await refuseDevelopment(storage)
  const demo = options.demo ? await openDemo(storage, options.database) : undefined
  const { database, databaseDirect, databaseReplica } = options
  const secrets = await openSecrets(database, storage)
  // If the server's identity can't be determined, `contactd doctor` does not recognise it, but it serves all the
  // same.
  const identity = await databaseIdentity(databaseDirect ?? database).catch(() => undefined)
  const webhookKeys = openWebhookKeys(
    { storage, secrets, clock, ids },
    { legacySignature: options.webhookLegacySignature === 'on' },
  )
  const deliveries = startDeliveries({
    ...{ storage, clock, ids, secrets, webhookKeys, log: logger },
    allowPrivate: options.webhookAllowPrivate === true,
    proxy: options.webhookProxy,
    retries: options.webhookRetries,
    retention: { ageMs: options.webhookRetention, bytesPerLocation: options.webhookMaxSize },
    metrics: metrics.webhooks,
  })
  const journal = new Journal(servedLimits)
  const activity = new Activity({ storage, clock, log: logger })
  const traffic = new ServedTraffic({ journal, activity, clock, keepsBodies: options.inspect === true })
  const app = await buildServer({
    ...serverOptionsOf(options),
    ...{ clock, ids, secrets, webhookKeys, traffic, journal, metrics, logger },
    ...(listRequests && { listRequests: listRequests(journal) }),
    ...(readMetrics && { readMetrics }),
    storage: wakingStorage(storage, (locationId) => deliveries.wake(locationId)),
    search: createSearch({
      ...{ storage, database, databaseDirect, databaseReplica, clock, ids },
      ...{ log: logger, metrics },
    }),
    proveDatabase: identity === undefined ? undefined : databaseProof(secrets, identity),
    ...(demo?.token !== undefined && isLoopback(options.host) && { demoToken: demo.token }),
  })
  try {
    await app.listen({ host: options.host, port: options.port })
    if (options.host === 'localhost') await listenOnEveryLocalhost(app.server)
  } catch (error) {
    await Promise.all([deliveries.stop(), activity.stop()])
    throw new Failure(listenSentence(error as NodeJS.ErrnoException, options))
  }
  const recurringWork = startRecurringWork({ storage, clock, ids }, logger)
  return {
    url: urlOf(app.server.address() as AddressInfo),
    demo,
    demoOwner: () => signInOfOwner(storage, secrets),
    storage,
    retire: (signal) => retire(app, signal),
    drain: () => drainNode(app, { recurringWork, deliveries, activity }),
  }
}

/** The options of the command as `buildServer` takes them. */
const serverOptionsOf = (options: ServeOptions) => ({
  host: options.host,
  uploadQuotaBytes: options.uploadQuota,
  refreshGraceMs: options.refreshGraceSeconds * 1000,
  oauthBasic: options.oauthBasic === true,
  rateLimit: options.rateLimit,
  limits: {
    max: options.rateLimitMax,
    intervalMs: options.rateLimitIntervalMs,
    daily: options.rateLimitDaily,
  },
  ...(options.cors !== undefined && { cors: options.cors }),
  ...(options.metricsToken !== undefined && { metricsToken: options.metricsToken }),
  ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
  ...(options.trustedProxy !== undefined && { trustedProxies: options.trustedProxy }),
  ...(options.allowedHost !== undefined && { allowedHosts: options.allowedHost }),
})

/** The work of a node in the background, which ends with it. */
interface NodeWork {
  recurringWork: RecurringWork
  deliveries: Dispatcher
  activity: Activity
}

/** Answers in-flight requests, closes the server and ends its work. */
async function drainNode(app: App, { recurringWork, deliveries, activity }: NodeWork): Promise<void> {
  const stopped = recurringWork.stop()
  const overdue = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs)
  const drained = drain(app, AbortSignal.timeout(drainTimeoutMs))
  // Receivers that do not answer must not add to the time of clients that do not end.
  const beforeEnd = sleep(drainTimeoutMs - stopTimeoutMs, undefined, { ref: false })
  const delivered = Promise.race([drained, beforeEnd]).then(() => deliveries.stop())
  await drained
  await app.close()
  await Promise.all([stopped, delivered, activity.stop()])
  clearTimeout(overdue)
}
