import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiContext } from '../api/api-context.ts'
import { makeDueTasks } from '../api/recurring-tasks/make-due-tasks.ts'
import type { StorageLog } from '../storage/log.ts'
import { OutageLog } from '../storage/outage-log.ts'

/** How long after its occurrence a task is made at most, apart from the time that it takes. */
const pauseMs = 5_000

export interface RecurringWork {
  /** Makes what is due now. For a clock that was moved. */
  catchUp(): Promise<void>
  /** Resolves when it has stopped. */
  stop(): Promise<void>
}

/** Makes the tasks of recurring tasks when they are due. Every node of a database may do so. */
export function startRecurringWork(
  context: ApiContext,
  logger: Pick<StorageLog, 'warn'>,
  pause: number = pauseMs,
): RecurringWork {
  const stopping = new AbortController()
  const { signal } = stopping
  const outage = new OutageLog(logger, 'recurring tasks could not be made: contactd tries again')
  const catchUp = async () => {
    let failure: unknown
    await makeDueTasks(context, signal, (error) => {
      failure = error
    }).catch((error: unknown) => {
      failure = error
    })
    if (failure === undefined) outage.ended()
    else outage.failed(failure)
  }
  const run = async () => {
    while (!signal.aborted) {
      await catchUp()
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  const done = run()
  return {
    catchUp,
    stop() {
      stopping.abort()
      return done
    },
  }
}
