import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { Query, QueryResult } from '../../columnstore/query.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { requireLocation } from '../contacts/named-location.ts'
import type { CustomField } from '../custom-fields/custom-field.ts'
import { findContactField } from '../custom-fields/custom-field-store.ts'
import { namedCustomFields, readQuery } from './read-query.ts'
import type { RowShape } from './search.ts'
import { callerOf, type SearchContext } from './search-context.ts'
import type { SearchBody } from './search-schemas.ts'

/** Search Contacts. Checks the location (403), then fields, operators and values (400). */
export async function searchContacts(
  { storage, search }: SearchContext,
  principal: Principal,
  sent: SearchBody,
  shape: RowShape,
  gone: AbortSignal,
): Promise<QueryResult> {
  const query = await storage.read(async (tx): Promise<Query> => {
    await requireLocation(tx, principal, sent.locationId)
    return readQuery(sent, await definitionsOf(tx, sent))
  }, scopeOf(principal))
  return search.find('contacts', query, shape, callerOf(principal, gone))
}

async function definitionsOf(tx: ReadTx, body: SearchBody): Promise<ReadonlyMap<string, CustomField>> {
  const definitions = new Map<string, CustomField>()
  for (const id of namedCustomFields(body)) {
    const definition = await findContactField(tx, body.locationId, { id })
    if (definition) definitions.set(id, definition)
  }
  return definitions
}
