import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { resumeBackgroundWork } from '../../lifecycle/resume-background-work.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Log } from '../log.ts'

/** Work in the background. */
export interface BackgroundWork {
  /** Resolves when nothing is left to do. */
  done: Promise<void>
  /** Aborts the work, and resolves when it has ended. */
  stop(): Promise<void>
}

/** Starts to finish what an earlier run of the server left. Several processes may do so concurrently. */
export function startBackgroundWork(storage: Storage, { logger }: Log): BackgroundWork {
  const stopping = new AbortController()
  const done = resumeBackgroundWork({ storage, clock, ids }, stopping.signal).catch((error: unknown) =>
    logger.warn({ err: error }, 'background work failed: the next start continues it'),
  )
  return {
    done,
    stop() {
      stopping.abort()
      return done
    },
  }
}
