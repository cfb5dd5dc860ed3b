import { setTimeout as sleep } from 'node:timers/promises'
import type { LocationContext } from '../../api/locations/location-context.ts'
import { makeDueTasks } from '../../api/recurring-tasks/make-due-tasks.ts'
import type { Log } from '../log.ts'

/** How long after its occurrence a task is made at most, apart from the time that it takes. */
const pauseMs = 5_000

/**
 * Makes the tasks of recurring tasks when they are due. Every node of a database may do so.
 * @returns stops it, and resolves when it has stopped.
 */
export function startRecurringWork(
  context: LocationContext,
  logger: Log['logger'],
  pause: number = pauseMs,
): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  let isFailing = false
  const run = async () => {
    while (!signal.aborted) {
      let failure: unknown
      await makeDueTasks(context, signal, (error) => {
        failure = error
      }).catch((error: unknown) => {
        failure = error
      })
      // An outage is logged once, not every few seconds.
      if (failure !== undefined && !isFailing)
        logger.warn({ err: failure }, 'recurring tasks could not be made: contactd tries again')
      isFailing = failure !== undefined
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  const done = run()
  return () => {
    stopping.abort()
    return done
  }
}
