import type { Principal } from '../auth/principal.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'
import type { Actor } from './contact.ts'

/** What the use cases of contacts stand on. */
export interface ContactContext {
  storage: Storage
  clock: Clock
  ids: Ids
}

/** The caller, as contacts remember who made or changed them. */
export const actorOf = (principal: Principal, clock: Clock): Actor => ({
  source: 'INTEGRATION',
  channel: 'OAUTH',
  sourceId: principal.sourceId,
  timestamp: new Date(clock.now()).toISOString(),
})
