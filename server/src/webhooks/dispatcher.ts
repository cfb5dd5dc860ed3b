import { BoundedCache } from '../lib/bounded-cache.ts'
import { monotonicMs, systemClock } from '../lib/clock.ts'
import type { StorageLog } from '../storage/log.ts'
import { OutageLog } from '../storage/outage-log.ts'
import { StorageUnavailableError } from '../storage/storage.ts'
import {
  findLastEvent,
  listDueWebhooks,
  listProgressOfLocation,
  listWebhooksBehind,
  type WebhookKey,
} from './delivery-store.ts'
import { DeliveryWorker } from './delivery-worker.ts'
import { maxFailures } from './webhook-health.ts'
import type { WorkerContext } from './worker-context.ts'

/** How often a node looks for retries that are due and for what other nodes have left. */
const pollMs = 1_000
/** The lease of a node that died ends without an event: look for all webhooks behind every so many polls. */
const pollsBetweenScans = 5
/** The most webhooks that one look finds. */
const maxFound = 256
/** The most webhooks that wait for their turn. Looking finds the others later. */
const maxWaiting = 1_000

interface Turns {
  /** The most webhooks that a node works on at a time. */
  maxWorkers: number
  /** How long it works on one while others wait. */
  turnMs: number
}

const usualTurns: Turns = { maxWorkers: 256, turnMs: 5_000 }
/** Writes come by the thousand a second: events are looked for once in so long. */
const wakeDelayMs = 3
/** How long a location is not looked at again: in between, the workers on its webhooks learn of its writes. */
const restMs = 20
const restWithoutWebhooksMs = 1_000
const maxRemembered = 10_000
/** The most webhooks of one location. */
const maxOfLocation = 1_000
/** How long a webhook is left alone after an error of the database. */
const afterErrorMs = 5_000

export interface Dispatcher {
  /** A write of a location was committed: it may have recorded events. */
  wake(locationId: string): void
  /** Looks for due deliveries now. For a clock that was moved. */
  catchUp(): Promise<void>
  /** Forgets what it is doing, without storing it. Call it before the database is replaced by another state of it. */
  restart(): void
  /** Stops sending, waits for receivers for some seconds, and stores what they have taken. */
  stop(): Promise<void>
}

/** What the last look at a location found. */
interface Look {
  /** The keys of its webhooks, as text. */
  webhooks: readonly string[]
  /** Milliseconds of the monotonic clock. */
  restsUntil: number
}

/** While part of the database is unavailable, the last event is unknown, and new ones may exist. */
function orUnknown(error: unknown): undefined {
  if (!(error instanceof StorageUnavailableError)) throw error
}

const textOf = ({ locationId, webhookId }: WebhookKey) => `${locationId} ${webhookId}`

type DispatcherContext = Omit<WorkerContext, 'nodeId'>

/** Delivers the events of all webhooks. Every node of a database may do so. */
export function startDispatcher(
  context: DispatcherContext,
  log: Pick<StorageLog, 'warn'>,
  turns: Partial<Turns> = {},
): Dispatcher {
  const dispatching = new Dispatching(context, log, { ...usualTurns, ...turns })
  dispatching.start()
  return dispatching
}

interface Working {
  worker: DeliveryWorker
  /** Milliseconds of the monotonic clock. */
  since: number
  done: Promise<void>
}

class Dispatching implements Dispatcher {
  readonly #context: WorkerContext
  /** Reads can work while writes fail, such as on a full disk: looking for work succeeds then. */
  readonly #looking: OutageLog
  readonly #delivering: OutageLog
  readonly #turns: Turns
  /** The one that began first comes first. */
  readonly #workers = new Map<string, Working>()
  /** The webhooks that wait for their turn, the one that has waited longest first. */
  readonly #waiting = new Map<string, WebhookKey>()
  /** When a webhook may be tried again after an error, in milliseconds of the monotonic clock. */
  readonly #resting = new Map<string, number>()
  readonly #woken = new Set<string>()
  /** Those that were woken while they rested. */
  readonly #resumed = new Set<string>()
  readonly #looks = new BoundedCache<string, Look>(maxRemembered)
  #waking: Promise<void> | undefined
  #polling: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #resumeTimer: NodeJS.Timeout | undefined
  #lastEvent = -1
  #polls = 0
  #isStopping = false

  constructor(context: DispatcherContext, log: Pick<StorageLog, 'warn'>, turns: Turns) {
    this.#turns = turns
    this.#context = { ...context, nodeId: context.ids.next() }
    this.#looking = new OutageLog(log, 'webhooks could not be looked for: contactd tries again')
    this.#delivering = new OutageLog(log, 'webhooks could not be delivered: contactd tries again')
  }

  start(): void {
    void this.#poll()
  }

  wake(locationId: string): void {
    if (this.#isStopping || this.#restingLook(locationId)?.webhooks.length === 0) return
    this.#woken.add(locationId)
    this.#waking ??= this.#lookAtWoken()
  }

  async catchUp(): Promise<void> {
    await this.#polling
    await this.#poll(true)
  }

  restart(): void {
    for (const { worker } of this.#workers.values()) worker.abandon()
    this.#workers.clear()
    this.#waiting.clear()
    this.#resting.clear()
    this.#looks.clear()
    this.#lastEvent = -1
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#timer)
    clearTimeout(this.#resumeTimer)
    await Promise.all([this.#polling, this.#waking])
    for (const { worker } of this.#workers.values()) worker.stop()
    await Promise.all([...this.#workers.values()].map(({ done }) => done))
  }

  async #lookAtWoken(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, wakeDelayMs))
    const woken = [...this.#woken]
    this.#woken.clear()
    this.#waking = undefined
    // Separately, so that a location whose server is unavailable delays no other.
    await Promise.all(woken.map((locationId) => this.#guard(() => this.#lookAgain(locationId))))
  }

  async #lookAgain(locationId: string): Promise<void> {
    const look = this.#restingLook(locationId)
    if (look === undefined) await this.#lookAt(locationId)
    else this.#poke(locationId, look)
  }

  async #lookAt(locationId: string): Promise<void> {
    const asked = { locationId, systemNow: systemClock.now(), maxFailures, limit: maxOfLocation }
    const found = await this.#context.storage.read((tx) => tx.all(listProgressOfLocation, asked))
    const webhooks = found.map(({ webhookId }) => textOf({ locationId, webhookId }))
    const rest = found.length === 0 ? restWithoutWebhooksMs : restMs
    this.#looks.set(locationId, { webhooks, restsUntil: monotonicMs() + rest })
    for (const { webhookId, isWaiting } of found) {
      const key = { locationId, webhookId }
      const working = this.#workers.get(textOf(key))
      if (working) working.worker.poke()
      else if (isWaiting === 1) this.#work(key)
    }
  }

  #restingLook(locationId: string): Look | undefined {
    const look = this.#looks.get(locationId)
    return look !== undefined && look.restsUntil > monotonicMs() ? look : undefined
  }

  /** A location was woken while it rested: its workers look for events now, and it is looked at afterwards. */
  #poke(locationId: string, { webhooks }: Look): void {
    for (const webhook of webhooks) this.#workers.get(webhook)?.worker.poke()
    this.#resumed.add(locationId)
    this.#resumeTimer ??= setTimeout(() => {
      this.#resumeTimer = undefined
      const resumed = [...this.#resumed]
      this.#resumed.clear()
      for (const location of resumed) this.wake(location)
    }, restMs)
  }

  #poll(isThorough = false): Promise<void> {
    clearTimeout(this.#timer)
    this.#polling ??= this.#guard(() => this.#look(isThorough)).finally(() => {
      this.#polling = undefined
      if (!this.#isStopping) this.#timer = setTimeout(() => void this.#poll(), pollMs).unref()
    })
    return this.#polling
  }

  async #look(isThorough: boolean): Promise<void> {
    const { storage, clock } = this.#context
    const systemNow = systemClock.now()
    const limit = maxFound
    const found = await storage.read(async (tx) => {
      const [due, last] = await Promise.all([
        tx.all(listDueWebhooks, { now: clock.now(), systemNow, limit }),
        tx.get(findLastEvent, {}).then((row) => row?.sequence ?? 0, orUnknown),
      ])
      this.#polls += 1
      if (last === this.#lastEvent && this.#polls % pollsBetweenScans !== 0 && !isThorough) return due
      this.#lastEvent = last ?? -1
      return [...due, ...(await tx.all(listWebhooksBehind, { systemNow, maxFailures, limit }))]
    })
    for (const [text, until] of this.#resting) if (until <= monotonicMs()) this.#resting.delete(text)
    for (const key of found) this.#work(key)
    for (const { worker } of this.#workers.values()) worker.poke()
    this.#endTurns()
  }

  /** Lets the webhooks that have had their turn make room for those that wait. */
  #endTurns(): void {
    const latest = monotonicMs() - this.#turns.turnMs
    for (const { worker, since } of [...this.#workers.values()].slice(0, this.#waiting.size))
      if (since <= latest) worker.endTurn()
  }

  #beginTurns(): void {
    for (const [text, key] of this.#waiting) {
      if (this.#workers.size >= this.#turns.maxWorkers) return
      this.#waiting.delete(text)
      this.#work(key)
    }
  }

  #work(key: WebhookKey): void {
    const text = textOf(key)
    if (this.#isStopping || this.#workers.has(text)) return
    if ((this.#resting.get(text) ?? 0) > monotonicMs()) return
    if (this.#workers.size >= this.#turns.maxWorkers) {
      if (this.#waiting.size < maxWaiting) this.#waiting.set(text, key)
      return
    }
    this.#waiting.delete(text)
    const worker = new DeliveryWorker(this.#context, key)
    const isCurrent = () => this.#workers.get(text)?.worker === worker
    const done = worker
      .run()
      .then(
        () => this.#delivering.ended(),
        (error: unknown) => {
          if (isCurrent()) this.#resting.set(text, monotonicMs() + afterErrorMs)
          this.#delivering.failed(error)
        },
      )
      .finally(() => {
        if (isCurrent()) this.#workers.delete(text)
        this.#beginTurns()
        // It may have been poked when it had just ended.
        this.#looks.delete(key.locationId)
        this.wake(key.locationId)
      })
    this.#workers.set(text, { worker, since: monotonicMs(), done })
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      this.#looking.ended()
    } catch (error) {
      this.#looking.failed(error)
    }
  }
}
