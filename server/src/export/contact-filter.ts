import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { schemaFormats } from '../api/schemas/formats.ts'
import { contactSource } from '../api/search/contact-source.ts'
import { listOpportunityStates } from '../api/search/list-opportunity-states.ts'
import { readQuery } from '../api/search/read-query.ts'
import { countNested } from '../api/search/read-search.ts'
import { definitionsOf } from '../api/search/search-contacts.ts'
import { contactFields } from '../api/search/search-fields.ts'
import { type FilterItem, type SearchBody, searchBody } from '../api/search/search-schemas.ts'
import type { Filter } from '../columnstore/query.ts'
import { findRows } from '../columnstore/scan/find-rows.ts'
import { QueryBudget } from '../columnstore/scan/query-budget.ts'
import { MemorySegment } from '../columnstore/segments/segment.ts'
import { SegmentBuilder } from '../columnstore/segments/segment-builder.ts'
import { placedViolations, type RequestSchema } from '../http/violations.ts'
import { InputError } from '../lib/input-error.ts'
import type { ReadTx } from '../storage/storage.ts'

/** Which contacts are wanted, as in a body of Search Contacts. */
export interface ContactChoice {
  /** Words, each of which must occur in the name, the email, the phone or the company. */
  query?: string | undefined
  filters?: readonly FilterItem[] | undefined
}

/**
 * Parses a choice of contacts of a location.
 * @returns undefined if it is all of them.
 * @throws InputError if it has not the form of a search; ApiError 400, 422 for a field, an operator or a value.
 */
export async function readChoice(
  tx: ReadTx,
  locationId: string,
  { query, filters }: ContactChoice,
): Promise<Filter | undefined> {
  const body = { locationId, pageLimit: 1, query, filters } as SearchBody
  const [violation] = placedViolations(searchBody as object as RequestSchema, body, schemaFormats)
  if (violation) throw new InputError(`The search can't be read: ${violation.sentence}.`)
  const definitions = await definitionsOf(tx, body, contactFields)
  const states = countNested(body.filters ?? []) > 0 ? await listOpportunityStates(tx, locationId) : []
  return readQuery(body, { definitions, states }).filter
}

/**
 * Those of some contacts that match a filter. They become a segment of their own, so the index of the location is
 * neither needed nor read.
 */
export async function idsThatMatch(
  tx: ReadTx,
  locationId: string,
  ids: readonly string[],
  filter: Filter,
): Promise<ReadonlySet<string>> {
  const found = await contactSource.readChanged(tx, locationId, ids)
  const rows = new SegmentBuilder()
  for (const [at, document] of found.entries())
    if (document !== undefined) rows.add(ids[at] as string, document.values())
  if (rows.rows === 0) return new Set()
  const segment = new MemorySegment('', await rows.finish(yieldToOthers))
  const query = { locationId, filter, sort: [], limit: ids.length, offset: 0 }
  const { places } = await findRows([segment], query, new QueryBudget())
  return new Set(places.map(({ id }) => id))
}
