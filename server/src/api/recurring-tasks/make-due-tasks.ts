import { setImmediate as othersFirst } from 'node:timers/promises'
import type { WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { eventRecorder } from '../events/record-events.ts'
import { findLocation } from '../locations/location-store.ts'
import { makeTasks } from './make-tasks.ts'
import { firstOfLast, nextOccurrence } from './recurrence.ts'
import { isSpent, type RecurringTask } from './recurring-task.ts'
import {
  type DuePlace,
  listDueOfLocation,
  listDuePlaces,
  updateRecurringTaskRow,
} from './recurring-task-store.ts'

/** The most recurring tasks in one write. */
const recurringTasksPerWrite = 5
/** One write begins no recurring task after those before it have this many contacts: each may have 50. */
const contactsPerWrite = 50
/** Their places are read this many at a time. */
const placesPerPage = 1000
/** The most missed occurrences that a recurring task makes up for. */
const maxMissed = 24

/**
 * Makes the tasks of all occurrences that are due. One write makes the tasks of some occurrences of a location and
 * moves these to the next ones, so each makes its tasks once, even after an interruption and with several nodes.
 * Locations take turns.
 * @param stopping ends it early; the next call continues.
 * @param onError receives the error of a location. The others continue, and the next call tries again.
 */
export async function makeDueTasks(
  context: ApiContext,
  stopping: AbortSignal,
  onError: (error: unknown, locationId: string) => void,
): Promise<void> {
  const failed = new Set<string>()
  while (!stopping.aborted) {
    let moved = 0
    const visited = new Set(failed)
    for await (const locationId of dueLocations(context, stopping)) {
      if (stopping.aborted) return
      if (visited.has(locationId)) continue
      visited.add(locationId)
      try {
        moved += await context.storage.write((tx) => makeSome(tx, context, locationId), { locationId })
      } catch (error) {
        failed.add(locationId)
        onError(error, locationId)
      }
      await othersFirst()
    }
    if (moved === 0) return
  }
}

/** The locations of the recurring tasks that are due, each once or more often. */
async function* dueLocations({ storage, clock }: ApiContext, stopping: AbortSignal): AsyncGenerator<string> {
  const now = clock.now()
  let last: DuePlace | undefined = { nextDue: Number.MIN_SAFE_INTEGER, locationId: '', id: '' }
  while (last && !stopping.aborted) {
    const after: DuePlace = last
    const page = await storage.read((tx) => tx.all(listDuePlaces, { ...after, now, limit: placesPerPage }))
    for (const { locationId } of page) yield locationId
    last = page.length < placesPerPage ? undefined : page.at(-1)
  }
}

/** @returns how many recurring tasks moved to their next occurrence. */
async function makeSome(tx: WriteTx, { clock, ids }: ApiContext, locationId: string): Promise<number> {
  const location = await tx.get(findLocation, { id: locationId })
  // Its deletion has begun.
  if (!location) return 0
  const now = clock.now()
  const events = await eventRecorder(tx, { locationId, ids, at: now })
  const rows = await tx.all(listDueOfLocation, { locationId, now, limit: recurringTasksPerWrite })
  let moved = 0
  let contacts = 0
  for (const { document, nextDue: due } of rows) {
    if (contacts >= contactsPerWrite) break
    const recurringTask = JSON.parse(document) as RecurringTask
    moved += 1
    contacts += recurringTask.contactIds.length
    const { timezone } = location
    const missed = { due, until: now, most: maxMissed }
    const occurrence = firstOfLast(recurringTask.rruleOptions, timezone, missed)
    const { after, isOrphaned } = await makeTasks(tx, { ids, events }, recurringTask, occurrence, now)
    const next = nextOccurrence(recurringTask.rruleOptions, timezone, occurrence)
    await tx.run(updateRecurringTaskRow, {
      locationId,
      id: recurringTask.id,
      nextDue: isOrphaned || isSpent(after) ? null : (next ?? null),
      document: JSON.stringify(after),
    })
  }
  return moved
}
