import type { Principal } from '../../auth/principal.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { type ContactPlace, findReachablePlace, isId } from '../find-contact.ts'
import type { AutomationKind } from './automation.ts'

/**
 * The contact that a caller means, and a campaign or a workflow of its location.
 * @throws ApiError 400, 403 for the contact; 400 where the location has none of the id.
 */
export async function findPlaceOfMembership(
  tx: ReadTx,
  principal: Principal,
  { statements, notFound }: AutomationKind,
  contactId: string,
  id: string,
): Promise<ContactPlace> {
  const place = await findReachablePlace(tx, principal, contactId)
  const found = isId(id) && (await tx.get(statements.find, { locationId: place.locationId, id }))
  if (!found) throw notFound(id)
  return place
}
