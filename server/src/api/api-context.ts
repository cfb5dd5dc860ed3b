import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'

/** The dependencies of use cases. */
export interface ApiContext {
  storage: Storage
  clock: Clock
  ids: Ids
}
