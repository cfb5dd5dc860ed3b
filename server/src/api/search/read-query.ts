import type { Filter, Query, RowPlace, SortValue } from '../../columnstore/query.ts'
import { errors } from '../../http/errors.ts'
import type { CustomField } from '../custom-fields/custom-field.ts'
import { freeTextFilter } from './free-text.ts'
import { readFilters } from './read-filter.ts'
import { customFieldIdOf, findSearchField, type SearchField } from './search-fields.ts'
import { type FilterItem, maxPagedRows, type SearchBody } from './search-schemas.ts'

/**
 * Parses a body of Search Contacts.
 * @param definitions the custom fields of the location that the body names, by id.
 * @throws ApiError 400 for an invalid field, operator, value or page; 422 for too many conditions.
 */
export function readQuery(body: SearchBody, definitions: ReadonlyMap<string, CustomField>): Query {
  const findField = (name: string): SearchField => {
    const field = findSearchField(name, definitions)
    if (!field) throw errors.searchFieldInvalid(name)
    return field
  }
  const { locationId, pageLimit, page, searchAfter, query = '', filters = [], sort = [] } = body
  const conditions = readFilters(filters, findField)
  const sortFields = sort.map(({ field: name }) => {
    const field = findField(name)
    if (!field.isSortable) throw errors.searchFieldInvalid(name)
    return field
  })
  if (page !== undefined && searchAfter !== undefined) throw errors.pageAndSearchAfter()
  if ((page ?? 1) * pageLimit > maxPagedRows) throw errors.pageTooFar(maxPagedRows)
  const words = freeTextFilter(query)
  const filter = together(words ? [...conditions, words] : conditions)
  const after = searchAfter && readPlace(searchAfter, sortFields)
  return {
    locationId,
    ...(filter && { filter }),
    sort: sort.map(({ direction }, index) => ({ column: sortFields[index]?.column ?? '', direction })),
    limit: pageLimit,
    offset: ((page ?? 1) - 1) * pageLimit,
    ...(after && { after }),
  }
}

/** The ids of the custom fields that a body names, without duplicates. */
export function namedCustomFields({ filters = [], sort = [] }: SearchBody): ReadonlySet<string> {
  const ids = [...fieldNames(filters), ...sort.map(({ field }) => field)].map(customFieldIdOf)
  return new Set(ids.filter((id) => id !== undefined))
}

/** Recursion is safe: the schema limits the nesting of groups. */
const fieldNames = (items: readonly FilterItem[]): string[] =>
  items.flatMap((item) => ('group' in item ? fieldNames(item.filters) : [item.field]))

function together(filters: readonly Filter[]): Filter | undefined {
  if (filters.length === 0) return undefined
  return filters.length === 1 ? filters[0] : { op: 'and', filters }
}

/** The position in `searchAfter`: a value for each sort key, or else `dateAdded`, and the id of the row. */
function readPlace(sent: readonly unknown[], sortFields: readonly SearchField[]): RowPlace {
  const kinds = sortFields.length > 0 ? sortFields.map(({ kind }) => kind) : (['time'] as const)
  const id = sent.at(-1)
  const values = sent.slice(0, -1)
  const areRight =
    values.length === kinds.length && values.every((value, index) => isOfKind(value, kinds[index]))
  if (!areRight || typeof id !== 'string') throw errors.searchAfterInvalid()
  return { values: values as SortValue[], id }
}

const isOfKind = (value: unknown, kind: SearchField['kind'] | undefined) =>
  value === null ||
  (kind === 'number' || kind === 'time' ? Number.isFinite(value) : typeof value === 'string')
