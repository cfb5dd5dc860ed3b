import { finishDeletions } from '../contacts/finish-deletions.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'
import type { Log } from './log.ts'

/** Work in the background. */
export interface Finishing {
  /** Resolves when nothing is left to do. */
  done: Promise<void>
  /** Breaks off, and resolves when that is done. */
  stop(): Promise<void>
}

/** Begins to finish what an earlier run of the server could not. Several processes may do so at once. */
export function startFinishing(storage: Storage, { logger }: Log): Finishing {
  const stopping = new AbortController()
  const done = finishDeletions({ storage, clock, ids }, stopping.signal).catch((error: unknown) =>
    logger.warn({ err: error }, 'an earlier deletion could not be finished: the next start tries again'),
  )
  return {
    done,
    stop() {
      stopping.abort()
      return done
    },
  }
}
