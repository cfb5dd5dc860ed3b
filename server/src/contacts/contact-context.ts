import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'

/** What the use cases of contacts stand on. */
export interface ContactContext {
  storage: Storage
  clock: Clock
  ids: Ids
}
