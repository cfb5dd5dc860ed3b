import { hash } from 'node:crypto'
import type { Ids } from '../lib/ids.ts'

/** How long an owner stays signed in. */
export const sessionLifetimeMs = 12 * 60 * 60 * 1000

/** The content of a session cookie: 366 random bits. */
export const newSessionSecret = (ids: Ids): string =>
  `${ids.uuid()}${ids.uuid()}${ids.uuid()}`.replaceAll('-', '')

/** The stored form of a session's secret. */
export const hashSession = (secret: string): string => hash('sha256', secret, 'base64url')
