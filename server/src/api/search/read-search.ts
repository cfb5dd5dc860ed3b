import type { Filter, Query, RowPlace, SortValue } from '../../columnstore/query.ts'
import { errors } from '../../http/errors.ts'
import { readNumber } from './read-bounds.ts'
import { type FindField, readFilters } from './read-filter.ts'
import { customFieldIdOf, type FieldNames, type SearchField } from './search-fields.ts'
import { type FilterItem, maxPagedRows } from './search-schemas.ts'

/** A search as sent, of any kind of record. */
export interface SentSearch {
  locationId: string
  limit: number
  /** From 1. */
  page?: number | undefined
  searchAfter?: readonly unknown[] | undefined
  filters?: readonly FilterItem[] | undefined
  sort?: readonly { field: string; direction: 'asc' | 'desc' }[] | undefined
}

/** The parts of a search that depend on the kind of record. */
interface SearchRules {
  /** @returns undefined if there is no such field. */
  findField(name: string): SearchField | undefined
  /** The filter of the free query, if any. */
  words: Filter | undefined
  /** The name of the limit in requests. */
  limitName: string
  /** Whether `searchAfter` may have numbers as text. */
  takesNumbersAsText?: boolean
}

/**
 * Parses a search.
 * @throws ApiError 400 for an invalid field, operator, value or page; 422 for too many conditions.
 */
export function readSearch(
  { locationId, limit, page = 1, searchAfter, filters = [], sort = [] }: SentSearch,
  { findField, words, limitName, takesNumbersAsText = false }: SearchRules,
): Query {
  const fieldOf: FindField = (name) => {
    const field = findField(name)
    if (!field) throw errors.searchFieldInvalid(name)
    return field
  }
  const conditions = readFilters(filters, fieldOf)
  const sortFields = sort.map(({ field: name }) => {
    const field = fieldOf(name)
    if (!field.isSortable) throw errors.searchFieldInvalid(name)
    return field
  })
  if (page * limit > maxPagedRows) throw errors.pageTooFar(limitName, maxPagedRows, 'searchAfter')
  const filter = together(words ? [...conditions, words] : conditions)
  const after = searchAfter && readPlace(searchAfter, sortFields, takesNumbersAsText)
  return {
    locationId,
    ...(filter && { filter }),
    sort: sort.map(({ direction }, index) => ({ column: sortFields[index]?.column ?? '', direction })),
    limit,
    offset: (page - 1) * limit,
    ...(after && { after }),
  }
}

/** The ids of the custom fields that a search names, without duplicates. */
export function namedCustomFields(
  { filters = [], sort = [] }: Pick<SentSearch, 'filters' | 'sort'>,
  names: FieldNames,
): ReadonlySet<string> {
  const named = [...fieldNames(filters), ...sort.map(({ field }) => field)]
  return new Set(named.map((name) => customFieldIdOf(name, names)).filter((id) => id !== undefined))
}

/** Recursion is safe here and below: the schema limits the nesting of groups. */
const fieldNames = (items: readonly FilterItem[]): string[] =>
  items.flatMap((item) => ('group' in item ? fieldNames(item.filters) : [item.field]))

/** How many conditions are a `nested`. */
export const countNested = (items: readonly FilterItem[]): number =>
  items.reduce(
    (count, item) =>
      count + ('group' in item ? countNested(item.filters) : Number(item.operator === 'nested')),
    0,
  )

/** All of the filters; undefined for none. */
export function together(filters: readonly Filter[]): Filter | undefined {
  if (filters.length === 0) return undefined
  return filters.length === 1 ? filters[0] : { op: 'and', filters }
}

/** The position in `searchAfter`: a value for each sort key, or else `dateAdded`, and the id of the row. */
function readPlace(
  sent: readonly unknown[],
  sortFields: readonly SearchField[],
  takesNumbersAsText: boolean,
): RowPlace {
  const kinds = sortFields.length > 0 ? sortFields.map(({ kind }) => kind) : (['time'] as const)
  const isNumber = (index: number) => kinds[index] === 'number' || kinds[index] === 'time'
  const id = sent.at(-1)
  const values = sent
    .slice(0, -1)
    .map((value, index) => (takesNumbersAsText && isNumber(index) ? (readNumber(value) ?? value) : value))
  const isRight = (value: unknown, index: number) =>
    value === null || (isNumber(index) ? Number.isFinite(value) : typeof value === 'string')
  if (values.length !== kinds.length || !values.every(isRight) || typeof id !== 'string')
    throw errors.searchAfterInvalid()
  return { values: values as SortValue[], id }
}
