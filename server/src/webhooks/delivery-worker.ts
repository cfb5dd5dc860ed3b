import { systemClock } from '../lib/clock.ts'
import type { ReadTx } from '../storage/storage.ts'
import { slicesOf } from '../storage/sweep-rows.ts'
import { ContactOrder } from './contact-order.ts'
import type { SentAttempt, StoredAttempt } from './delivery.ts'
import {
  claimWebhook,
  type DeliveryStatus,
  type EventRow,
  findEvent,
  findProgress,
  findTarget,
  listBlockedContacts,
  listDueDeliveries,
  listEventSizes,
  listEvents,
  longestWaitMs,
  saveProgress,
  type TargetRow,
  type WebhookKey,
} from './delivery-store.ts'
import { type Result, saveResults, sizeOf, type WorkItem, workItem } from './save-results.ts'
import { takenBy } from './taken-by.ts'
import { WebhookHealth } from './webhook-health.ts'
import type { WorkerContext } from './worker-context.ts'

/** The most requests to a webhook at a time, and to one that did not answer its last one quickly. */
export const maxConnections = 64
const maxSlowRequests = 16
const quickMs = 100
/** Another node takes a webhook when its lease has ended. */
const leaseMs = 10_000
const renewMs = 3_000
/** The most events and bytes that are read at once, and how many may be ready before more are read. */
const pageSize = 200
const maxPageBytes = 2 * 1024 * 1024
const lowWater = 64
/** The most contacts of a webhook whose events wait for a failed one. Beyond it, no new events are sent. */
const maxBlocked = 10_000
/** Beyond it come those of the last page, and of all events that were underway. */
const maxListedBlocked = 2 * maxBlocked
const maxDue = 50
/** The most results in one write, and how long the first one waits for others. */
const maxResults = 200
const settleDelayMs = 20
/** How long a webhook without events is kept. Claiming it again is a write. */
const lingerMs = 500
/** The most attempts that a delivery keeps: those of its schedule, as many early ones, and repetitions. */
const keptAttempts = 50
/** How long a stopping worker waits for receivers. What they have not answered is delivered again. */
export const stopTimeoutMs = 5_000

/** The lease is another node's, or the webhook is gone. */
class LeaseLostError extends Error {
  override name = 'LeaseLostError'
}

/**
 * Delivers the events of one webhook while it holds its lease: each event at least once, those of a contact in order.
 * What the receiver has taken is stored in batches, so a crash repeats at most what the last batch would have had.
 */
export class DeliveryWorker {
  readonly key: WebhookKey
  readonly #context: WorkerContext
  #target: (TargetRow & { url: string }) | undefined
  #takes: (event: EventRow) => boolean = () => false
  #leasedUntil = 0
  readonly #health = new WebhookHealth()
  /** The number of the last event that was read. */
  #scanned = 0
  #position = 0
  #mayHaveMore = true
  /** The contacts with pending deliveries, and how many each has. */
  readonly #blocked = new Map<string, number>()
  readonly #order = new ContactOrder<WorkItem>()
  readonly #retries: WorkItem[] = []
  /** The retries that are being sent or not yet stored, by their numbers. */
  readonly #retrying = new Set<number>()
  #parked: WorkItem[] = []
  #results: Result[] = []
  #firstResultAt = 0
  #sending = 0
  /** Whether the receiver has taken its last event within `quickMs`. */
  #isQuick = false
  #isStopping = false
  #hasHadTurn = false
  #isAbandoned = false
  #wake: (() => void) | undefined

  constructor(context: WorkerContext, key: WebhookKey) {
    this.#context = context
    this.key = key
  }

  /** There may be new events, or due deliveries. */
  poke(): void {
    this.#mayHaveMore = true
    this.#wake?.()
  }

  /** Sends no more. `run` resolves when all that was sent has been stored. */
  stop(): void {
    this.#isStopping = true
    this.#wake?.()
  }

  /** Sends no more, so that another webhook has its turn. `run` resolves when all that was sent is answered and stored. */
  endTurn(): void {
    this.#hasHadTurn = true
    this.#wake?.()
  }

  /** Stores nothing more: what it knows is of another database. */
  abandon(): void {
    this.#isAbandoned = true
    this.#context.giveUp(this.key)
    this.stop()
  }

  /** Delivers until nothing is left. @throws StorageUnavailableError; what was not stored is delivered again. */
  async run(): Promise<void> {
    if (!(await this.#claim())) return
    try {
      let idleSince: number | undefined
      while (!this.#isEnded) {
        if (this.#wantsMore) await this.#load()
        this.#sendReady()
        if (this.#mustSettle) await this.#settle()
        else if (this.#sending === 0 && this.#results.length === 0 && !this.#wantsMore) {
          if (this.#health.isAway) break
          idleSince ??= systemClock.now()
          if (systemClock.now() - idleSince >= lingerMs) break
          await this.#changed(lingerMs)
          continue
        } else await this.#changed(settleDelayMs)
        idleSince = undefined
      }
      const deadline = systemClock.now() + stopTimeoutMs
      while (this.#sending > 0 && !this.#isAbandoned && !(this.#isStopping && systemClock.now() >= deadline))
        if (this.#mustSettle) await this.#settle()
        else await this.#changed(settleDelayMs)
      await this.#settle(true)
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error
    } finally {
      // Further answers would let it send more, and the next worker needs the connections.
      this.#isStopping = true
      if (this.#sending > 0 && !this.#isAbandoned) this.#context.giveUp(this.key)
    }
  }

  get #isEnded(): boolean {
    return this.#isStopping || this.#hasHadTurn || this.#health.isPaused
  }

  get #wantsMore(): boolean {
    return (
      this.#mayHaveMore &&
      !this.#health.hasProbed &&
      this.#order.readyCount + this.#retries.length < lowWater &&
      !this.#order.isFull &&
      sizeOf(this.#retries) < maxPageBytes &&
      this.#blocked.size < maxBlocked
    )
  }

  get #mustSettle(): boolean {
    const now = systemClock.now()
    if (now > this.#leasedUntil - leaseMs + renewMs) return true
    const count = this.#results.length + this.#parked.length
    if (count === 0) return false
    return count >= maxResults || this.#sending === 0 || now - this.#firstResultAt >= settleDelayMs
  }

  /** A quick receiver gets more: they are sent and answered once for each commit, which takes milliseconds on many disks. */
  get #maxSending(): number {
    if (this.#health.isAway) return 1
    return this.#isQuick ? maxConnections : maxSlowRequests
  }

  /** Resolves at the next result, poke or stop, or after a time. */
  #changed(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
      const timer = setTimeout(done, timeoutMs)
      this.#wake = done
    })
  }

  /** @returns false if another node has it, it is gone, or it is paused. */
  async #claim(): Promise<boolean> {
    const { storage, nodeId } = this.#context
    const systemNow = systemClock.now()
    const leasedUntil = systemNow + leaseMs
    const { locationId } = this.key
    const claimed = await storage.write(
      async (tx) =>
        this.#isAbandoned ? 0 : tx.change(claimWebhook, { ...this.key, nodeId, leasedUntil, systemNow }),
      { locationId },
    )
    if (claimed === 0) return false
    this.#leasedUntil = leasedUntil
    return storage.read(async (tx) => {
      const progress = await tx.get(findProgress, this.key)
      if (!progress || !(await this.#readTarget(tx))) return false
      this.#position = progress.position
      this.#scanned = progress.position
      this.#health.restore(progress, this.#context.clock.now())
      const contacts = await tx.all(listBlockedContacts, { ...this.key, limit: maxListedBlocked })
      for (const { contactId, count } of contacts) this.#blocked.set(contactId, count)
      return true
    })
  }

  async #readTarget(tx: ReadTx): Promise<boolean> {
    const target = await tx.get(findTarget, this.key)
    if (!target?.url) return false
    this.#target = { ...target, url: target.url }
    this.#takes = takenBy(target)
    return true
  }

  /** Reads due deliveries first, then new events. A webhook that fails gets one event. */
  async #load(): Promise<void> {
    const isProbing = this.#health.isAway
    const { storage, clock } = this.#context
    this.#mayHaveMore = false
    await storage.read(async (tx) => {
      if (!(await this.#readTarget(tx))) throw new LeaseLostError()
      this.#health.adoptPause((await tx.get(findProgress, this.key))?.datePaused ?? null)
      if (this.#health.isPaused) return
      const limit = isProbing ? 1 : maxDue
      const asked = { ...this.key, now: clock.now(), limit: limit + this.#retrying.size }
      const due = await tx.all(listDueDeliveries, asked)
      const waiting = due.filter(({ sequence }) => !this.#retrying.has(sequence))
      for (const { sequence, attempts, scheduledAttempt, repeats } of waiting) {
        if (sizeOf(this.#retries) >= maxPageBytes) break
        const event = await tx.get(findEvent, { locationId: this.key.locationId, sequence })
        if (!event) continue
        this.#retrying.add(sequence)
        const retry = { attempts: JSON.parse(attempts) as StoredAttempt[], scheduledAttempt, repeats }
        this.#retries.push(workItem(event, retry))
      }
      if (waiting.length >= limit || sizeOf(this.#retries) >= maxPageBytes) this.#mayHaveMore = true
      if (isProbing && this.#retries.length + this.#sending > 0) return
      await this.#scan(tx, isProbing ? 1 : pageSize)
    })
  }

  async #scan(tx: ReadTx, limit: number): Promise<void> {
    const after = this.#scanned
    const sizes = await tx.all(listEventSizes, { ...this.key, after, limit })
    const [page = []] = slicesOf(sizes, { maxItems: limit, maxBytes: maxPageBytes })
    const to = page.at(-1)?.sequence
    if (to === undefined) return
    for (const event of await tx.all(listEvents, { ...this.key, after, to, limit })) {
      if (!this.#takes(event)) continue
      const item = workItem(event)
      if (item.contactId !== undefined && this.#blocked.has(item.contactId)) this.#park(item)
      else this.#order.add(item)
    }
    this.#scanned = to
    if (page.length < sizes.length || sizes.length === limit) this.#mayHaveMore = true
  }

  /** Lets an event wait for an earlier one of its contact. */
  #park(item: WorkItem): void {
    this.#parked.push(item)
    this.#count(item, 1)
    this.#firstResultAt ||= systemClock.now()
  }

  #count({ contactId }: WorkItem, change: 1 | -1): void {
    if (contactId === undefined) return
    const count = (this.#blocked.get(contactId) ?? 0) + change
    if (count > 0) this.#blocked.set(contactId, count)
    else this.#blocked.delete(contactId)
  }

  #sendReady(): void {
    while (!this.#isEnded && !this.#health.hasProbed && this.#sending < this.#maxSending) {
      if (systemClock.now() >= this.#leasedUntil) return
      const item = this.#retries.shift() ?? this.#order.take()
      if (item === undefined) return
      this.#send(item)
    }
  }

  #send(item: WorkItem): void {
    const { deliver, clock } = this.#context
    const target = this.#target as TargetRow & { url: string }
    this.#sending += 1
    const at = clock.now()
    const attempt = (item.retry?.attempts.length ?? 0) + 1
    const isRepeat = (item.retry?.repeats ?? 0) > 0
    void deliver({ key: this.key, target, event: item.event, attempt, isRepeat }).then((sent) => {
      this.#sending -= 1
      this.#receive(item, at, sent)
      this.#sendReady()
      if (this.#sending === 0 || this.#results.length >= maxResults || this.#wantsMore) this.#wake?.()
    })
  }

  #receive(item: WorkItem, at: number, answer: SentAttempt): void {
    const { retryAfterMs: _, ...sent } = answer
    const { clock, retries, random, attempted } = this.#context
    const now = clock.now()
    this.#isQuick = sent.error === undefined && sent.durationMs < quickMs
    const { attempts: earlier = [], scheduledAttempt: scheduled = null, repeats = 0 } = item.retry ?? {}
    const isEarly = scheduled !== null && at < scheduled && scheduled <= at + longestWaitMs
    const stored: StoredAttempt = {
      at: new Date(at).toISOString(),
      ...sent,
      durationMs: Math.round(sent.durationMs),
      ...(isEarly && { early: true }),
      ...(repeats > 0 && { repeat: repeats }),
    }
    const attempts = [...earlier, stored].slice(-keptAttempts)
    const result: Result = {
      item,
      status: 'delivered',
      nextAttempt: null,
      scheduledAttempt: null,
      attempts,
    }
    if (sent.error === undefined) {
      this.#health.succeed(now)
      if (item.retry === undefined) this.#order.settle(item)
    } else {
      const count = attempts.filter(({ early, repeat = 0 }) => !early && repeat === repeats).length
      const delay = isEarly ? scheduled - now : retries.delayMs(count, answer, random())
      result.status = delay === undefined ? 'failed' : 'pending'
      if (delay !== undefined) result.nextAttempt = Math.max(now, Math.round(now + delay))
      // Without it, the next attempt comes at its time and not earlier once more.
      if (!isEarly) result.scheduledAttempt = result.nextAttempt
      this.#fail(item, result.status, now)
    }
    this.#results.push(result)
    this.#firstResultAt ||= systemClock.now()
    attempted(result.status, sent)
  }

  #fail(item: WorkItem, status: DeliveryStatus, now: number): void {
    this.#health.fail(now, status === 'failed')
    if (item.retry !== undefined) return
    if (status === 'failed') {
      this.#order.settle(item)
      return
    }
    this.#count(item, 1)
    for (const later of this.#order.block(item)) this.#park(later)
  }

  /** Stores what was delivered, failed and waits, and extends the lease. @param isLast releases the lease. */
  async #settle(isLast = false): Promise<void> {
    const results = this.#results
    const parked = this.#parked
    const hasRecovered = this.#health.takeRecovery()
    this.#results = []
    this.#parked = []
    this.#firstResultAt = 0
    for (const { item, status } of results)
      if (item.retry?.repeats === 0 && status !== 'pending') this.#count(item, -1)
    const position = Math.max(this.#position, (this.#order.firstUnsettled ?? this.#scanned + 1) - 1)
    const leasedUntil = isLast ? 0 : systemClock.now() + leaseMs
    const { storage, clock } = this.#context
    const now = clock.now()
    await storage.write(
      async (tx) => {
        await this.#requireLease(tx)
        // Its URL may have changed while many of its events wait in memory.
        if (!(await this.#readTarget(tx))) throw new LeaseLostError()
        const waiting = (contactId: string) => this.#blocked.has(contactId)
        const due = await saveResults(tx, this.key, { results, parked, waiting, hasRecovered, now })
        const nextAttempt = this.#health.probeAt ?? due ?? null
        const columns = this.#health.columns()
        await tx.run(saveProgress, { ...this.key, position, leasedUntil, nextAttempt, ...columns })
      },
      { locationId: this.key.locationId },
    )
    this.#position = position
    this.#leasedUntil = leasedUntil
    for (const { item } of results) this.#retrying.delete(item.sequence)
    // Deliveries that waited for these are due now.
    if (hasRecovered || results.some(({ item }) => item.retry)) this.#mayHaveMore = true
    if (this.#health.confirmPause()) this.#context.paused(this.key)
  }

  async #requireLease(tx: ReadTx): Promise<void> {
    const progress = await tx.get(findProgress, this.key)
    if (this.#isAbandoned || progress?.leasedBy !== this.#context.nodeId) throw new LeaseLostError()
    this.#health.adoptPause(progress.datePaused)
  }
}
