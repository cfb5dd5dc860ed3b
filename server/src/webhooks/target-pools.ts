import type { Dispatcher } from 'undici'

/** The connections of one webhook, and where its deliveries go. */
export interface TargetPool {
  url: string
  origin: string
  /** With the query. */
  path: string
  hostname: string
  dispatcher: Dispatcher
  /** How many deliveries are being sent. */
  underway: number
}

/** So many webhooks keep their connections while these are not in use. */
const maxPools = 1_000

/** A pool of connections for each webhook, so that none takes connections of another. */
export class TargetPools {
  readonly #pools = new Map<string, TargetPool>()
  readonly #openDispatcher: (origin: string) => Dispatcher

  constructor(openDispatcher: (origin: string) => Dispatcher) {
    this.#openDispatcher = openDispatcher
  }

  /** The pool of a webhook, unless its URL has changed. */
  find(webhookId: string, url: string): TargetPool | undefined {
    const pool = this.#pools.get(webhookId)
    return pool?.url === url ? pool : undefined
  }

  /** Makes the pool of a webhook, or leads it to another URL. Other connections serve another origin. */
  open(webhookId: string, url: string): TargetPool {
    const { origin, hostname, pathname, search } = new URL(url)
    const path = `${pathname}${search}`
    const known = this.#pools.get(webhookId)
    if (known?.origin === origin) return Object.assign(known, { url, path })
    if (known === undefined) this.#evict()
    else closeLater(known.dispatcher)
    const pool = { url, origin, path, hostname, dispatcher: this.#openDispatcher(origin), underway: 0 }
    this.#pools.set(webhookId, pool)
    return pool
  }

  /** Other connections for deliveries that begin now. @param used those that are no good; nothing is done if they have been replaced. */
  renew(pool: TargetPool, used: Dispatcher): void {
    if (pool.dispatcher !== used) return
    pool.dispatcher = this.#openDispatcher(pool.origin)
    closeLater(used)
  }

  /** Ends the connections of a webhook, and fails its deliveries underway. */
  drop(webhookId: string): void {
    const pool = this.#pools.get(webhookId)
    if (pool === undefined) return
    this.#pools.delete(webhookId)
    pool.dispatcher.destroy().catch(() => {})
  }

  /** Ends all connections: those of deliveries underway when these have ended, or after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    const dispatchers = [...this.#pools.values()].map(({ dispatcher }) => dispatcher)
    this.#pools.clear()
    const timer = setTimeout(() => {
      for (const dispatcher of dispatchers) dispatcher.destroy().catch(() => {})
    }, graceMs)
    await Promise.allSettled(dispatchers.map((dispatcher) => dispatcher.close()))
    clearTimeout(timer)
  }

  /** Closes the oldest pool that is not in use if there are too many. Those in use are as many as the deliveries underway. */
  #evict(): void {
    if (this.#pools.size < maxPools) return
    for (const [webhookId, { dispatcher, underway }] of this.#pools) {
      if (underway > 0) continue
      this.#pools.delete(webhookId)
      closeLater(dispatcher)
      return
    }
  }
}

/** Ends connections once their deliveries have ended. */
function closeLater(dispatcher: Dispatcher): void {
  dispatcher.close().catch(() => {})
}
