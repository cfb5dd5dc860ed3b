import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { Checked } from '../../http/validation.ts'
import type { CustomField } from '../../locations/custom-field.ts'
import { findCustomField } from '../../locations/custom-field-store.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { inReachableLocation } from '../named-location.ts'
import { namedCustomFields, readQuery } from './read-query.ts'
import type { SearchContext } from './search-context.ts'
import type { RowShape, SearchQuery, SearchResult } from './search-query.ts'
import type { SearchBody } from './search-schemas.ts'

/**
 * Search Contacts. Refuses the location (403), then the body (422), then fields, operators and values (400).
 */
export async function searchContacts(
  { storage, search }: SearchContext,
  principal: Principal,
  body: Checked<SearchBody>,
  shape: RowShape,
): Promise<SearchResult> {
  const query = await storage.read(async (tx): Promise<SearchQuery> => {
    const sent = await inReachableLocation(tx, principal, body)
    return readQuery(sent, await definitionsOf(tx, sent))
  }, scopeOf(principal))
  return search.find(query, shape)
}

async function definitionsOf(tx: ReadTx, body: SearchBody): Promise<ReadonlyMap<string, CustomField>> {
  const definitions = new Map<string, CustomField>()
  for (const id of namedCustomFields(body)) {
    const definition = await findCustomField(tx, body.locationId, id)
    if (definition) definitions.set(id, definition)
  }
  return definitions
}
