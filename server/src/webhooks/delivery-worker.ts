import type { Clock } from '../lib/clock.ts'
import { systemClock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { ReadTx, Storage, WriteTx } from '../storage/storage.ts'
import { slicesOf } from '../storage/sweep-rows.ts'
import { ContactOrder, type OrderedEvent } from './contact-order.ts'
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
  releaseNextOfContact,
  releaseWaiting,
  saveDelivery,
  saveProgress,
  type TargetRow,
  type WebhookKey,
} from './delivery-store.ts'
import type { RetrySchedule } from './retry-schedule.ts'

/** What came of one attempt, as it is stored. */
export interface StoredAttempt {
  /** ISO 8601. */
  at: string
  status?: number
  durationMs: number
  error?: string
  /** The beginning of the answer. */
  response?: string
  /** Whether it came before its time, because the receiver had taken another event. */
  early?: boolean
  /** How often the event had been repeated on request. */
  repeat?: number
}

/** What came of one attempt, as the sender reports it. Without an error, the receiver has the event. */
export interface SentAttempt extends Omit<StoredAttempt, 'at' | 'early' | 'repeat'> {
  retryAfterMs?: number
}

export interface DeliveryRequest {
  key: WebhookKey
  target: TargetRow & { url: string }
  event: EventRow
  /** The number of this attempt, from 1. */
  attempt: number
  /** Whether the event is sent again because someone asked for it. */
  isRepeat: boolean
}

/** Sends an event once. Never rejects. */
export type Deliver = (request: DeliveryRequest) => Promise<SentAttempt>

export interface WorkerContext {
  storage: Storage
  /** Decides when deliveries are due. Leases and timers keep to the system's clock. */
  clock: Clock
  ids: Ids
  /** This node, in leases. */
  nodeId: string
  deliver: Deliver
  retries: RetrySchedule
  /** From 0 to 1. */
  random(): number
  /** Called with each attempt, for metrics. */
  attempted(status: DeliveryStatus, attempt: SentAttempt): void
  /** Called when a webhook is paused because it has failed for too long. */
  paused(key: WebhookKey): void
}

/** The most requests to a webhook at a time. */
export const maxConnections = 16
/** After as many consecutive failures, a webhook gets one event at a time, to see whether it is back. */
export const maxFailures = 10
/** A webhook that has failed for longer is paused. */
const pauseAfterMs = 5 * 24 * 60 * 60 * 1000
/** Twice the time for which a receiver that is away is left alone, in parts of the time that it has been away. */
const probePart = 0.1
const leastProbeMs = 5_000
const mostProbeMs = 5 * 60 * 1000

/** Another node takes a webhook when its lease has ended. */
const leaseMs = 10_000
const renewMs = 3_000
/** The most events and bytes that are read at once, and the events in memory under which more are read. */
const pageSize = 200
const maxPageBytes = 2 * 1024 * 1024
const lowWater = 64
const maxUnsettled = 1_000
/** The most contacts of a webhook whose events wait for a failed one. Beyond it, no new events are sent. */
const maxBlocked = 10_000
const maxDue = 50
/** The most results in one write, and how long the first one waits for others. */
const maxResults = 200
const settleDelayMs = 20
/** How long a webhook without events is kept. Claiming it again is a write. */
const lingerMs = 500
/** The most attempts that a delivery keeps: those of its schedule, as many early ones, and repetitions. */
const keptAttempts = 50
/** How long a stopping worker waits for receivers. What they have not answered is delivered again. */
const stopTimeoutMs = 5_000

interface WorkItem extends OrderedEvent {
  event: EventRow
  /** Of a delivery that was tried before. */
  retry?: { attempts: StoredAttempt[]; scheduledAttempt: number | null; repeats: number }
}

interface Result {
  item: WorkItem
  status: DeliveryStatus
  nextAttempt: number | null
  scheduledAttempt: number | null
  attempts: StoredAttempt[]
}

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
  #takes: (type: string) => boolean = () => false
  #leasedUntil = 0
  #failures = 0
  #failingSince: number | null = null
  #datePaused: number | null = null
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
  #hasSucceeded = false
  /** Whether the receiver has just failed the attempt that was to show whether it is back. */
  #hasProbed = false
  #isStopping = false
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

  /** Stores nothing more: what it knows is of another database. */
  abandon(): void {
    this.#isAbandoned = true
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
          if (this.#isProbing) break
          idleSince ??= systemClock.now()
          if (systemClock.now() - idleSince >= lingerMs) break
          await this.#changed(lingerMs)
          continue
        } else await this.#changed(settleDelayMs)
        idleSince = undefined
      }
      const deadline = systemClock.now() + stopTimeoutMs
      while (this.#sending > 0 && !this.#isAbandoned && !(this.#isStopping && systemClock.now() >= deadline))
        await this.#changed(settleDelayMs)
      await this.#settle(true)
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error
    }
  }

  get #isEnded(): boolean {
    return this.#isStopping || this.#datePaused !== null
  }

  get #isProbing(): boolean {
    return this.#failures >= maxFailures
  }

  get #wantsMore(): boolean {
    return (
      this.#mayHaveMore &&
      !this.#hasProbed &&
      this.#order.readyCount + this.#retries.length < lowWater &&
      this.#order.unsettledCount < maxUnsettled &&
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
      (tx) => tx.change(claimWebhook, { ...this.key, nodeId, leasedUntil, systemNow }),
      { locationId },
    )
    if (claimed === 0) return false
    this.#leasedUntil = leasedUntil
    return storage.read(async (tx) => {
      const progress = await tx.get(findProgress, this.key)
      if (!progress || !(await this.#readTarget(tx))) return false
      this.#position = progress.position
      this.#scanned = progress.position
      this.#failures = progress.failures
      this.#failingSince = progress.failingSince
      this.#datePaused = progress.datePaused
      const contacts = await tx.all(listBlockedContacts, { ...this.key, limit: maxBlocked })
      for (const { contactId, count } of contacts) this.#blocked.set(contactId, count)
      return true
    })
  }

  async #readTarget(tx: ReadTx): Promise<boolean> {
    const target = await tx.get(findTarget, this.key)
    if (!target?.url) return false
    this.#target = { ...target, url: target.url }
    const types = new Set(target.events.split(','))
    this.#takes = types.has('*') ? () => true : (type) => types.has(type)
    return true
  }

  /** Reads due deliveries first, then new events. A webhook that fails gets one event. */
  async #load(): Promise<void> {
    const isProbing = this.#isProbing
    const { storage, clock } = this.#context
    this.#mayHaveMore = false
    await storage.read(async (tx) => {
      if (!(await this.#readTarget(tx))) throw new LeaseLostError()
      const limit = isProbing ? 1 : maxDue
      const due = await tx.all(listDueDeliveries, {
        ...this.key,
        now: clock.now(),
        limit: limit + this.#retrying.size,
      })
      for (const { sequence, attempts, scheduledAttempt, repeats } of due) {
        if (this.#retrying.has(sequence)) continue
        const event = await tx.get(findEvent, { locationId: this.key.locationId, sequence })
        if (!event) continue
        this.#retrying.add(sequence)
        const retry = { attempts: JSON.parse(attempts) as StoredAttempt[], scheduledAttempt, repeats }
        this.#retries.push({ sequence, contactId: event.contactId ?? undefined, event, retry })
      }
      if (due.length >= limit) this.#mayHaveMore = true
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
    const lastSequence = this.#target?.lastSequence ?? Number.MAX_SAFE_INTEGER
    for (const event of await tx.all(listEvents, { ...this.key, after, to, limit })) {
      if (event.sequence > lastSequence || !this.#takes(event.type)) continue
      const item = { sequence: event.sequence, contactId: event.contactId ?? undefined, event }
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
    while (!this.#isEnded && !this.#hasProbed && this.#sending < (this.#isProbing ? 1 : maxConnections)) {
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
    const { attempts: earlier = [], scheduledAttempt: scheduled = null, repeats = 0 } = item.retry ?? {}
    const isEarly = scheduled !== null && at < scheduled
    const stored: StoredAttempt = {
      at: new Date(at).toISOString(),
      ...sent,
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
    if (sent.error === undefined) this.#succeed(item)
    else {
      const count = attempts.filter(({ early, repeat = 0 }) => !early && repeat === repeats).length
      const delay = isEarly ? scheduled - now : retries.delayMs(count, answer, random())
      result.status = delay === undefined ? 'failed' : 'pending'
      if (delay !== undefined)
        result.nextAttempt = result.scheduledAttempt = Math.max(now, Math.round(now + delay))
      this.#fail(item, result.status, now)
    }
    this.#results.push(result)
    this.#firstResultAt ||= systemClock.now()
    attempted(result.status, sent)
  }

  #succeed(item: WorkItem): void {
    if (this.#failures > 0) this.#hasSucceeded = true
    this.#failures = 0
    this.#hasProbed = false
    this.#failingSince = null
    if (item.retry === undefined) this.#order.settle(item)
  }

  #fail(item: WorkItem, status: DeliveryStatus, now: number): void {
    this.#failures += 1
    this.#hasProbed = this.#isProbing
    this.#failingSince ??= now
    if (now - this.#failingSince >= pauseAfterMs) this.#datePaused = now
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
    const hasSucceeded = this.#hasSucceeded
    this.#results = []
    this.#parked = []
    this.#hasSucceeded = false
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
        await this.#saveResults(tx, results, parked, now)
        if (hasSucceeded) await tx.run(releaseWaiting, { ...this.key, now })
        await tx.run(saveProgress, {
          ...this.key,
          position,
          leasedUntil,
          failures: this.#failures,
          failingSince: this.#failingSince,
          datePaused: this.#datePaused,
          probeAt: this.#isProbing ? now + this.#probeDelayMs(now) : null,
        })
      },
      { locationId: this.key.locationId },
    )
    this.#position = position
    this.#leasedUntil = leasedUntil
    for (const { item } of results) this.#retrying.delete(item.sequence)
    // Deliveries that waited for these are due now.
    if (hasSucceeded || results.some(({ item }) => item.retry)) this.#mayHaveMore = true
    if (this.#datePaused !== null) this.#context.paused(this.key)
  }

  async #requireLease(tx: ReadTx): Promise<void> {
    const progress = await tx.get(findProgress, this.key)
    if (this.#isAbandoned || progress?.leasedBy !== this.#context.nodeId) throw new LeaseLostError()
  }

  async #saveResults(tx: WriteTx, results: Result[], parked: WorkItem[], now: number): Promise<void> {
    for (const { item, status, nextAttempt, scheduledAttempt, attempts } of results)
      await tx.run(saveDelivery, {
        ...this.key,
        sequence: item.sequence,
        contactId: item.event.contactId,
        status,
        nextAttempt,
        scheduledAttempt,
        now,
        attempts: JSON.stringify(attempts),
      })
    for (const { sequence, event } of parked)
      await tx.run(saveDelivery, {
        ...this.key,
        sequence,
        contactId: event.contactId,
        status: 'pending',
        nextAttempt: null,
        scheduledAttempt: null,
        now,
        attempts: '[]',
      })
    for (const { item, status } of results)
      if (
        item.retry &&
        status !== 'pending' &&
        item.contactId !== undefined &&
        this.#blocked.has(item.contactId)
      )
        await tx.run(releaseNextOfContact, { ...this.key, contactId: item.contactId, now })
  }

  /** A receiver that has been away for long is left alone for longer. */
  #probeDelayMs(now: number): number {
    const away = now - (this.#failingSince ?? now)
    return Math.min(Math.max(away * probePart, leastProbeMs), mostProbeMs)
  }
}
