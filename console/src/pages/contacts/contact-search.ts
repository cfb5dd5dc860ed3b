import type { CustomField } from '../contact/contact-values.ts'

/** A condition of the search grammar: `{"field":"city","operator":"eq","value":"Aden"}`. */
export interface Condition {
  field: string
  operator: string
  value?: string | number | boolean | Record<string, string>
}

/** What a list shows, as the URL keeps it. */
export interface ContactSearch {
  /** Words. */
  q: string
  conditions: readonly Condition[]
  /** Whether all conditions must match, or any. */
  match: 'all' | 'any'
  sort: { field: string; direction: 'asc' | 'desc' } | undefined
}

/** Reads what `searchText` has written. What can't be read is left out. */
export function readSearch(text: string): ContactSearch {
  const query = new URLSearchParams(text)
  const [field, direction] = (query.get('sort') ?? '').split(':')
  return {
    q: query.get('q') ?? '',
    conditions: conditionsIn(query.get('filters')),
    match: query.get('match') === 'any' ? 'any' : 'all',
    sort: field ? { field, direction: direction === 'desc' ? 'desc' : 'asc' } : undefined,
  }
}

function conditionsIn(text: string | null): Condition[] {
  try {
    const read: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(read)
      ? read.filter(
          (item): item is Condition => typeof item?.field === 'string' && typeof item.operator === 'string',
        )
      : []
  } catch {
    return []
  }
}

/** The query of the URL. */
export function searchText({ q, conditions, match, sort }: ContactSearch): string {
  const query = new URLSearchParams()
  if (q !== '') query.set('q', q)
  if (conditions.length > 0) query.set('filters', JSON.stringify(conditions))
  if (conditions.length > 1 && match === 'any') query.set('match', 'any')
  if (sort) query.set('sort', `${sort.field}:${sort.direction}`)
  return query.toString()
}

/** A part of the body of Search Contacts. Conditions that still lack a value are left out. */
export function searchBody({ q, conditions, match, sort }: ContactSearch) {
  const complete = conditions.filter(isComplete)
  const filters = match === 'any' && complete.length > 1 ? [{ group: 'OR', filters: complete }] : complete
  return {
    ...(q.trim() !== '' && { query: q.trim().slice(0, maxQueryLength) }),
    ...(filters.length > 0 && { filters: filters as never[] }),
    ...(sort && { sort: [sort] }),
  }
}

const maxQueryLength = 75

const isComplete = ({ operator, value }: Condition): boolean =>
  isWithoutValue(operator) ||
  (typeof value === 'object'
    ? Object.values(value).every((bound) => bound !== '')
    : value !== undefined && value !== '')

export const isWithoutValue = (operator: string): boolean =>
  operator === 'exists' || operator === 'not_exists'

/** How the value of a field is typed in. */
type FieldKind = 'text' | 'choice' | 'boolean' | 'date' | 'number'

/** A field that filters can be about. */
export interface FilterField {
  field: string
  label: string
  kind: FieldKind
  operators: readonly string[]
}

const existence = ['exists', 'not_exists']
const everyText = ['contains', 'not_contains', 'eq', 'not_eq', ...existence]
const comparison = ['eq', 'not_eq', ...existence]
const times = ['gte', 'lt', ...existence]
const numbers = ['eq', 'not_eq', 'gte', 'lt', ...existence]

const standardFields: readonly FilterField[] = [
  { field: 'firstNameLowerCase', label: 'First name', kind: 'text', operators: everyText },
  { field: 'lastNameLowerCase', label: 'Last name', kind: 'text', operators: everyText },
  { field: 'email', label: 'Email', kind: 'text', operators: comparison },
  { field: 'phone', label: 'Phone', kind: 'text', operators: everyText },
  { field: 'tags', label: 'Tags', kind: 'text', operators: everyText },
  { field: 'companyName', label: 'Company', kind: 'text', operators: everyText },
  { field: 'city', label: 'City', kind: 'text', operators: everyText },
  { field: 'state', label: 'State', kind: 'text', operators: everyText },
  { field: 'postalCode', label: 'Postal code', kind: 'text', operators: everyText },
  { field: 'country', label: 'Country', kind: 'choice', operators: comparison },
  { field: 'source', label: 'Source', kind: 'text', operators: everyText },
  { field: 'assignedTo', label: 'Assigned to', kind: 'choice', operators: comparison },
  { field: 'followers', label: 'Followers', kind: 'choice', operators: comparison },
  { field: 'dnd', label: 'Do not disturb', kind: 'boolean', operators: ['eq'] },
  { field: 'dateAdded', label: 'Added', kind: 'date', operators: times },
  { field: 'dateUpdated', label: 'Changed', kind: 'date', operators: times },
]

const customKinds: Record<string, Pick<FilterField, 'kind' | 'operators'>> = {
  NUMERICAL: { kind: 'number', operators: numbers },
  MONETORY: { kind: 'number', operators: numbers },
  DATE: { kind: 'date', operators: times },
  CHECKBOX: { kind: 'text', operators: comparison },
  MULTIPLE_OPTIONS: { kind: 'text', operators: comparison },
  FILE_UPLOAD: { kind: 'text', operators: existence },
  SIGNATURE: { kind: 'text', operators: existence },
}

/** Every field that filters can be about. */
export const filterFields = (customFields: readonly CustomField[]): FilterField[] => [
  ...standardFields,
  ...customFields.map(({ id, name, dataType }) => ({
    field: `customFields.${id}`,
    label: name,
    ...(customKinds[dataType] ?? { kind: 'text' as const, operators: everyText }),
  })),
]

/** The operators for people. `gte` and `lt` are bounds of the operator `range`. */
export const operatorLabels: Record<string, string> = {
  contains: 'contains',
  not_contains: 'does not contain',
  eq: 'is',
  not_eq: 'is not',
  exists: 'is set',
  not_exists: 'is not set',
  gte: 'from',
  lt: 'before',
}

/** A condition with another operator or value. */
export function conditionWith(field: string, operator: string, value: string | boolean): Condition {
  if (isWithoutValue(operator)) return { field, operator }
  if (operator === 'gte' || operator === 'lt')
    return { field, operator: 'range', value: { [operator]: String(value) } }
  return { field, operator, value }
}

/** The operator as a person has chosen it, and its value. */
export function chosenIn({ operator, value }: Condition): { operator: string; value: string } {
  if (operator === 'range' && typeof value === 'object') {
    const [[bound, limit] = ['gte', '']] = Object.entries(value)
    return { operator: bound, value: limit }
  }
  return { operator, value: value === undefined ? '' : String(value) }
}
