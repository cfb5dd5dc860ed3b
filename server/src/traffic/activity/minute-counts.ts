/** The upper bounds of the buckets of durations, in milliseconds; the last bucket has what is above all of them. */
const boundsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const

/** What the requests of a minute, or of several, came to. */
export interface RequestCounts {
  requests: number
  /** Answered with 4xx. */
  refused: number
  /** Answered with 5xx, or not at all. */
  failed: number
  /** How many took as long, by bucket. */
  durations: readonly number[]
}

export const noRequests: RequestCounts = {
  requests: 0,
  refused: 0,
  failed: 0,
  durations: new Array(boundsMs.length + 1).fill(0),
}

/** Counts requests. It is on the path of every request, so it changes its numbers in place. */
export class RequestCounter implements RequestCounts {
  requests = 0
  refused = 0
  failed = 0
  readonly durations = [...noRequests.durations]

  /** @param status null for a request without an answer. */
  add({ status, durationMs }: { status: number | null; durationMs: number }): void {
    let bucket = 0
    while (durationMs > (boundsMs[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1
    this.durations[bucket] = (this.durations[bucket] ?? 0) + 1
    this.requests += 1
    if (status === null || status >= 500) this.failed += 1
    else if (status >= 400) this.refused += 1
  }
}

/** The counts of several minutes or processes together. */
export const sumOf = (one: RequestCounts, other: RequestCounts): RequestCounts => ({
  requests: one.requests + other.requests,
  refused: one.refused + other.refused,
  failed: one.failed + other.failed,
  durations: one.durations.map((count, index) => count + (other.durations[index] ?? 0)),
})

/**
 * How long requests took at most, but for a part of them: estimated within the bucket, in milliseconds.
 * @param part from 0 to 1: 0.99 for the 99th percentile.
 * @returns null without a request.
 */
export function percentileMs({ requests, durations }: RequestCounts, part: number): number | null {
  if (requests === 0) return null
  let missing = requests * part
  for (const [index, count] of durations.entries()) {
    if (count < missing) {
      missing -= count
      continue
    }
    const from = boundsMs[index - 1] ?? 0
    const to = boundsMs[index] ?? from
    return Math.round((from + ((to - from) * missing) / count) * 10) / 10
  }
  return boundsMs.at(-1) ?? null
}
