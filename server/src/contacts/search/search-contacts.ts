import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Checked } from '../../http/validation.ts'
import type { CustomField } from '../../locations/custom-field.ts'
import { findCustomField } from '../../locations/custom-field-store.ts'
import { isReachableLocation, locationIdOf } from '../../locations/find-location.ts'
import type { ReadTx } from '../../storage/storage.ts'
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
    const named = locationIdOf(body.raw)
    if (named !== undefined && !(await isReachableLocation(tx, principal, named)))
      throw errors.locationForbidden()
    const sent = body.valid()
    return readQuery(sent, await definitionsOf(tx, sent))
  })
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
