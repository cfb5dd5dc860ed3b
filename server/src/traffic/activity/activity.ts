import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../lib/clock.ts'
import type { StorageLog } from '../../storage/log.ts'
import { OutageLog } from '../../storage/outage-log.ts'
import type { Storage } from '../../storage/storage.ts'
import type { ActivitySeries } from './activity-point.ts'
import { deleteMinutesBefore, findMinute, listMinutes, saveMinute } from './activity-store.ts'
import { noRequests, percentileMs, RequestCounter, type RequestCounts, sumOf } from './minute-counts.ts'

/** The length of a minute. */
export const minuteMs = 60_000
/** How long counts are kept. */
export const keptMinutes = 7 * 24 * 60
/** The most locations of a minute. The requests of further ones are not counted. */
const maxLocations = 1_000
/** The most points of an answer: minutes are put together. */
const maxPoints = 240

interface ActivityContext {
  storage: Storage
  clock: Clock
  log: Pick<StorageLog, 'warn'>
}

/** Counts the requests of each location by the minute, and stores the counts when the minute is over. */
export class Activity {
  readonly #context: ActivityContext
  readonly #outage: OutageLog
  readonly #stopping = new AbortController()
  readonly #done: Promise<void>
  #minute = 0
  #counts = new Map<string, RequestCounter>()

  constructor(context: ActivityContext) {
    this.#context = context
    this.#outage = new OutageLog(context.log, 'the counts of requests could not be stored')
    this.#done = this.#run()
  }

  /** A request was answered. @param status null without an answer. */
  count(locationId: string, request: { status: number | null; durationMs: number }): void {
    let counter = this.#counts.get(locationId)
    if (counter === undefined) {
      if (this.#counts.size >= maxLocations) return
      counter = new RequestCounter()
      this.#counts.set(locationId, counter)
    }
    counter.add(request)
  }

  /** Stores what was counted. Counts that can't be stored are lost. */
  async save(): Promise<void> {
    const counts = this.#counts
    const minute = this.#minute
    this.#counts = new Map()
    this.#minute = this.#now()
    for (const [locationId, own] of counts) await this.#saveOf(locationId, minute, own)
  }

  /** Stores what was counted, and resolves when it has stopped. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#done
  }

  #now(): number {
    return Math.floor(this.#context.clock.now() / minuteMs)
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    this.#minute = this.#now()
    while (!signal.aborted) {
      await sleep(minuteMs, undefined, { signal, ref: false }).catch(() => undefined)
      await this.save()
    }
  }

  async #saveOf(locationId: string, minute: number, counts: RequestCounts): Promise<void> {
    const { storage } = this.#context
    try {
      await storage.write(
        async (tx) => {
          const row = await tx.get(findMinute, { locationId, minute })
          const { durations, ...sums } = row === undefined ? counts : sumOf(countsOf(row), counts)
          await tx.run(saveMinute, { locationId, minute, ...sums, durations: JSON.stringify(durations) })
          if (row === undefined)
            await tx.run(deleteMinutesBefore, { locationId, minute: minute - keptMinutes })
        },
        { locationId },
      )
      this.#outage.ended()
    } catch (error) {
      this.#outage.failed(error)
    }
  }
}

const countsOf = ({ durations, ...counts }: { durations: string } & Omit<RequestCounts, 'durations'>) => ({
  ...counts,
  durations: JSON.parse(durations) as number[],
})

/** The counts of a minute: its number since 1970. */
export type MinuteCounts = RequestCounts & { minute: number }

/** Reads the counts of a location, from the first minute to the one before `before`, in their order. */
export type ReadMinutes = (range: {
  locationId: string
  first: number
  before: number
}) => Promise<readonly MinuteCounts[]>

/** Those that are stored. */
export const storedMinutes =
  (storage: Pick<Storage, 'read'>): ReadMinutes =>
  (range) =>
    storage.read(
      async (tx) =>
        (await tx.all(listMinutes, range)).map((row) => ({ ...countsOf(row), minute: row.minute })),
      { locationId: range.locationId },
    )

/** The requests of a location until now. @param minutes how far back. */
export async function readActivity(
  readMinutes: ReadMinutes,
  { locationId, minutes, now }: { locationId: string; minutes: number; now: number },
): Promise<ActivitySeries> {
  const stepMinutes = Math.ceil(minutes / maxPoints)
  const to = Math.floor(now / minuteMs / stepMinutes) * stepMinutes + stepMinutes
  const count = Math.ceil(minutes / stepMinutes)
  const from = to - count * stepMinutes
  const sums: RequestCounts[] = new Array(count).fill(noRequests)
  for (const counts of await readMinutes({ locationId, first: from, before: to })) {
    const index = Math.floor((counts.minute - from) / stepMinutes)
    sums[index] = sumOf(sums[index] ?? noRequests, counts)
  }
  const points = sums.map((sum, index) => ({
    at: new Date((from + index * stepMinutes) * minuteMs).toISOString(),
    requests: sum.requests,
    refused: sum.refused,
    failed: sum.failed,
    p50Ms: percentileMs(sum, 0.5),
    p99Ms: percentileMs(sum, 0.99),
  }))
  return { stepMinutes, points }
}
