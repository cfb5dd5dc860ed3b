import type { Principal } from '../../auth/principal.ts'
import type { RowPlace } from '../../columnstore/query.ts'
import { errors } from '../../http/errors.ts'
import { foldCase } from '../../lib/fold-case.ts'
import { callerOf, type SearchContext } from '../search/search-context.ts'

const contactsPerPage = 1000
/** The most contacts of a business whose tasks are searched. */
const maxContacts = 10_000

/** The ids of the contacts of a business. @throws ApiError as a search of contacts; 503 if there are too many. */
export async function findContactsOfBusiness(
  { search }: SearchContext,
  principal: Principal,
  { locationId, businessId }: { locationId: string; businessId: string },
  gone: AbortSignal,
): Promise<Set<string>> {
  const ids = new Set<string>()
  const filter = { op: 'eq', column: 'businessId', values: [foldCase(businessId)] } as const
  let after: RowPlace | undefined
  for (;;) {
    const query = { locationId, filter, sort: [], limit: contactsPerPage, offset: 0, ...(after && { after }) }
    const { rows, last, hasMore } = await search.find('contacts', query, 'id', callerOf(principal, gone))
    for (const id of JSON.parse(`[${Buffer.concat(rows).toString()}]`) as string[]) ids.add(id)
    if (!hasMore) return ids
    if (ids.size >= maxContacts) throw errors.searchTooCostly()
    after = last
  }
}
