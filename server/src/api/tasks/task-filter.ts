import { errors } from '../../http/errors.ts'
import { foldCase } from '../../lib/fold-case.ts'
import { parseInstant } from '../../lib/instant.ts'
import type { Task } from './task.ts'
import type { TaskSearchBody } from './task-search-schemas.ts'
import type { TaskPlace, TaskPosition } from './task-search-store.ts'

/** A parsed search of tasks, without the page. */
export interface TaskQuery {
  direction: 'asc' | 'desc'
  /** Tasks after this one. */
  after: TaskPosition
  /** Whether the place of a task matches. */
  matches(place: TaskPlace): boolean
  /** Whether its text matches; undefined if the place is sufficient. */
  matchesText: ((task: Pick<Task, 'title' | 'body'>) => boolean) | undefined
}

/** Before and after every due date. */
const ends = { asc: { dueDate: '', id: '' }, desc: { dueDate: '\uffff', id: '' } }

/**
 * Reads the body of a search of tasks.
 * @param now decides what is overdue, in milliseconds since 1970.
 * @throws ApiError 400 for a malformed `searchAfter`.
 */
export function readTaskQuery(body: TaskSearchBody, now: number): TaskQuery {
  const direction = body.sortDirection === 1 ? 'asc' : 'desc'
  const words = foldCase(body.query?.trim() ?? '')
  const conditions = conditionsOf(body, now)
  return {
    direction,
    after: body.searchAfter ? readPosition(body.searchAfter) : ends[direction],
    matches: (place) => conditions.every((holds) => holds(place)),
    matchesText: words === '' ? undefined : ({ title, body = '' }) => isIn(words, title) || isIn(words, body),
  }
}

/** Whether a place comes after a position in a direction. */
export const isAfter = (place: TaskPosition, { direction, after }: TaskQuery): boolean =>
  compareDueDates(place, after) * (direction === 'asc' ? 1 : -1) > 0

/** The order of `(due_date, id)` in the database. */
export const compareDueDates = (one: TaskPosition, other: TaskPosition): number =>
  compare(one.dueDate, other.dueDate) || compare(one.id, other.id)

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

const isIn = (words: string, text: string) => foldCase(text).includes(words)

type Condition = (place: TaskPlace) => boolean

function conditionsOf(body: TaskSearchBody, now: number): Condition[] {
  const { completed, assignedTo = [], overdue, unAssigned, dueDate = {} } = body
  const conditions: Condition[] = []
  if (completed !== undefined) conditions.push((place) => (place.completed === 1) === completed)
  if (assignedTo.length > 0) {
    const users = new Set(assignedTo)
    conditions.push((place) => place.assignedTo !== null && users.has(place.assignedTo))
  }
  if (unAssigned) conditions.push((place) => place.assignedTo === null)
  if (overdue) {
    const today = new Date(now).toISOString()
    conditions.push((place) => place.completed === 0 && place.dueDate < today)
  }
  const { gt, gte, lt, lte } = dueDate
  if (gt !== undefined) conditions.push((place) => place.dueDate > utcOf(gt))
  if (gte !== undefined) conditions.push((place) => place.dueDate >= utcOf(gte))
  if (lt !== undefined) conditions.push((place) => place.dueDate < utcOf(lt))
  if (lte !== undefined) conditions.push((place) => place.dueDate <= utcOf(lte))
  return conditions
}

/** @param instant valid by the schema. */
const utcOf = (instant: string) => new Date(parseInstant(instant) ?? Number.NaN).toISOString()

function readPosition([dueDate, id]: readonly unknown[]): TaskPosition {
  const isTime = typeof dueDate === 'number' && Number.isInteger(dueDate)
  const date = isTime ? new Date(dueDate) : undefined
  if (!date || Number.isNaN(date.getTime()) || typeof id !== 'string') throw errors.searchAfterInvalid()
  return { dueDate: date.toISOString(), id }
}
