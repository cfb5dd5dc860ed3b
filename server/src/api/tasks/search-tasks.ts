import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { ownTurn } from '../../lib/own-turn.ts'
import { sortedInTurns } from '../../lib/sort-in-turns.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { maxRecords } from '../records/records.ts'
import type { SearchContext } from '../search/search-context.ts'
import { findContactsOfBusiness } from './find-contacts-of-business.ts'
import { readFoundTasks } from './read-found-tasks.ts'
import { taskStatements } from './task.ts'
import { comparePlaces, readTaskQuery, type TaskQuery } from './task-filter.ts'
import { type TaskSearchBody, taskPage } from './task-search-schemas.ts'
import { listTasksByDueDate, listTasksOfContact, type TaskPlace } from './task-search-store.ts'

/** How many places are read in one turn: about a millisecond. */
const placesPerSlice = 1000
/** The maximum number of tasks that one search scans. */
const maxTasksSearched = 500_000
/** Tasks of up to this many contacts are read contact by contact, if they are no more than one contact can have. */
const maxContactsApart = 50

export interface FoundTasks {
  /** The rows of the page, as the items of a JSON list. */
  rows: JsonPieces
  /** The number on all pages, if requested. */
  count: number | undefined
}

/** The location and the caller of a search. */
interface Search {
  context: SearchContext & { clock: Clock }
  principal: Principal
  locationId: string
  gone: AbortSignal
}

/**
 * Search Tasks. Scans the tasks of a location in their order, some in each turn of the event loop, until the page is
 * full.
 * @param gone ends it when the client disconnects.
 * @throws ApiError 401 for the location, 400 for an invalid `searchAfter` or a page that is too large, 503 for a search
 * that scans too much.
 */
export async function searchTasks(search: Search, body: TaskSearchBody): Promise<FoundTasks> {
  const { context, principal, locationId } = search
  await context.storage.read((tx) => findReachableLocation(tx, principal, locationId), scopeOf(principal))
  const query = readTaskQuery(body, context.clock.now())
  const contacts = await contactsOf(search, body)
  const { limit = taskPage.limit, skip = 0 } = body
  const page: TaskPlace[] = []
  let count = 0
  for await (const matches of matching(search, query, placesOf(search, query, contacts))) {
    for (const place of matches) {
      if (count >= skip && page.length < limit) page.push(place)
      count++
    }
    if (page.length === limit && !body.count) break
  }
  return {
    rows: await readFoundTasks(context.storage, principal, locationId, page),
    count: body.count ? count : undefined,
  }
}

/** The contacts that a body names, or those of a business; undefined for all. */
async function contactsOf(
  { context, principal, locationId, gone }: Search,
  { contactId = [], businessId }: TaskSearchBody,
): Promise<ReadonlySet<string> | undefined> {
  const named = contactId.length > 0 ? new Set(contactId) : undefined
  if (businessId === undefined) return named
  const ofBusiness = await findContactsOfBusiness(context, principal, { locationId, businessId }, gone)
  return named ? new Set([...named].filter((id) => ofBusiness.has(id))) : ofBusiness
}

/** The places that match, in the order of the search. */
async function* matching(
  { context: { storage }, principal, locationId }: Search,
  { matches, matchesText }: TaskQuery,
  slices: AsyncIterable<TaskPlace[]>,
): AsyncGenerator<TaskPlace[]> {
  for await (const slice of slices) {
    const places = slice.filter(matches)
    if (!matchesText) {
      yield places
      continue
    }
    yield* readInSlices(
      storage,
      places,
      async (tx, place) => {
        const { contactId, id } = place
        const row = await tx.get(taskStatements.find, { locationId, contactId, id })
        return row && matchesText(JSON.parse(row.document)) ? place : undefined
      },
      { scope: scopeOf(principal) },
    )
  }
}

/** All places after the position of the query, in its order. @throws ApiError 503 */
async function* placesOf(
  search: Search,
  query: TaskQuery,
  contacts: ReadonlySet<string> | undefined,
): AsyncGenerator<TaskPlace[]> {
  const apart =
    contacts && contacts.size <= maxContactsApart ? await placesOfContacts(search, contacts) : undefined
  if (apart) {
    const order = comparePlaces(query.direction)
    const after = apart.filter((place) => order(place, query.after) > 0)
    const sorted = await sortedInTurns(after, order)
    for (let from = 0; from < sorted.length; from += placesPerSlice) {
      yield sorted.slice(from, from + placesPerSlice)
      await ownTurn()
    }
    return
  }
  let { after } = query
  const statement = listTasksByDueDate[query.direction]
  const budget = new Budget(search.gone)
  for (;;) {
    const position = { locationId: search.locationId, ...after, limit: placesPerSlice }
    const slice = await readSlice(search, (tx) => tx.all(statement, position))
    yield contacts ? slice.filter(({ contactId }) => contacts.has(contactId)) : slice
    const last = slice.at(-1)
    if (!last || slice.length < placesPerSlice) return
    budget.take(slice.length)
    after = { dueDate: last.dueDate, id: last.id }
  }
}

/** The places of some contacts in any order; undefined if there are too many to hold at once. */
async function placesOfContacts(
  search: Search,
  contacts: ReadonlySet<string>,
): Promise<TaskPlace[] | undefined> {
  const all: TaskPlace[] = []
  for (const contactId of contacts) {
    let after = { sortTime: Number.MIN_SAFE_INTEGER, id: '' }
    for (;;) {
      const position = { locationId: search.locationId, contactId, ...after, limit: placesPerSlice }
      const slice = await readSlice(search, (tx) => tx.all(listTasksOfContact, position))
      all.push(...slice)
      if (all.length > maxRecords) return undefined
      const last = slice.at(-1)
      if (!last || slice.length < placesPerSlice) break
      after = { sortTime: last.sortTime, id: last.id }
    }
  }
  return all
}

type Read = Parameters<SearchContext['storage']['read']>[0]

async function readSlice<Row>(
  { context, principal }: Search,
  read: (tx: Parameters<Read>[0]) => Promise<Row[]>,
): Promise<Row[]> {
  await ownTurn()
  const slice = await context.storage.read(read, scopeOf(principal))
  await ownTurn()
  return slice
}

/** Limits the number of places that a search scans. */
class Budget {
  #left = maxTasksSearched
  readonly #gone: AbortSignal

  constructor(gone: AbortSignal) {
    this.#gone = gone
  }

  /** @throws ApiError 503 if it is spent, or an error that nobody receives if the client is gone. */
  take(places: number): void {
    if (this.#gone.aborted) throw errors.clientGone()
    this.#left -= places
    if (this.#left <= 0) throw errors.searchTooCostly()
  }
}
