import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Random } from '../../../test/fuzz/random.ts'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { useTestStorage } from '../../../test/support/use-test-storage.ts'
import { insertEvent } from '../api/events/event-store.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { statement } from '../storage/statement.ts'
import { type Storage, StorageUnavailableError, type WriteTx } from '../storage/storage.ts'
import { addWebhook } from './add-webhook.ts'
import type { DeliveryRequest, SentAttempt } from './delivery.ts'
import type { WebhookKey } from './delivery-store.ts'
import { DeliveryWorker } from './delivery-worker.ts'
import { contactdRetries } from './retry-schedule.ts'

/** For more: `CONTACTD_TEST_LONG=1 npx vitest run --project sqlite server/src/webhooks/delivery-worker.test.ts`. */
const runs = process.env.CONTACTD_TEST_LONG === '1' ? 200 : 10
const parallelRuns = 10
const steps = 25
const contacts = ['one', 'two', 'three', 'four', null]
const hourMs = 60 * 60 * 1000
/** Twelve attempts of the last failing event take three days, and those of one contact come one after the other. */
const maxTurns = 2_000

const listUndelivered = statement<WebhookKey, { sequence: number; status: string | null }>(
  'worker-test-undelivered',
  `SELECT e.sequence, d.status FROM webhook_events e LEFT JOIN webhook_deliveries d
     ON d.location_id = e.location_id AND d.webhook_id = :webhookId AND d.sequence = e.sequence
   WHERE e.location_id = :locationId AND e.type = 'ContactUpdate' AND (d.status IS NULL OR d.status = 'pending')
   ORDER BY e.sequence`,
)
/** Passed without a delivery, although they are for the webhook. */
const listLost = statement<WebhookKey, { sequence: number }>(
  'worker-test-lost',
  `SELECT e.sequence FROM webhook_events e
   JOIN webhook_progress p ON p.location_id = e.location_id AND p.webhook_id = :webhookId
   WHERE e.location_id = :locationId AND e.type = 'ContactUpdate' AND e.sequence <= p.position
     AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d
       WHERE d.location_id = e.location_id AND d.webhook_id = :webhookId AND d.sequence = e.sequence)`,
)
/** What ten seconds, or someone who looks after a paused webhook do. */
const freeWebhook = statement<WebhookKey>(
  'worker-test-free',
  `UPDATE webhook_progress SET leased_until = 0, date_paused = NULL, failing_since = NULL
   WHERE location_id = :locationId AND webhook_id = :webhookId`,
)

const clock = new HeldClock()
const opened = useTestStorage(clock)

interface Arrival {
  sequence: number
  contactId: string | null
  isTaken: boolean
}

/** A webhook, what it answers, and what goes wrong around it. */
class Play {
  readonly key: WebhookKey = { locationId: ids.next(), webhookId: ids.next() }
  readonly arrivals: Arrival[] = []
  readonly #clock = new HeldClock()
  readonly #random: Random
  #worker: DeliveryWorker | undefined
  #running: Promise<unknown> = Promise.resolve()
  #isRunning = false
  #isHealed = false

  constructor(random: Random) {
    this.#random = random
  }

  async begin(): Promise<void> {
    const { locationId, webhookId: id } = this.key
    const row = { locationId, id, companyId: 'company', clientId: null, sealedSecret: '' }
    const webhook = {
      ...row,
      url: 'http://127.0.0.1:9/',
      events: 'ContactUpdate',
      dateAdded: this.#clock.now(),
    }
    await this.#write((tx) => addWebhook(tx, webhook))
    await this.restart()
  }

  /** Things happen. */
  async step(): Promise<void> {
    const random = this.#random
    if (random.chance(0.6)) await this.#commit(random.int(1, 12))
    if (random.chance(0.3)) await sleep(random.int(0, 30))
    if (random.chance(0.2)) this.#clock.advance(random.int(0, 4) * hourMs)
    if (random.chance(0.25)) await this.#crash()
    else if (random.chance(0.1)) await this.#end()
    if (random.chance(0.5)) await this.restart()
    else this.#worker?.poke()
    expect(await opened.storage.read((tx) => tx.all(listLost, this.key))).toEqual([])
  }

  /** Everything works from now on, except what fails for ever. @returns when nothing waits any more. */
  async heal(): Promise<void> {
    this.#isHealed = true
    for (let turn = 0; turn < maxTurns; turn += 1) {
      const waiting = await opened.storage.read((tx) => tx.all(listUndelivered, this.key))
      if (waiting.length === 0) return
      await this.restart()
      this.#worker?.poke()
      await sleep(5)
      this.#clock.advance(hourMs)
    }
    throw new Error('Events are still waiting.')
  }

  /** A worker of a new node, once the last one has ended. */
  async restart(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    await this.#write((tx) => tx.run(freeWebhook, this.key))
    const worker = new DeliveryWorker(
      {
        storage: this.#failingStorage(),
        ...{ clock: this.#clock, ids, nodeId: ids.next(), retries: contactdRetries },
        random: () => this.#random.next(),
        attempted: () => undefined,
        paused: () => undefined,
        giveUp: () => undefined,
        deliver: (request) => this.#deliver(request),
      },
      this.key,
    )
    this.#worker = worker
    this.#running = worker
      .run()
      .catch((error: unknown) => {
        if (!(error instanceof StorageUnavailableError)) throw error
      })
      .finally(() => {
        this.#isRunning = false
      })
  }

  async #end(): Promise<void> {
    this.#worker?.stop()
    await this.#running
  }

  /** As kill -9: nothing more is stored, and what is on its way may still arrive. */
  async #crash(): Promise<void> {
    this.#worker?.abandon()
    await this.#running
  }

  async end(): Promise<void> {
    await this.#end()
  }

  #commit(count: number): Promise<void> {
    const { locationId } = this.key
    const events = Array.from({ length: count }, () => ({
      locationId,
      id: ids.uuid(),
      // The webhook takes one type.
      type: this.#random.chance(0.8) ? 'ContactUpdate' : 'NoteCreate',
      contactId: this.#random.pick(contacts),
      dateAdded: this.#clock.now(),
      document: '{}',
    }))
    return this.#write(async (tx) => {
      for (const event of events) await tx.run(insertEvent, event)
    })
  }

  #write<T>(fn: (tx: WriteTx) => Promise<T>): Promise<T> {
    return opened.storage.write(fn, { locationId: this.key.locationId })
  }

  /** Some writes are refused, and of some it is not known whether they were committed. */
  #failingStorage(): Storage {
    const fails = () => !this.#isHealed && this.#random.chance(0.05)
    return {
      ...({} as Storage),
      read: (fn) => opened.storage.read(fn),
      write: async (fn, scope) => {
        if (fails()) throw new StorageUnavailableError('refused')
        const result = await opened.storage.write(fn, scope)
        if (fails()) throw new StorageUnavailableError('lost')
        return result
      },
    }
  }

  async #deliver({ event: { sequence, contactId } }: DeliveryRequest): Promise<SentAttempt> {
    const random = this.#random
    const isTaken = this.#isHealed ? sequence % 17 !== 0 : random.chance(0.7)
    if (random.chance(0.5)) await sleep(random.int(0, 5))
    this.arrivals.push({ sequence, contactId, isTaken })
    if (random.chance(0.5)) await sleep(random.int(0, 5))
    if (isTaken) return { status: 200, durationMs: 1 }
    const retryAfterMs = random.chance(0.2) ? { retryAfterMs: random.int(1, 24) * hourMs } : {}
    return { status: 500, durationMs: 1, error: 'The receiver answered 500.', ...retryAfterMs }
  }
}

/** Where the first arrivals of a contact's events are not in the order of their numbers. */
function disorder(arrivals: readonly Arrival[]): Arrival[] {
  const seen = new Set<number>()
  const last = new Map<string, number>()
  return arrivals.filter(({ sequence, contactId }) => {
    if (contactId === null || seen.has(sequence)) return false
    seen.add(sequence)
    const before = last.get(contactId) ?? 0
    last.set(contactId, Math.max(before, sequence))
    return sequence < before
  })
}

async function playOnce(seed: number): Promise<void> {
  const play = new Play(new Random(seed))
  await play.begin()
  for (let step = 0; step < steps; step += 1) await play.step()
  await play.heal()
  await play.end()
  expect(disorder(play.arrivals)).toEqual([])
  expect(disorder(play.arrivals.filter(({ isTaken }) => isTaken))).toEqual([])
  expect(await opened.storage.read((tx) => tx.all(listLost, play.key))).toEqual([])
}

it('BR-712 loses no event and keeps the order of each contact through random answers, crashes and outages', {
  timeout: runs * 30_000,
}, async () => {
  // They mostly wait, each for its own receiver.
  for (let run = 0; run < runs; run += parallelRuns)
    await Promise.all(
      Array.from({ length: parallelRuns }, async () => {
        const seed = Math.floor(Math.random() * 2 ** 31)
        await playOnce(seed).catch((error: unknown) => {
          throw new Error(`A run with the seed ${seed} failed.`, { cause: error })
        })
      }),
    )
})
