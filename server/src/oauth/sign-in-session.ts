import { hash } from 'node:crypto'
import type { Ids } from '../lib/ids.ts'

/** How long an owner stays signed in. */
export const sessionLifetimeMs = 12 * 60 * 60 * 1000

/** What the cookie of a session holds: 366 random bits. */
export const newSessionSecret = (ids: Ids): string =>
  `${ids.uuid()}${ids.uuid()}${ids.uuid()}`.replaceAll('-', '')

/** What stands in the database for a session. */
export const hashSession = (secret: string): string => hash('sha256', secret, 'base64url')
