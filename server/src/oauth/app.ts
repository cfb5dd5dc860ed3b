import { hash, timingSafeEqual } from 'node:crypto'
import { hexId } from '../lib/hex-id.ts'
import type { Ids } from '../lib/ids.ts'
import type { AppRow } from './app-store.ts'

/** An app as its owner sees it. The secret is shown only when it is created. */
export interface App {
  clientId: string
  name: string
  redirectUris: string[]
  scopes: string[]
  /** Where its events are sent. */
  webhookUrl?: string
  dateAdded: string
}

export const appOf = (row: AppRow): App => ({
  clientId: row.clientId,
  name: row.name,
  redirectUris: JSON.parse(row.redirectUris) as string[],
  scopes: row.scopes.split(' '),
  ...(row.webhookUrl !== null && { webhookUrl: row.webhookUrl }),
  dateAdded: new Date(row.dateAdded).toISOString(),
})

/** `<24 hex>-<8 letters and digits>`, like HighLevel's client ids: the first part is the app's id. */
export const newClientId = (ids: Ids): string => `${hexId(ids)}-${ids.next().slice(0, 8).toLowerCase()}`

/** The id of an app: the first part of its client id. */
export const appIdOf = (clientId: string): string => clientId.split('-')[0] ?? ''

/** A secret is a UUID. With 122 random bits, one round of SHA-256 is enough. */
export const hashSecret = (secret: string): string => hash('sha256', secret, 'base64url')

/** Compares in constant time. */
export function isSecretOf(app: AppRow, secret: string): boolean {
  const given = Buffer.from(hashSecret(secret))
  const kept = Buffer.from(app.secretHash)
  return given.length === kept.length && timingSafeEqual(given, kept)
}

/**
 * Whether a URI may be an app's redirect: absolute, without a fragment, and `https`, or `http` on loopback,
 * or a scheme of a native app (`com.example.app:/callback`).
 */
export function isRedirectUri(text: string): boolean {
  // The URL parser drops line breaks and tabs, and reads a backslash as a slash.
  if (!URL.canParse(text) || /[\s\\#\p{Cc}]/u.test(text) || text.length > 2000) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  if (protocol === 'https:') return true
  if (protocol === 'http:') return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(protocol)
}
