import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { findContactPlace } from '../contacts/contact-store.ts'
import type { EventRecorder } from '../events/record-events.ts'
import { hasRoomFor } from '../records/records.ts'
import { insertTask, type Task, taskKind, taskStatements } from '../tasks/task.ts'
import { eventsOfCreation } from '../tasks/task-events.ts'
import { findUserOfLocation } from '../users/user-store.ts'
import { latest } from './recurrence.ts'
import type { RecurringTask } from './recurring-task.ts'

/** What an occurrence did. */
export interface Occurred {
  /** The recurring task afterwards. */
  after: RecurringTask
  /** Whether none of its contacts exists any longer. */
  isOrphaned: boolean
}

/**
 * Makes the tasks of an occurrence: one for each contact that still exists, unless its previous task is overdue or it
 * has as many tasks as it can.
 * @param occurrence milliseconds since 1970.
 */
export async function makeTasks(
  tx: WriteTx,
  { ids, events }: { ids: Ids; events: EventRecorder },
  recurringTask: RecurringTask,
  occurrence: number,
  now: number,
): Promise<Occurred> {
  const { locationId, contactIds, rruleOptions } = recurringTask
  const assignedTo = await ownerOf(tx, recurringTask)
  const latestTasks = { ...recurringTask.latestTasks }
  let existing = 0
  let made = 0
  // Contacts that were merged may be there twice.
  for (const contactId of new Set(contactIds)) {
    const place = { locationId, contactId }
    if (!(await tx.get(findContactPlace, { locationId, id: contactId }))) continue
    existing++
    if (!rruleOptions.createTaskIfOverDue && (await isLatestOverdue(tx, recurringTask, contactId, now)))
      continue
    const task = newTask(recurringTask, { id: ids.next(), contactId, assignedTo, occurrence })
    if (!(await hasRoomFor(tx, taskKind, place, task))) continue
    await insertTask(tx, place, now, task)
    await events.record(() => eventsOfCreation(task, now))
    latestTasks[contactId] = task.id
    made++
  }
  const totalOccurrence = recurringTask.totalOccurrence + (made > 0 ? 1 : 0)
  return {
    after: { ...recurringTask, totalOccurrence, latestTasks },
    isOrphaned: contactIds.length > 0 && existing === 0,
  }
}

const newTask = (
  { title, description, rruleOptions }: RecurringTask,
  {
    id,
    contactId,
    assignedTo,
    occurrence,
  }: { id: string; contactId: string; assignedTo: string | undefined; occurrence: number },
): Task => ({
  id,
  title,
  body: description || undefined,
  assignedTo,
  dueDate: new Date(Math.min(occurrence + rruleOptions.dueAfterSeconds * 1000, latest)).toISOString(),
  completed: false,
  contactId,
})

/** The first owner, if still a user of the location. */
async function ownerOf(
  tx: WriteTx,
  { locationId, owners: [id] }: RecurringTask,
): Promise<string | undefined> {
  return id !== undefined && (await tx.get(findUserOfLocation, { locationId, id })) ? id : undefined
}

async function isLatestOverdue(
  tx: WriteTx,
  { locationId, latestTasks }: RecurringTask,
  contactId: string,
  now: number,
): Promise<boolean> {
  const id = latestTasks[contactId]
  const row = id === undefined ? undefined : await tx.get(taskStatements.find, { locationId, contactId, id })
  if (!row) return false
  const { completed, dueDate } = JSON.parse(row.document) as Task
  return !completed && Date.parse(dueDate) < now
}
