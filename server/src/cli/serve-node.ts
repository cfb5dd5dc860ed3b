import type { AddressInfo } from 'node:net'
import { openSearch } from '../contacts/search/index/open-search.ts'
import type { Demo } from '../demo/fill-demo.ts'
import { retire } from '../http/drain.ts'
import { isLoopback } from '../http/host-guard.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { buildServer } from '../server.ts'
import type { Storage } from '../storage/storage.ts'
import { Failure } from './failure.ts'
import { listenSentence, urlOf } from './listening.ts'
import type { Log } from './log.ts'
import { openDemo } from './open-demo.ts'
import { openSecrets } from './secrets.ts'
import type { ServeOptions } from './serve-options.ts'
import { beginOnDatabase } from './with-storage.ts'

/** How long requests under way may take to end after the signal to stop. */
const drainTimeoutMs = 10_000

/** A server that listens. */
export interface ServingNode {
  /** Where a person on this machine reaches it. */
  url: string
  demo: Demo | undefined
  storage: Storage
  /** Makes room for another on the same port: resolves when nobody is connected any more, or at the signal. */
  retire(signal: AbortSignal): Promise<void>
  /** Answers what is under way, as far as ten seconds go. */
  drain(): Promise<void>
}

/**
 * Opens the database and listens. Close the storage after the last.
 * @throws Failure when the database or the port can't be had.
 */
export function openNode(options: ServeOptions, { logger }: Log): Promise<ServingNode> {
  return beginOnDatabase({ ...options, log: logger }, (storage) => serveOn(storage, options, logger))
}

async function serveOn(storage: Storage, options: ServeOptions, logger: Log['logger']): Promise<ServingNode> {
  const demo = options.demo ? await openDemo(storage, options.database) : undefined
  const { database, databaseDirect, databaseReplica } = options
  const app = await buildServer({
    storage,
    search: openSearch({ storage, database, databaseDirect, databaseReplica, clock, ids, log: logger }),
    clock,
    ids,
    secrets: await openSecrets(database, storage),
    refreshGraceMs: options.refreshGraceSeconds * 1000,
    logger,
    host: options.host,
    rateLimit: options.rateLimit,
    limits: {
      max: options.rateLimitMax,
      intervalMs: options.rateLimitIntervalMs,
      daily: options.rateLimitDaily,
    },
    ...(options.cors !== undefined && { cors: options.cors }),
    ...(demo?.token !== undefined && isLoopback(options.host) && { demoToken: demo.token }),
  })
  try {
    await app.listen({ host: options.host, port: options.port })
  } catch (error) {
    throw new Failure(listenSentence(error as NodeJS.ErrnoException, options))
  }
  return {
    url: urlOf(app.server.address() as AddressInfo),
    demo,
    storage,
    retire: (signal) => retire(app, signal),
    async drain() {
      const overdue = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs)
      await app.close()
      clearTimeout(overdue)
    },
  }
}
