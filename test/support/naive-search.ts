import type { Contact } from '../../server/src/api/contacts/contact.ts'
import { type FoundContact, presentRow } from '../../server/src/api/search/row-shapes.ts'
import type { RowShape } from '../../server/src/api/search/search.ts'
import type {
  Filter,
  Query,
  RangeBounds,
  RowPlace,
  SortKey,
  SortValue,
} from '../../server/src/columnstore/query.ts'
import { foldCase } from '../../server/src/lib/fold-case.ts'
import { statement } from '../../server/src/storage/statement.ts'
import type { Storage } from '../../server/src/storage/storage.ts'

type Value = string | number | string[]

/** One contact, and its values in each column. */
interface Row {
  document: string
  id: string
  columns: ReadonlyMap<string, Value>
}

/** The workflows that a contact is or was in. */
export interface Workflows {
  active: string[]
  finished: string[]
}

export interface NaiveSearch {
  /** @returns the total, and the JSON of each row of the page. */
  find(query: Query, shape: RowShape): Promise<{ total: number; rows: string[] }>
}

const everyDocument = statement<{ locationId: string }, { document: string }>(
  'naive-search',
  'SELECT document FROM contacts WHERE location_id = :locationId',
)

/**
 * The specification of the search in its simplest form: reads every contact of the location each time and evaluates
 * one after the other, to compare the index with.
 * @param workflowsOf the workflows of a contact; none by default.
 */
export const naiveSearch = (
  storage: Storage,
  workflowsOf: (contact: Contact) => Promise<Workflows> | Workflows = () => ({ active: [], finished: [] }),
): NaiveSearch => ({
  async find(query, shape) {
    const { locationId } = query
    const documents = await storage.read((tx) => tx.all(everyDocument, { locationId }))
    const rows: Row[] = []
    for (const { document } of documents) {
      const contact = JSON.parse(document) as Contact
      rows.push({ document, id: contact.id, columns: columnsOf(contact, await workflowsOf(contact)) })
    }
    const page = findIn(rows, query)
    return { total: page.total, rows: page.found.map((one) => presentRow(shape, one)) }
  },
})

function findIn(rows: readonly Row[], query: Query): { total: number; found: FoundContact[] } {
  const { filter, limit, offset, after } = query
  const sort: readonly SortKey[] =
    query.sort.length > 0 ? query.sort : [{ column: 'dateAdded', direction: 'desc' }]
  const matching = rows
    .filter((row) => filter === undefined || fits(filter, row))
    .map(({ document, id, columns }) => ({
      document,
      place: { values: sort.map(({ column }) => sortValue(columns.get(column))), id },
    }))
    .sort((a, b) => comparePlaces(sort, a.place, b.place))
  const behind = matching.filter(({ place }) => after === undefined || comparePlaces(sort, place, after) > 0)
  return { total: matching.length, found: behind.slice(offset, offset + limit) }
}

const sortValue = (value: Value | undefined): SortValue =>
  value === undefined || Array.isArray(value) ? null : value

function fits(filter: Filter, row: Row): boolean {
  if (filter.op === 'not') return !fits(filter.filter, row)
  if (filter.op === 'and') return filter.filters.every((one) => fits(one, row))
  if (filter.op === 'or') return filter.filters.some((one) => fits(one, row))
  const value = row.columns.get(filter.column)
  if (value === undefined) return false
  const each = Array.isArray(value) ? value : [value]
  switch (filter.op) {
    case 'exists':
      return true
    case 'eq':
      return each.some((one) => filter.values.includes(one))
    case 'contains':
      return each.some((one) => typeof one === 'string' && one.includes(filter.text))
    case 'range':
      return each.some((one) => isWithin(one, filter.bounds))
  }
}

const isWithin = (value: string | number, { gt, gte, lt, lte }: RangeBounds) =>
  (gt === undefined || holds(value, gt, (order) => order > 0)) &&
  (gte === undefined || holds(value, gte, (order) => order >= 0)) &&
  (lt === undefined || holds(value, lt, (order) => order < 0)) &&
  (lte === undefined || holds(value, lte, (order) => order <= 0))

const holds = (value: string | number, bound: string | number, is: (order: number) => boolean) =>
  typeof value === typeof bound && is(compareValues(value, bound))

/** Compares numbers by value and texts by UTF-16 units. */
function compareValues(a: string | number, b: string | number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function comparePlaces(sort: readonly SortKey[], a: RowPlace, b: RowPlace): number {
  for (const [index, { direction }] of sort.entries()) {
    const [one, other] = [a.values[index] ?? null, b.values[index] ?? null]
    if (one === null && other === null) continue
    // A missing value sorts last in both directions.
    if (one === null) return 1
    if (other === null) return -1
    const order = compareValues(one, other)
    if (order !== 0) return direction === 'asc' ? order : -order
  }
  return compareValues(a.id, b.id)
}

/** The columns of a contact, as the search reference names them. */
function columnsOf(contact: Contact, workflows: Workflows): Map<string, Value> {
  const columns = new Map<string, Value>()
  const put = (column: string, value: string | number | boolean | readonly string[] | null | undefined) => {
    if (value === undefined || value === null || value === '') return
    if (typeof value === 'number') columns.set(column, value)
    else if (typeof value === 'object') {
      if (value.length > 0) columns.set(column, value.map(foldCase))
    } else columns.set(column, foldCase(String(value)))
  }
  columns.set('id', contact.id)
  put('firstNameLowerCase', contact.firstName)
  put('lastNameLowerCase', contact.lastName)
  put(
    'fullNameLowerCase',
    [contact.firstName, contact.lastName].filter((name) => name !== undefined).join(' '),
  )
  put('address', contact.address1)
  put('companyName', contact.companyName)
  put('email', contact.email)
  put('phone', contact.phone)
  put('city', contact.city)
  put('state', contact.state)
  put('country', contact.country)
  put('postalCode', contact.postalCode)
  put('source', contact.source)
  put('website', contact.website)
  put('timezone', contact.timezone)
  put('type', contact.type)
  put('assignedTo', contact.assignedTo)
  put('businessId', contact.businessId)
  put('gender', contact.gender)
  put('dnd', contact.dnd)
  for (const [channel, setting] of Object.entries(contact.dndSettings ?? {}))
    put(`dndSettings.${channel}.status`, setting.status)
  put('inboundDndSettings.all.status', contact.inboundDndSettings?.all?.status)
  put('dateAdded', new Date(contact.dateAdded).getTime())
  put('dateUpdated', new Date(contact.dateUpdated).getTime())
  if (contact.dateOfBirth !== undefined) put('dateOfBirth', new Date(contact.dateOfBirth).getTime())
  put('tags', contact.tags)
  put('followers', contact.followers)
  put(
    'additionalEmails',
    contact.additionalEmails.map(({ email }) => email),
  )
  put(
    'additionalPhones',
    contact.additionalPhones.map(({ phone }) => phone),
  )
  put('activeWorkflows', workflows.active)
  put('finishedWorkflows', workflows.finished)
  for (const { id, value } of contact.customFields) putCustomField(put, `customFields.${id}`, value)
  return columns
}

function putCustomField(
  put: (column: string, value: string | number | readonly string[]) => void,
  column: string,
  value: Contact['customFields'][number]['value'],
): void {
  if (typeof value !== 'object' || Array.isArray(value)) {
    put(column, value)
    return
  }
  const texts: string[] = []
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') continue
    put(`${column}.${key}`, entry)
    texts.push(entry)
  }
  // For files, only their existence is searchable.
  put(column, texts.length > 0 ? texts : Object.keys(value))
}
