import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import { type Ids, isId } from '../../lib/ids.ts'
import { parseInstant } from '../../lib/instant.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findContactPlace } from '../contacts/contact-store.ts'
import { type EventRecorder, eventRecorder } from '../events/record-events.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import type { LocationRow } from '../locations/location-store.ts'
import { requireUser } from '../users/find-user.ts'
import { requireRecurringTask } from './find-recurring-task.ts'
import { makeTasks } from './make-tasks.ts'
import { nextOccurrence } from './recurrence.ts'
import { changedRecurringTask, isSpent, type RecurrenceRules, type RecurringTask } from './recurring-task.ts'
import type { CreateRecurringTaskBody, SentRules, UpdateRecurringTaskBody } from './recurring-task-schemas.ts'
import { countRecurringTasks, insertRecurringTask, updateRecurringTaskRow } from './recurring-task-store.ts'

/** The most recurring tasks of one location. */
const maxRecurringTasks = 1000

/** Create Recurring Task. @throws ApiError 401 for the location, and those of `createRecurringTask`. */
export const addRecurringTask = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  locationId: string,
  body: CreateRecurringTaskBody,
): Promise<RecurringTask> =>
  storage.write(
    async (tx) => {
      const location = await findReachableLocation(tx, principal, locationId)
      const events = await eventRecorder(tx, { locationId: location.id, ids, at: clock.now() })
      return createRecurringTask(tx, { clock, ids, events }, location, body)
    },
    scopeIn(principal, locationId),
  )

/**
 * Adds a recurring task to a location, and makes its first task at once unless the body says otherwise.
 * @throws ApiError 422 for dates without occurrences; 400 for a contact, a user, or the limit of the location.
 */
export async function createRecurringTask(
  tx: WriteTx,
  { clock, ids, events }: { clock: Clock; ids: Ids; events: EventRecorder },
  { id: locationId, timezone }: Pick<LocationRow, 'id' | 'timezone'>,
  body: CreateRecurringTaskBody,
): Promise<RecurringTask> {
  const rules = readRules(body.rruleOptions)
  const contactIds = [...new Set(body.contactIds)]
  const owners = [...new Set(body.owners)]
  await requirePeople(tx, locationId, contactIds, owners)
  const count = (await tx.get(countRecurringTasks, { locationId }))?.count ?? 0
  if (count >= maxRecurringTasks) throw errors.tooMany('recurring tasks', maxRecurringTasks)
  const now = clock.now()
  const date = new Date(now).toISOString()
  const recurringTask: RecurringTask = {
    id: ids.next(),
    title: body.title,
    description: body.description ?? '',
    locationId,
    updatedAt: date,
    createdAt: date,
    rruleOptions: rules,
    totalOccurrence: 0,
    contactIds,
    owners,
    latestTasks: {},
  }
  const first = nextOccurrence(rules, timezone, startOf(rules) - 1)
  const isMade = !body.ignoreTaskCreation && first !== undefined
  const after = isMade
    ? (await makeTasks(tx, { ids, events }, recurringTask, first, now)).after
    : recurringTask
  const next = nextOccurrence(rules, timezone, isMade ? Math.max(now, first) : now)
  const nextDue = isSpent(after) ? null : (next ?? null)
  await tx.run(insertRecurringTask, { locationId, id: after.id, nextDue, document: JSON.stringify(after) })
  return after
}

/**
 * Update Recurring Task: changes only the properties sent. New rules begin with the next occurrence, or with those that
 * are due already.
 * @throws ApiError 401 for the location, 422, 400 for the recurring task, a contact or a user.
 */
export const updateRecurringTask = (
  { storage, clock }: ApiContext,
  principal: Principal,
  { locationId, id }: { locationId: string; id: string },
  body: UpdateRecurringTaskBody,
): Promise<RecurringTask> =>
  storage.write(
    async (tx) => {
      const { timezone } = await findReachableLocation(tx, principal, locationId)
      const { recurringTask: before, nextDue: due } = await requireRecurringTask(tx, locationId, id)
      const { rruleOptions, contactIds, owners, title, description } = body
      const rules = rruleOptions && readRules(rruleOptions)
      await requirePeople(tx, locationId, contactIds ?? [], owners ?? [])
      const changes = {
        ...{ title, description, rruleOptions: rules },
        ...(contactIds && { contactIds: [...new Set(contactIds)] }),
        ...(owners && { owners: [...new Set(owners)] }),
      }
      const now = clock.now()
      const after = changedRecurringTask(before, changes, new Date(now).toISOString())
      const isKept = due !== null && (rules === undefined || isPending(rules, timezone, { due, now }))
      const nextDue = isKept ? due : (nextOccurrence(after.rruleOptions, timezone, now) ?? null)
      await tx.run(updateRecurringTaskRow, {
        locationId,
        id,
        nextDue: isSpent(after) ? null : nextDue,
        document: JSON.stringify(after),
      })
      return after
    },
    scopeIn(principal, locationId),
  )

/** Whether an occurrence whose tasks are not made yet is also one of the new rules: they must not lose it. */
const isPending = (rules: RecurrenceRules, timezone: string, { due, now }: { due: number; now: number }) =>
  due <= now && nextOccurrence(rules, timezone, due - 1) === due

const startOf = ({ startDate }: RecurrenceRules) => parseInstant(startDate) ?? Number.NaN

/** Rules without what is null. @throws ApiError 422 for dates that no occurrence can have. */
function readRules(sent: SentRules): RecurrenceRules {
  const set = Object.entries(sent).filter(([, value]) => value !== null)
  const rules = Object.fromEntries(set) as unknown as RecurrenceRules
  const start = startOf(rules)
  const violations = []
  if (start < 0) violations.push('rruleOptions.startDate must not be before 1970')
  if (rules.endDate !== undefined && (parseInstant(rules.endDate) ?? start) < start)
    violations.push('rruleOptions.endDate must not be before startDate')
  if (violations.length > 0) throw errors.unprocessable(violations)
  return rules
}

/** @throws ApiError 400 if the location lacks a contact or a user. */
async function requirePeople(
  tx: ReadTx,
  locationId: string,
  contactIds: readonly string[],
  owners: readonly string[],
): Promise<void> {
  for (const id of contactIds)
    if (!isId(id) || !(await tx.get(findContactPlace, { locationId, id }))) throw errors.contactNotFound(id)
  for (const id of owners) await requireUser(tx, locationId, id)
}
