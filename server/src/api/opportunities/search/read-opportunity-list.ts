import type { Filter, Query, RangeBounds, SortKey } from '../../../columnstore/query.ts'
import { errors } from '../../../http/errors.ts'
import { foldCase } from '../../../lib/fold-case.ts'
import { endOfDay, parseDayOrTime, startOfDay } from '../../../lib/local-day.ts'
import { freeTextFilter } from '../../search/free-text.ts'
import { placeAfter } from '../../search/list-contacts.ts'
import { together } from '../../search/read-search.ts'
import { maxPagedRows } from '../../search/search-schemas.ts'
import { wordColumns } from './opportunity-columns.ts'
import type { OpportunityListParameters } from './opportunity-list-parameters.ts'

const defaultLimit = 20

/** The columns by which a list sorts, by their names in `order`. */
const sortColumns: ReadonlyMap<string, string> = new Map([
  ['added', 'dateAdded'],
  ['updated', 'dateUpdated'],
  ['name', 'name'],
  ['value', 'monetaryValue'],
])

/**
 * Parses the parameters of Search Opportunity.
 * @param timezone of the location, in which days are.
 * @throws ApiError 400 for a page that is too far; 422 for a `startAfter` that is not a value of the sort key.
 */
export function readOpportunityList(parameters: OpportunityListParameters, timezone: string): Query {
  const { locationId, limit = defaultLimit, page = 1, startAfterId } = parameters
  const sort = sortKey(parameters.order)
  const startAfter = readStartAfter(parameters.startAfter, sort)
  if (startAfter === undefined && page * limit > maxPagedRows)
    throw errors.pageTooFar('limit', maxPagedRows, 'startAfter')
  const filter = together(filtersOf(parameters, timezone))
  const after = placeAfter({
    ...(startAfter !== undefined && { startAfter }),
    ...(startAfterId !== undefined && { startAfterId }),
  })
  return {
    locationId,
    sort: [sort],
    limit,
    offset: after ? 0 : (page - 1) * limit,
    ...(filter && { filter }),
    ...(after && { after }),
  }
}

/** An unknown order has no effect: HighLevel's specification does not list the known ones. */
function sortKey(order = ''): SortKey {
  const [, name = '', direction] = /^(\w+)_(asc|desc)$/.exec(order) ?? []
  const column = sortColumns.get(name)
  if (column === undefined) return { column: 'dateAdded', direction: 'desc' }
  return { column, direction: direction === 'asc' ? 'asc' : 'desc' }
}

/** The sort value after which the page starts. A time of 0 counts as missing, as in the list of contacts. */
function readStartAfter(sent: string | undefined, { column }: SortKey): string | number | undefined {
  if (sent === undefined || column === 'name') return sent && foldCase(sent)
  const number = Number(sent)
  if (!Number.isFinite(number))
    throw errors.unprocessable(['startAfter must be a number conforming to the specified constraints'])
  return number === 0 && column !== 'monetaryValue' ? undefined : number
}

function filtersOf(parameters: OpportunityListParameters, timezone: string): Filter[] {
  const { q = '', status, date, endDate, country, campaignId } = parameters
  const equal = (column: string, value: string | undefined): Filter[] =>
    value === undefined ? [] : [{ op: 'eq', column, values: [value] }]
  const created = { ...firstBound(date, timezone), ...lastBound(endDate, timezone) }
  const words = freeTextFilter(q, wordColumns)
  return [
    ...equal('pipelineId', parameters.pipelineId),
    ...equal('pipelineStageId', parameters.pipelineStageId),
    ...equal('contactId', parameters.contactId),
    ...equal('assignedTo', parameters.assignedTo),
    ...equal('id', parameters.id),
    ...equal('status', status === 'all' ? undefined : status),
    ...equal('country', country && foldCase(country)),
    ...(Object.keys(created).length > 0
      ? [{ op: 'range' as const, column: 'dateAdded', bounds: created }]
      : []),
    ...(campaignId === undefined ? [] : [{ op: 'or' as const, filters: [] }]),
    ...(words ? [words] : []),
  ]
}

/** @param text valid for `parseDayOrTime`; an empty one counts as missing. */
function firstBound(text: string | undefined, timezone: string): RangeBounds {
  const parsed = parseDayOrTime(text)
  if (parsed === undefined) return {}
  return { gte: typeof parsed === 'number' ? parsed : startOfDay(parsed, timezone) }
}

/** As `firstBound`. A day includes all of its times. */
function lastBound(text: string | undefined, timezone: string): RangeBounds {
  const parsed = parseDayOrTime(text)
  if (parsed === undefined) return {}
  return typeof parsed === 'number' ? { lte: parsed } : { lt: endOfDay(parsed, timezone) }
}
