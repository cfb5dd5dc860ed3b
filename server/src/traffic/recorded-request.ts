/** Why a request was refused. */
export interface Refusal {
  /** The number of a rule in docs/behaviour.md; null for a page's refusal. */
  rule: string | null
  /** What the response says, all of it. */
  reason: string
  /** How to fix it. */
  hint?: string
}

/** A request that came in, and its answer. */
export interface RecordedRequest {
  /** The trace id of the response. */
  id: string
  /** ISO 8601, by the clock of the server. */
  at: string
  method: string
  /** Without the query. */
  path: string
  /** The query as sent, without secrets; missing without one, and for OAuth. */
  query?: string
  /** null for a request without an answer. */
  status: number | null
  durationMs: number
  /** The id of the token, or of the grant of an access token; null without a valid one. */
  token: string | null
  locationId: string | null
  /** null without one, for OAuth, and above 256 Ki characters. */
  requestBody: unknown
  /** As `requestBody`; text if it is not JSON. */
  responseBody: unknown
  refusal?: Refusal
  /** The id of the fault that it met. */
  fault?: string
}
