import type { Clock } from '../lib/clock.ts'
import type { Principal } from './principal.ts'

/** Who created or changed something, as stored with it. */
export interface Actor {
  source: 'INTEGRATION' | 'WEB_USER'
  channel: 'OAUTH' | 'APP'
  /** The id of the token or of the person, or the client id of the app. */
  sourceId: string
  /** ISO 8601. */
  timestamp: string
}

/** The caller as an actor. */
export const actorOf = (principal: Principal, clock: Clock): Actor => ({
  ...(principal.kind === 'session'
    ? ({ source: 'WEB_USER', channel: 'APP' } as const)
    : ({ source: 'INTEGRATION', channel: 'OAUTH' } as const)),
  sourceId: principal.sourceId,
  timestamp: new Date(clock.now()).toISOString(),
})
