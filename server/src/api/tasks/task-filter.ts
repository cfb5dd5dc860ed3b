import { errors } from '../../http/errors.ts'
import { foldCase } from '../../lib/fold-case.ts'
import { utcInstant } from '../../lib/instant.ts'
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

/** Compares places in a direction by `(due_date, id)`, as the database does. */
export const comparePlaces =
  (direction: TaskQuery['direction']) =>
  (one: TaskPosition, other: TaskPosition): number => {
    const order = compare(one.dueDate, other.dueDate) || compare(one.id, other.id)
    return direction === 'asc' ? order : -order
  }

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
  for (const name of ['gt', 'gte', 'lt', 'lte'] as const) {
    const sent = dueDate[name]
    if (sent === undefined) continue
    const bound = utcInstant(sent)
    conditions.push((place) => comparisons[name](place.dueDate, bound))
  }
  return conditions
}

const comparisons = {
  gt: (dueDate: string, bound: string) => dueDate > bound,
  gte: (dueDate: string, bound: string) => dueDate >= bound,
  lt: (dueDate: string, bound: string) => dueDate < bound,
  lte: (dueDate: string, bound: string) => dueDate <= bound,
}

function readPosition([dueDate, id]: readonly unknown[]): TaskPosition {
  const isTime = typeof dueDate === 'number' && Number.isInteger(dueDate)
  const date = isTime ? new Date(dueDate) : undefined
  if (!date || Number.isNaN(date.getTime()) || typeof id !== 'string') throw errors.searchAfterInvalid()
  return { dueDate: date.toISOString(), id }
}
