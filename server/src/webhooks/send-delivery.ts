import { isIP } from 'node:net'
import type { Dispatcher } from 'undici'
import { type Clock, systemClock } from '../lib/clock.ts'
import { type Attempt, AttemptHandler } from './attempt.ts'
import { type TargetPool, TargetPools } from './target-pools.ts'
import { timedConnector } from './targets/connection-age.ts'
import { isPublicAddress } from './targets/public-address.ts'
import { type ResolveName, resolveByDns } from './targets/resolve-name.ts'
import { targetConnector } from './targets/target-connector.ts'
import { notPublicSentence, targetProblem } from './targets/target-url.ts'
import { loadConnector, loadPool, loadProxyAgent } from './undici.ts'

export interface SenderOptions {
  /** Sends to private addresses, too. */
  allowPrivate: boolean
  /**
   * The URL of a proxy that connects to the targets. It looks up their names itself. Without `allowPrivate`, private addresses and names
   * that are private here are refused, but a name may be private where the proxy is, or be changed in between: the proxy has to refuse that.
   */
  proxy?: string | undefined
  /** How many deliveries of a webhook may be underway at once, each on its own connection. */
  connectionsPerTarget: number
  /** For dates in `retry-after`. */
  clock?: Clock
  /** Looks up names; by default as `targetConnector` does. */
  resolve?: ResolveName
  /** The time for a connection: 10 s. */
  connectTimeoutMs?: number
  /** The time for an attempt in all: 15 s. */
  timeoutMs?: number
}

export interface Delivery {
  webhookId: string
  url: string
  /** Names and values in turns. */
  headers: string[]
  body: string | Buffer
}

export interface Sender {
  /**
   * Posts a delivery once. It follows no redirect and obeys no proxy variable. A delivery that fails is an attempt with an error.
   * @throws Error if the sender is closed, or if `connectionsPerTarget` deliveries of the webhook are underway.
   */
  send(delivery: Delivery): Promise<Attempt>
  /** Fails the deliveries of a webhook that are underway. */
  giveUp(webhookId: string): void
  /** Refuses further deliveries, and fails those that are still underway after `graceMs`, by default at once. */
  close(graceMs?: number): Promise<void>
}

const defaultConnectTimeoutMs = 10_000
const defaultTimeoutMs = 15_000
const maxHeaderBytes = 16 * 1024
/** An idle connection is closed after this time; Node.js, as a receiver, closes it after 5 s. */
const idleTimeoutMs = 4_000
/** The longest idle time that a receiver may ask for. */
const maxIdleTimeoutMs = 60_000

/** A sender of deliveries. It loads undici for the first one. */
export function createSender(options: SenderOptions): Sender {
  const { allowPrivate, proxy, connectionsPerTarget, clock = systemClock } = options
  const { timeoutMs = defaultTimeoutMs, resolve = resolveByDns } = options
  let pools: TargetPools | undefined
  let isClosed = false

  function send(delivery: Delivery): Promise<Attempt> {
    const { webhookId, url } = delivery
    if (isClosed) return Promise.reject(new Error('The sender is closed.'))
    pools ??= new TargetPools(dispatcherFactory(options))
    let pool = pools.find(webhookId, url)
    if (pool === undefined) {
      const problem = targetProblem(url, allowPrivate)
      if (problem !== undefined) return Promise.resolve({ error: problem, durationMs: 0 })
      pool = pools.open(webhookId, url)
    }
    if (pool.underway >= connectionsPerTarget) {
      return Promise.reject(
        new Error(`${connectionsPerTarget} deliveries of webhook ${webhookId} are underway.`),
      )
    }
    return proxy === undefined || allowPrivate ? post(pool, delivery) : postIfPublic(pool, delivery)
  }

  function post(pool: TargetPool, { headers, body }: Delivery): Promise<Attempt> {
    pool.underway += 1
    return new Promise((settle) => {
      const { origin, path, dispatcher } = pool
      const request: Dispatcher.DispatchOptions = { origin, path, method: 'POST', headers, body }
      const handler = new AttemptHandler(timeoutMs, clock, {
        settle(attempt) {
          pool.underway -= 1
          settle(attempt)
        },
        // The receiver closed an idle connection just as it was used again.
        repeat() {
          if (isClosed) return false
          pools?.renew(pool, dispatcher)
          pool.dispatcher.dispatch(request, handler)
          return true
        },
      })
      dispatcher.dispatch(request, handler)
    })
  }

  /** Posts through the proxy, unless the name of the target is private here. */
  async function postIfPublic(pool: TargetPool, delivery: Delivery): Promise<Attempt> {
    pool.underway += 1
    // A host behind a proxy often can't look up names.
    const addresses = isIP(pool.hostname) === 0 ? await resolve(pool.hostname).catch(() => []) : []
    pool.underway -= 1
    if (addresses.length > 0 && !addresses.some(isPublicAddress))
      return { error: notPublicSentence, durationMs: 0 }
    return post(pool, delivery)
  }

  function giveUp(webhookId: string): void {
    pools?.drop(webhookId)
  }

  async function close(graceMs = 0): Promise<void> {
    isClosed = true
    await pools?.close(graceMs)
  }

  return { send, giveUp, close }
}

/** What makes the connections of a webhook to an origin. */
function dispatcherFactory(options: SenderOptions): (origin: string) => Dispatcher {
  const { allowPrivate, proxy, resolve, connectionsPerTarget } = options
  const { connectTimeoutMs = defaultConnectTimeoutMs, timeoutMs = defaultTimeoutMs } = options
  const Pool = loadPool()
  const settings = {
    connections: connectionsPerTarget,
    allowH2: false,
    // Each attempt has its own timeout.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maxHeaderBytes,
    keepAliveTimeout: idleTimeoutMs,
    keepAliveMaxTimeout: maxIdleTimeoutMs,
  }
  if (proxy === undefined) {
    const connect = timedConnector(
      targetConnector(loadConnector(), { allowPrivate, resolve, connectTimeoutMs }),
    )
    return (origin) => new Pool(origin, { ...settings, connect })
  }
  const ProxyAgent = loadProxyAgent()
  return () =>
    new ProxyAgent({
      ...settings,
      uri: proxy,
      connectTimeout: connectTimeoutMs,
      // The connections to the proxy, on which it is asked for those to the target.
      clientFactory: (origin, clientOptions) =>
        new Pool(origin, { ...clientOptions, connections: connectionsPerTarget, headersTimeout: timeoutMs }),
    })
}
