import type { Clock } from '../lib/clock.ts'
import type { Principal } from './principal.ts'

/** Who created or changed something, as stored with it. */
export interface Actor {
  source: 'INTEGRATION'
  channel: 'OAUTH'
  /** The id of the token, or the client id of the app. */
  sourceId: string
  /** ISO 8601. */
  timestamp: string
}

/** The caller as an actor. */
export const actorOf = (principal: Principal, clock: Clock): Actor => ({
  source: 'INTEGRATION',
  channel: 'OAUTH',
  sourceId: principal.sourceId,
  timestamp: new Date(clock.now()).toISOString(),
})
