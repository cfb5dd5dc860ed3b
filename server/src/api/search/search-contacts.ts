import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { Query, QueryResult } from '../../columnstore/query.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { CustomField, CustomFieldModel } from '../custom-fields/custom-field.ts'
import { findLocationField } from '../custom-fields/custom-field-store.ts'
import { requireLocation } from '../locations/named-location.ts'
import { listOpportunityStates } from './list-opportunity-states.ts'
import { readQuery } from './read-query.ts'
import { countNested, namedCustomFields, type SentSearch } from './read-search.ts'
import type { RowShape } from './search.ts'
import { callerOf, type SearchContext } from './search-context.ts'
import { contactFields, type FieldNames } from './search-fields.ts'
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
    const definitions = await definitionsOf(tx, sent, contactFields)
    const states = countNested(sent.filters ?? []) > 0 ? await listOpportunityStates(tx, sent.locationId) : []
    return readQuery(sent, { definitions, states })
  }, scopeOf(principal))
  return search.find('contacts', query, shape, callerOf(principal, gone))
}

/** The custom fields of a model that a search names, by id. */
export async function definitionsOf(
  tx: ReadTx,
  search: Pick<SentSearch, 'locationId' | 'filters' | 'sort'>,
  names: FieldNames,
  model: CustomFieldModel = 'contact',
): Promise<ReadonlyMap<string, CustomField>> {
  const definitions = new Map<string, CustomField>()
  for (const id of namedCustomFields(search, names)) {
    const definition = await findLocationField(tx, search.locationId, id)
    if (definition?.model === model) definitions.set(id, definition)
  }
  return definitions
}
