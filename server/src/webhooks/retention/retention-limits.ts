/** What is kept of the events of webhooks. */
export interface RetentionLimits {
  /** How long an event is kept. */
  ageMs: number
  /** About how many bytes the events of a location may take, with their deliveries. */
  bytesPerLocation: number
}

export const defaultRetention: RetentionLimits = {
  ageMs: 30 * 24 * 60 * 60 * 1000,
  bytesPerLocation: 1e9,
}
