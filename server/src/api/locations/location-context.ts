import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { Storage } from '../../storage/storage.ts'

/** The dependencies of the use cases of locations. */
export interface LocationContext {
  storage: Storage
  clock: Clock
  ids: Ids
}
