import type { Api } from './client.ts'
import { control } from './control.ts'
import { getUnlisted } from './unlisted.ts'

/** A request that the server has answered. */
export interface RecordedRequest {
  id: string
  /** ISO 8601. */
  at: string
  method: string
  path: string
  /** Without `?`; missing without one, and from servers that keep none. */
  query?: string
  /** null for a request without an answer. */
  status: number | null
  durationMs: number
  /** The id of a token or of a grant, or of the user for a request of the console; null without a valid one. */
  token: string | null
  locationId: string | null
  /** null without one, and if the server keeps none. */
  requestBody: unknown
  responseBody: unknown
  refusal?: {
    /** The number of a rule of behaviour. */
    rule: string | null
    reason: string
    hint?: string
  }
  /** The id of the fault that it met. */
  fault?: string
}

/** The latest requests with tokens of the location, newest first. @throws ApiFailure */
export async function listRequests(api: Api, limit: number): Promise<RecordedRequest[]> {
  const { requests } = await getUnlisted<{ requests: RecordedRequest[] }>(api, '/_contactd/requests', {
    limit,
  })
  return requests
}

/** The latest requests to a development server, those without a valid token, too. @throws ApiFailure */
export async function listEveryRequest(limit: number): Promise<RecordedRequest[]> {
  const { requests } = await control<{ requests: RecordedRequest[] }>('GET', `/requests?limit=${limit}`)
  return requests
}
