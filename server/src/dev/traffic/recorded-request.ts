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
  /** The query as sent, without secrets; missing without one, and for OAuth. */
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

/** The names of properties and parameters whose values are secrets. */
const secretNames =
  /^(?:password|(?:client|api)_?secret|(?:access|refresh|id|auth)_?token|token|api_?key|authorization|code)$/i
/** The ones of bodies: contacts have tokens and codes of other kinds. */
const secretsOfBodies = /^(?:password|client_?secret|(?:access|refresh)_?token)$/i
/** Private integration tokens, and JWTs. */
const tokens = /\bpit-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/gi
const hidden = 'hidden'

/** A text without the tokens in it. */
export const withoutTokens = (text: string): string => text.replace(tokens, hidden)

/** A query as sent, without the secrets in it. */
export const withoutSecrets = (query: string): string =>
  withoutTokens(query)
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1)
      return secretNames.test(name) ? `${name}=${hidden}` : pair
    })
    .join('&')

/** A body as text. Secrets in it are left out. */
export function bodyText(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined
  const text = JSON.stringify(body, (key, value) => (secretsOfBodies.test(key) ? undefined : value))
  return text === undefined || text.length > maxBodyLength ? undefined : withoutTokens(text)
}
