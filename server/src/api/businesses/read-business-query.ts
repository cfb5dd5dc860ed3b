import type { Query, RowPlace } from '../../columnstore/query.ts'
import { foldCase } from '../../lib/fold-case.ts'
import { freeTextFilter } from '../search/free-text.ts'
import type { BusinessContactsQuery } from './business-contact-schemas.ts'

const defaultLimit = 25

/** The search for the contacts of a business, by name. Ignores an empty query. */
export function readBusinessQuery(businessId: string, parameters: BusinessContactsQuery): Query {
  const { locationId, query = '', startAfter, limit = defaultLimit, skip = 0 } = parameters
  const ofBusiness = { op: 'eq', column: 'businessId', values: [foldCase(businessId)] } as const
  const words = freeTextFilter(query)
  return {
    locationId,
    filter: words ? { op: 'and', filters: [ofBusiness, words] } : ofBusiness,
    sort: [{ column: 'fullNameLowerCase', direction: 'asc' }],
    limit,
    offset: skip,
    ...(startAfter && { after: readPlace(startAfter) }),
  }
}

/** A name and an id. Names can contain commas, ids cannot. Contacts without a name come last. */
export function readPlace(startAfter: string | string[]): RowPlace {
  const [name = '', id = ''] = Array.isArray(startAfter) ? startAfter : splitAtLastComma(startAfter)
  return { values: [name === '' ? null : foldCase(name)], id }
}

function splitAtLastComma(text: string): string[] {
  const comma = text.lastIndexOf(',')
  return comma === -1 ? [text] : [text.slice(0, comma), text.slice(comma + 1)]
}
