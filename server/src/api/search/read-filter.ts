import type { Filter } from '../../columnstore/query.ts'
import { errors } from '../../http/errors.ts'
import { foldCase } from '../../lib/fold-case.ts'
import { isNoValue, readNested } from './nested-filter.ts'
import { readBounds, readNumber } from './read-bounds.ts'
import type { SearchField } from './search-fields.ts'
import type { FilterItem } from './search-schemas.ts'

/** The most conditions of one search, including groups and their contents. */
const maxConditions = 100
/** The most values of one `eq`. */
const maxValues = 500

/** The field with a name. @throws ApiError 400 if there is none. */
export type FindField = (name: string) => SearchField

/**
 * Parses the filters of a body, all of which must match.
 * @throws ApiError 400 for the first invalid field, operator or value; 422 for too many.
 */
export function readFilters(items: readonly FilterItem[], findField: FindField): Filter[] {
  if (countConditions(items) > maxConditions)
    throw errors.unprocessable([`filters must not hold more than ${maxConditions} conditions`])
  return items.map((item) => readItem(item, findField))
}

/** Recursion is safe here and below: the schema limits the nesting of groups. */
const countConditions = (items: readonly FilterItem[]): number =>
  items.reduce((count, item) => count + 1 + ('group' in item ? countConditions(item.filters) : 0), 0)

function readItem(item: FilterItem, findField: FindField): Filter {
  if (!('group' in item)) return readCondition(item, findField)
  const filters = item.filters.map((inner) => readItem(inner, findField))
  return { op: item.group === 'OR' ? 'or' : 'and', filters }
}

/** A condition as sent. */
interface Condition {
  field: string
  operator: string
  value?: unknown
}

function readCondition(condition: Condition, findField: FindField): Filter {
  const { operator } = condition
  const field = findField(condition.field)
  if (!field.operators.has(operator)) throw errors.searchOperatorInvalid(operator, condition.field)
  const filter = filterOf(field, condition)
  if (filter === undefined) throw errors.searchValueInvalid(operator, condition.field)
  return filter
}

/** @returns undefined if the operator does not accept the value. */
function filterOf(field: SearchField, { operator, value }: Condition): Filter | undefined {
  switch (operator) {
    case 'eq':
      return equal(field, value)
    case 'not_eq':
      return not(equal(field, value))
    case 'contains':
      return containing(field, value)
    case 'not_contains':
      return not(containing(field, value))
    case 'exists':
      return isNoValue(value) ? existing(field) : undefined
    case 'not_exists':
      return isNoValue(value) ? not(existing(field)) : undefined
    case 'range':
      return inRange(field, value)
    case 'nested':
      return readNested(value, field.states ?? [])
    default:
      return undefined
  }
}

const not = (filter: Filter | undefined): Filter | undefined =>
  filter === undefined ? undefined : { op: 'not', filter }

function equal(field: SearchField, value: unknown): Filter | undefined {
  const sent = field.takesSeveral && Array.isArray(value) ? value : [value]
  if (sent.length === 0 || sent.length > maxValues) return undefined
  const values = sent.map((one) => readScalar(field, one))
  return isComplete(values) ? { op: 'eq', column: field.column, values } : undefined
}

function readScalar({ kind, isExact }: SearchField, value: unknown): string | number | undefined {
  if (kind === 'number') return readNumber(value)
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  const text = isExact ? String(value) : foldCase(String(value))
  return kind === 'boolean' && text !== 'true' && text !== 'false' ? undefined : text
}

function containing(field: SearchField, value: unknown): Filter | undefined {
  const sent = field.takesSeveral && Array.isArray(value) ? value : [value]
  if (sent.length === 0 || sent.length > maxValues) return undefined
  const texts = sent.map((one) => textOf(field, one))
  if (!isComplete(texts)) return undefined
  const filters = texts.map((text): Filter => ({ op: 'contains', column: field.column, text }))
  return filters.length === 1 ? filters[0] : { op: 'or', filters }
}

const textOf = ({ isExact }: SearchField, value: unknown): string | undefined => {
  if (typeof value !== 'string' || value === '') return undefined
  return isExact ? value : foldCase(value)
}

const existing = ({ column }: SearchField): Filter => ({ op: 'exists', column })

function inRange({ kind, column }: SearchField, value: unknown): Filter | undefined {
  const bounds = readBounds(kind, value)
  return bounds && { op: 'range', column, bounds }
}

const isComplete = <T>(values: readonly (T | undefined)[]): values is T[] => !values.includes(undefined)
