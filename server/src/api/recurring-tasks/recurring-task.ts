import type { Recurrence } from './recurrence.ts'

/** When the tasks of a recurring task are made, and when they are due, under HighLevel's names. */
export interface RecurrenceRules extends Recurrence {
  /** The most occurrences that make tasks. */
  count?: number | undefined
  /** Whether a task is made while the previous one is overdue. */
  createTaskIfOverDue?: boolean | undefined
  /** How long after its occurrence a task is due. */
  dueAfterSeconds: number
}

/** A recurring task, as stored. */
export interface RecurringTask {
  id: string
  title: string
  description: string
  locationId: string
  /** ISO 8601 with milliseconds, in UTC. */
  updatedAt: string
  createdAt: string
  rruleOptions: RecurrenceRules
  /** How many occurrences have made tasks. */
  totalOccurrence: number
  contactIds: string[]
  /** Users; the tasks are assigned to the first. */
  owners: string[]
  /** The latest task of each contact, by the contact's id. */
  latestTasks: Record<string, string>
}

/** What a body changes. */
export type RecurringTaskChanges = {
  [Name in 'title' | 'description' | 'contactIds' | 'owners' | 'rruleOptions']?:
    | RecurringTask[Name]
    | undefined
}

/** A recurring task, as returned. */
export const recurringTaskView = ({
  contactIds: [contactId],
  owners: [assignedTo],
  latestTasks: _,
  ...fields
}: RecurringTask) => ({ ...fields, deleted: false, assignedTo, contactId })

/** Applies a body to a recurring task. */
export function changedRecurringTask(
  before: RecurringTask,
  { title, description, contactIds, owners, rruleOptions }: RecurringTaskChanges,
  updatedAt: string,
): RecurringTask {
  const contacts = contactIds ?? before.contactIds
  const latest = Object.entries(before.latestTasks).filter(([contactId]) => contacts.includes(contactId))
  return {
    ...before,
    title: title ?? before.title,
    description: description ?? before.description,
    updatedAt,
    rruleOptions: rruleOptions ?? before.rruleOptions,
    contactIds: contacts,
    owners: owners ?? before.owners,
    latestTasks: Object.fromEntries(latest),
  }
}

/** Whether a recurring task has made as many tasks as it may. */
export const isSpent = ({ totalOccurrence, rruleOptions: { count } }: RecurringTask): boolean =>
  count !== undefined && totalOccurrence >= count
