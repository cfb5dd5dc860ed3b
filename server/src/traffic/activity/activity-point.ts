/** The requests of some minutes together. */
export interface ActivityPoint {
  /** The beginning: ISO 8601. */
  at: string
  requests: number
  /** Answered with 4xx. */
  refused: number
  /** Answered with 5xx, or not at all. */
  failed: number
  /** How long half of the requests took at most; null without a request. */
  p50Ms: number | null
  /** The same of 99 of 100. */
  p99Ms: number | null
}

/** The requests of a location over time. */
export interface ActivitySeries {
  /** How many minutes each point has. */
  stepMinutes: number
  /** The oldest first, without gaps. */
  points: ActivityPoint[]
}
