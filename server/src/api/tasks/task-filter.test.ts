import { describe, expect, it } from 'vitest'
import { comparePlaces, readTaskQuery } from './task-filter.ts'
import type { TaskPlace } from './task-search-store.ts'

const now = Date.parse('2026-01-31T12:00:00Z')
const place = (fields: Partial<TaskPlace> = {}): TaskPlace => ({
  contactId: 'c',
  id: 'b',
  dueDate: '2026-01-31T11:00:00.000Z',
  completed: 0,
  assignedTo: 'una',
  size: 1,
  ...fields,
})

describe('BR-520 the filters of a search of tasks', () => {
  it.each([
    ['nothing', {}, true],
    ['an empty list', { assignedTo: [] }, true],
    ['the user', { assignedTo: ['bob', 'una'] }, true],
    ['another user', { assignedTo: ['bob'] }, false],
    ['no user', { unAssigned: true }, false],
    ['any user', { unAssigned: false }, true],
    ['open', { completed: false }, true],
    ['completed', { completed: true }, false],
    ['overdue', { overdue: true }, true],
    ['from its due date', { dueDate: { gte: '2026-01-31T11:00:00Z' } }, true],
    ['after its due date', { dueDate: { gt: '2026-01-31T11:00:00Z' } }, false],
    ['until its due date, in another zone', { dueDate: { lte: '2026-01-31T12:00:00+01:00' } }, true],
    ['before its due date', { dueDate: { lt: '2026-01-31T11:00:00Z' } }, false],
  ])('by %s', (_what, body, expected) => {
    expect(readTaskQuery(body, now).matches(place())).toBe(expected)
  })

  it('no task is overdue before its due date, or when it is completed', () => {
    const { matches } = readTaskQuery({ overdue: true }, now)
    expect(matches(place({ dueDate: '2026-01-31T12:00:00.000Z' }))).toBe(false)
    expect(matches(place({ completed: 1 }))).toBe(false)
  })

  it.each([
    ['the QUOTE', true],
    [' quote ', true],
    ['discount', true],
    ['quote discount', false],
    ['%', false],
  ])('%j is looked for in title and body', (query, expected) => {
    const { matchesText } = readTaskQuery({ query }, now)
    expect(matchesText?.({ title: 'Send the quote', body: 'A DISCOUNT' })).toBe(expected)
  })

  it('blank text is ignored', () => {
    expect(readTaskQuery({ query: '  ' }, now).matchesText).toBeUndefined()
  })
})

describe('BR-521 the order of tasks', () => {
  it.each(['asc', 'desc'] as const)('is that of due dates, then of ids: %s', (direction) => {
    const order = comparePlaces(direction)
    const sign = direction === 'asc' ? 1 : -1
    expect(order(place(), place({ dueDate: '2026-01-31T11:00:00.001Z' }))).toBe(-sign)
    expect(order(place(), place({ id: 'a' }))).toBe(sign)
    expect(order(place(), place())).toBeCloseTo(0)
  })

  it.each([1, -1] as const)('begins after the position in direction %s', (sortDirection) => {
    const searchAfter = [Date.parse(place().dueDate), 'b']
    expect(readTaskQuery({ searchAfter, sortDirection }, now)).toMatchObject({
      direction: sortDirection === 1 ? 'asc' : 'desc',
      after: { dueDate: place().dueDate, id: 'b' },
    })
    const { direction, after } = readTaskQuery({ sortDirection }, now)
    expect(comparePlaces(direction)(place(), after)).toBe(1)
  })

  it.each([[[]], [['2026-01-31', 'b']], [[1e300, 'b']], [[1.5, 'b']], [[0, 1]]])(
    'refuses the position %j',
    (searchAfter) => {
      expect(() => readTaskQuery({ searchAfter }, now)).toThrow('searchAfter must be that of a row')
    },
  )
})
