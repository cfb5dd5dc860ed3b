import type { Family, Labels, Sample } from './family.ts'

/** Counts values in buckets. An observation costs some ten nanoseconds and allocates nothing. */
export class Histogram {
  readonly #bounds: readonly number[]
  /** One for each bound, and one for the values above all of them. */
  readonly #counts: number[]
  #sum = 0

  /** @param bounds the inclusive upper bounds of the buckets, ascending. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = new Array(bounds.length + 1).fill(0)
  }

  observe(value: number): void {
    const bounds = this.#bounds
    let bucket = 0
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1
    this.#sum += value
  }

  /** Its lines: each bucket also has the values of the smaller ones. @param name of the metric. */
  samples(name: string, labels: Labels): Sample[] {
    let count = 0
    const buckets = this.#counts.map((own, index) => {
      count += own
      const le = String(this.#bounds[index] ?? '+Inf')
      return { value: count, labels: { ...labels, le }, metricName: `${name}_bucket` }
    })
    return [
      ...buckets,
      { value: this.#sum, labels, metricName: `${name}_sum` },
      { value: count, labels, metricName: `${name}_count` },
    ]
  }
}

/** A histogram for each set of labels. */
export const histograms = (
  name: string,
  help: string,
  each: Iterable<readonly [Labels, Histogram]>,
): Family => ({
  name,
  help,
  type: 'histogram',
  aggregator: 'sum',
  values: [...each].flatMap(([labels, histogram]) => histogram.samples(name, labels)),
})
