import type { SecretBox } from './secret-box.ts'

/** What a token of a session says: which session it comes from, where it is valid, and until when. */
export interface SessionToken {
  sessionHash: string
  /** Undefined for the whole company, which only owners get. */
  locationId: string | undefined
  /** Milliseconds since 1970. */
  expiresAt: number
}

export const sessionTokenPrefix = 'ses-'
/** How long a token of a session is valid. A page gets the next one in time. */
export const sessionTokenLifetimeMs = 10 * 60 * 1000

const purpose = 'session-token'

/** Makes the token with which a page of a signed-in person calls the API. */
export function makeSessionToken(
  secrets: SecretBox,
  { sessionHash, locationId = '', expiresAt }: SessionToken,
): string {
  const content = Buffer.from(JSON.stringify([sessionHash, locationId, expiresAt])).toString('base64url')
  return `${sessionTokenPrefix}${content}.${secrets.sign(purpose, content)}`
}

/** Checks the signature of a token of a session, but neither its time nor its session. */
export function readSessionToken(secrets: SecretBox, token: string): SessionToken | undefined {
  const [content = '', signature = ''] = token.slice(sessionTokenPrefix.length).split('.')
  if (!secrets.verify(purpose, content, signature)) return undefined
  const [sessionHash, locationId, expiresAt] = JSON.parse(Buffer.from(content, 'base64url').toString())
  return { sessionHash, locationId: locationId === '' ? undefined : locationId, expiresAt }
}
