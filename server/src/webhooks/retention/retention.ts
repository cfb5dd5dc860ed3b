import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../lib/clock.ts'
import { randomFraction } from '../../lib/ids.ts'
import { ownTurn } from '../../lib/own-turn.ts'
import type { DeliveryMetrics, DropReason } from '../../metrics/delivery-metrics.ts'
import type { StorageLog } from '../../storage/log.ts'
import { OutageLog } from '../../storage/outage-log.ts'
import type { Storage } from '../../storage/storage.ts'
import { endUnusedListeners } from '../listeners/listeners.ts'
import { dropOldestEvents, type Expired, hasExpired } from './drop-events.ts'
import { DroppedLog } from './dropped-log.ts'
import { deleteFinishedWebhooks } from './finished-webhooks.ts'
import { OutboxSizes } from './outbox-sizes.ts'
import type { RetentionLimits } from './retention-limits.ts'
import { findNextOutbox } from './retention-store.ts'

export interface RetentionContext {
  storage: Storage
  clock: Clock
  limits: RetentionLimits
  metrics: Pick<DeliveryMetrics, 'dropped'>
  log: Pick<StorageLog, 'warn'>
}

export interface Retention {
  /** Removes what is too old or too much. Calls at the same time share one run. */
  sweep(): Promise<void>
  /** Forgets what it has measured. For a database that was replaced. */
  restart(): void
  /** Resolves when it has stopped. */
  stop(): Promise<void>
}

const pauseMs = 60_000

/**
 * Removes old events, delivered or not, and webhooks and listeners that have ended, again and again. Every node of a database may do
 * so.
 */
export function startRetention(context: RetentionContext): Retention {
  const stopping = new AbortController()
  const { signal } = stopping
  const sweeper = new Sweeper(context, signal)
  const outage = new OutageLog(
    context.log,
    'old events of webhooks could not be removed: contactd tries again',
  )
  let running: Promise<void> | undefined
  const sweep = () => {
    running ??= sweeper
      .sweep()
      .then(
        () => outage.ended(),
        (error: unknown) => outage.failed(error),
      )
      .finally(() => {
        running = undefined
      })
    return running
  }
  const pause = (timeMs: number) => sleep(timeMs, undefined, { signal, ref: false }).catch(() => undefined)
  const run = async () => {
    // Nodes that start together do not sweep together.
    await pause(pauseMs * randomFraction())
    while (!signal.aborted) {
      await sweep()
      await pause(pauseMs)
    }
  }
  const done = run()
  return {
    sweep,
    restart: () => sweeper.restart(),
    async stop() {
      stopping.abort()
      await Promise.all([done, running])
    },
  }
}

class Sweeper {
  readonly #context: RetentionContext
  readonly #stopping: AbortSignal
  readonly #sizes: OutboxSizes
  readonly #dropped: DroppedLog

  constructor(context: RetentionContext, stopping: AbortSignal) {
    this.#context = context
    this.#stopping = stopping
    this.#sizes = new OutboxSizes(context.storage)
    this.#dropped = new DroppedLog(context.log)
  }

  restart(): void {
    this.#sizes.clear()
  }

  /** @throws StorageUnavailableError */
  async sweep(): Promise<void> {
    const { storage } = this.#context
    let afterId = ''
    while (!this.#stopping.aborted) {
      const after = { afterId }
      const next = (await storage.read((tx) => tx.get(findNextOutbox, after)))?.locationId ?? null
      if (next === null) break
      await this.#sweepLocation(next)
      afterId = next
    }
    await deleteFinishedWebhooks(this.#context, this.#stopping)
    await endUnusedListeners(this.#context.storage, this.#stopping)
    this.#dropped.flush()
  }

  async #sweepLocation(locationId: string): Promise<void> {
    const { clock, limits } = this.#context
    const before = clock.now() - limits.ageMs
    await this.#drop(locationId, { through: Number.MAX_SAFE_INTEGER, before }, 'age')
    const bytes = await this.#sizes.measure(locationId, this.#stopping)
    if (bytes <= limits.bytesPerLocation) return
    const through = this.#sizes.endOfExcess(locationId, limits.bytesPerLocation)
    if (through !== undefined)
      await this.#drop(locationId, { through, before: Number.MAX_SAFE_INTEGER }, 'size')
  }

  async #drop(locationId: string, expired: Expired, reason: DropReason): Promise<void> {
    const { storage, clock, metrics } = this.#context
    const isExpired = () => storage.read((tx) => hasExpired(tx, locationId, expired))
    while (!this.#stopping.aborted && (await isExpired())) {
      const undelivered = await storage.write(
        (tx) => dropOldestEvents(tx, locationId, expired, clock.now()),
        { locationId },
      )
      for (const [webhookId, dropped] of undelivered) {
        metrics.dropped(reason, dropped)
        this.#dropped.add({ locationId, webhookId }, reason, dropped)
      }
      await ownTurn()
    }
  }
}
