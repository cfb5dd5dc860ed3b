import { gauge, type Snapshot } from './family.ts'
import { Histogram, histograms } from './histogram.ts'

/** What an engine of the storage reports about its groups of writes. */
export interface WriteMetrics {
  /** A group has ended, committed or not. @param writes the number of writes in it. */
  groupEnded(writes: number, durationMs: number): void
  /** Registers a queue that is asked, at each scrape, for the number of its writes that wait for a group. */
  watchQueue(waiting: () => number): void
}

/** For a storage that nobody measures. */
export const noWriteMetrics: WriteMetrics = { groupEnded: () => undefined, watchQueue: () => undefined }

/** A group has at most 256 writes. */
const sizeBounds = [1, 4, 16, 64, 256]
const durationBounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5]

/** Counts the groups of one engine. */
export class WriteCounts implements WriteMetrics {
  readonly #labels: { engine: string }
  readonly #sizes = new Histogram(sizeBounds)
  readonly #durations = new Histogram(durationBounds)
  readonly #queues: (() => number)[] = []

  constructor(engine: string) {
    this.#labels = { engine }
  }

  groupEnded(writes: number, durationMs: number): void {
    this.#sizes.observe(writes)
    this.#durations.observe(durationMs / 1000)
  }

  watchQueue(waiting: () => number): void {
    this.#queues.push(waiting)
  }

  families(): Snapshot {
    const labels = this.#labels
    const waiting = this.#queues.reduce((sum, queue) => sum + queue(), 0)
    const queue = gauge('contactd_write_queue_length', 'Writes that wait for a group.', 0)
    return [
      histograms('contactd_write_group_size', 'Writes in one transaction.', [[labels, this.#sizes]]),
      histograms('contactd_write_group_duration_seconds', 'Time from the start of a group to its end.', [
        [labels, this.#durations],
      ]),
      { ...queue, values: [{ value: waiting, labels }] },
    ]
  }
}
