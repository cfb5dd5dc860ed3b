import { withTimeout } from '../lib/with-timeout.ts'
import { DeliveryCounts, type DeliveryMetrics } from './delivery-metrics.ts'
import type { Snapshot } from './family.ts'
import { processFamilies } from './process-metrics.ts'
import { RequestMetrics } from './request-metrics.ts'
import { WriteCounts, type WriteMetrics } from './write-metrics.ts'

/** Reads gauges at a scrape. If it fails or takes too long, the scrape goes without them. */
export type ReadGauges = () => Snapshot | Promise<Snapshot>

/** Where a part of the server registers what is read at each scrape. */
export interface Gauges {
  add(read: ReadGauges): void
}

/** The time limit for reading gauges: a database that does not answer must not hold up a scrape. */
const gaugeTimeMs = 500

/** The metrics of a server. Parts count into plain numbers; a scrape turns them into a snapshot. */
export class Metrics implements Gauges {
  readonly requests = new RequestMetrics()
  readonly #writes = new Map<string, WriteCounts>()
  readonly #webhooks = new DeliveryCounts()
  readonly #gauges: ReadGauges[] = [() => this.#webhooks.backlogFamilies()]

  get webhooks(): DeliveryMetrics {
    return this.#webhooks
  }

  /** Where an engine of the storage reports. Only one storage of an engine is measured: the last one. */
  writesOf(engine: 'sqlite' | 'postgres'): WriteMetrics {
    const counts = new WriteCounts(engine)
    this.#writes.set(engine, counts)
    return counts
  }

  add(read: ReadGauges): void {
    this.#gauges.push(read)
  }

  async snapshot(): Promise<Snapshot> {
    const gauges = await Promise.all(this.#gauges.map(valuesOf))
    return [
      ...this.requests.families(),
      ...[...this.#writes.values()].flatMap((counts) => counts.families()),
      ...gauges.flat(),
      ...this.#webhooks.families(),
      ...processFamilies(),
    ]
  }
}

async function valuesOf(read: ReadGauges): Promise<Snapshot> {
  const overdue = () => new Error('Gauges took too long.')
  const reading = Promise.resolve().then(read)
  return withTimeout(gaugeTimeMs, reading, overdue).catch(() => [])
}
