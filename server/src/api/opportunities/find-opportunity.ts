import { principalOf } from '../../auth/authorization.ts'
import type { Principal } from '../../auth/principal.ts'
import { writerTo } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { Contact } from '../contacts/contact.ts'
import { findContact } from '../contacts/contact-store.ts'
import { reachRow } from '../locations/reach-row.ts'
import type { Opportunity } from './opportunity.ts'
import { findOpportunityHome, findOpportunityRow } from './opportunity-store.ts'

/** An opportunity with its contact. */
export interface WholeOpportunity {
  opportunity: Opportunity
  contact: Contact
}

/** Adds the contact. Undefined if it has been deleted: its opportunities follow. */
async function withContact(tx: ReadTx, opportunity: Opportunity): Promise<WholeOpportunity | undefined> {
  const { locationId, contactId } = opportunity
  const row = await tx.get(findContact, { locationId, id: contactId })
  return row && { opportunity, contact: JSON.parse(row.document) as Contact }
}

/**
 * Finds the opportunity of a request.
 * @throws ApiError 404 if the caller's company has no such opportunity, 401 if it belongs to another location of the
 * company than the token.
 */
export async function findReachableOpportunity(
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<WholeOpportunity> {
  const found = await reachRow(tx, principal, id, {
    find: findOpportunityRow,
    findHome: findOpportunityHome,
    elsewhere: errors.locationUnreachable,
  })
  const whole = found && (await withContact(tx, JSON.parse(found.row.document) as Opportunity))
  if (!whole) throw errors.opportunityNotFound()
  return whole
}

/** The precondition of operations on the opportunity of their path. @throws ApiError 404, 401. */
export const opportunityOfPath = (tx: ReadTx, request: OperationRequest): Promise<WholeOpportunity> =>
  findReachableOpportunity(tx, principalOf(request), (request.params as { id: string }).id)

/** Writes in the location of the opportunity with an id. @throws ApiError 404. */
export const writeToOpportunity = writerTo({
  findHome: findOpportunityHome,
  notFound: errors.opportunityNotFound,
})
