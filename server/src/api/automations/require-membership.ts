import { principalOf } from '../../auth/authorization.ts'
import type { Principal } from '../../auth/principal.ts'
import type { OperationRequest } from '../../http/messages.ts'
import { isId } from '../../lib/ids.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { type ContactRef, findAccessibleContactRef } from '../contacts/find-contact.ts'
import type { AutomationKind } from './automation.ts'

/**
 * Finds the contact of a request, and a campaign or a workflow of its location.
 * @throws ApiError 400, 403 for the contact; 400 if the location has no such id.
 */
export async function findPlaceOfMembership(
  tx: ReadTx,
  principal: Principal,
  { statements, notFound }: AutomationKind,
  contactId: string,
  id: string,
): Promise<ContactRef> {
  const place = await findAccessibleContactRef(tx, principal, contactId)
  const found = isId(id) && (await tx.get(statements.find, { locationId: place.locationId, id }))
  if (!found) throw notFound(id)
  return place
}

/** The precondition of operations on the contact and the campaign or workflow of their path. @throws ApiError 400, 403. */
export const membershipOfPath =
  (kind: AutomationKind) =>
  (tx: ReadTx, request: OperationRequest): Promise<ContactRef> => {
    const params = request.params as Record<string, string>
    return findPlaceOfMembership(
      tx,
      principalOf(request),
      kind,
      params.contactId ?? '',
      params[`${kind.noun}Id`] ?? '',
    )
  }
