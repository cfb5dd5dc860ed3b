import type { AddressInfo } from 'node:net'
import { finishDeletions } from '../contacts/finish-deletions.ts'
import { openSearch } from '../contacts/search/index/open-search.ts'
import { type Demo, fillDemo } from '../demo/fill-demo.ts'
import { greeting } from '../demo/greeting.ts'
import { isLoopback } from '../http/host-guard.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { buildServer } from '../server.ts'
import type { Storage } from '../storage/storage.ts'
import { Failure } from './failure.ts'
import { openLog } from './log.ts'
import { say } from './output.ts'
import { openSecrets } from './secrets.ts'
import { openDatabase } from './with-storage.ts'

export interface ServeOptions {
  host: string
  port: number
  database: string
  databaseReplica?: string
  demo?: boolean
  logLevel: string
  rateLimit: 'off' | 'highlevel'
  rateLimitMax: number
  rateLimitIntervalMs: number
  rateLimitDaily: number
  cors?: string
  refreshGraceSeconds: number
}

/** How long requests under way may take to end after the signal to stop. */
const drainTimeoutMs = 10_000

/**
 * Runs the server until SIGTERM or SIGINT; then answers what is under way, and ends with 0.
 * @throws Failure when the database or the port can't be had.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const stopped = stopSignal()
  const log = await openLog(options.logLevel)
  const { database, databaseReplica } = options
  const storage = await openDatabase(database, { databaseReplica, log: log.logger })
  const demo = options.demo ? await openDemo(storage, options.database) : undefined
  const search = openSearch({ storage, database: options.database, clock, ids, log: log.logger })
  const app = await buildServer({
    storage,
    search,
    clock,
    ids,
    secrets: await openSecrets(options.database, storage),
    refreshGraceMs: options.refreshGraceSeconds * 1000,
    logger: log.logger,
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
    await storage.close()
    throw new Failure(listenSentence(error as NodeJS.ErrnoException, options))
  }
  const url = urlOf(app.server.address() as AddressInfo)
  say(`contactd listens on ${url}`)
  if (demo) say(greeting(url, demo))
  const stopping = new AbortController()
  const cleaning = finishDeletions({ storage, clock, ids }, stopping.signal).catch((error: unknown) =>
    log.logger.warn({ err: error }, 'an earlier deletion could not be finished: the next start tries again'),
  )

  await stopped
  stopping.abort()
  const overdue = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs)
  await app.close()
  clearTimeout(overdue)
  await cleaning
  await storage.close()
  log.flush()
}

async function openDemo(storage: Storage, database: string): Promise<Demo> {
  try {
    return await fillDemo(storage, database, { clock, ids })
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    await storage.close()
    throw new Failure(
      `The token of the demo can't be kept beside the database (${error.message}): make room for the file demo-token there.`,
    )
  }
}

/** Resolves at the first signal to stop, also one that comes during the start. Further ones hasten nothing. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve())
    process.on('SIGINT', () => resolve())
  })
}

/** Where a person on this machine reaches the server. */
function urlOf({ address, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

function listenSentence(error: NodeJS.ErrnoException, { host, port }: ServeOptions): string {
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
