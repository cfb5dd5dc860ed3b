import type { Refusal } from './refusal.ts'

/** A request that came in, and its answer. */
export interface RecordedRequest {
  /** The trace id of the response. */
  id: string
  /** ISO 8601, by the clock of the server. */
  at: string
  method: string
  /** Without the query. */
  path: string
  /** The query as sent; missing without one, and for OAuth. */
  query?: string
  /** null for a request without an answer. */
  status: number | null
  durationMs: number
  /** The id of the token, or of the grant of an access token; null without a valid one. */
  token: string | null
  locationId: string | null
  /** null without one, for OAuth, and above the limit. */
  requestBody: unknown
  responseBody: unknown
  refusal?: Refusal
  /** The id of the fault that it met. */
  fault?: string
}

/** The most characters of a body that is kept. */
export const maxBodyLength = 256 * 1024

/** A body as text. Secrets in it are left out. */
export function bodyText(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined
  const text = JSON.stringify(body, (key, value) => (key === 'password' ? undefined : value))
  return text === undefined || text.length > maxBodyLength ? undefined : text
}
