import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import { jsonItems } from '../../http/send-json.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { beforeAll, readInPages, readOldestFirst } from '../../storage/read-in-slices.ts'
import type { ApiContext } from '../api-context.ts'
import { findAccessibleContactRef } from '../contacts/find-contact.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { type AutomationKind, automationView, maxAutomations, membershipView } from './automation.ts'
import type { AutomationsQuery } from './automation-schemas.ts'
import type { AutomationRow, MembershipRow } from './automation-store.ts'

/**
 * The campaigns or workflows of a location, oldest first.
 * @param status returns only those with this status; all if it is missing.
 * @param view makes the item of a row.
 * @returns the items of a JSON list.
 * @throws ApiError 401 for the location.
 */
export function listAutomationsOfLocation(
  { storage }: Pick<ApiContext, 'storage'>,
  principal: Principal,
  { statements }: AutomationKind,
  { locationId, status = '' }: { locationId: string; status?: string },
  view: (row: AutomationRow) => object,
): Promise<JsonPieces> {
  const pages = readOldestFirst(
    (behind) =>
      storage.read(async (tx) => {
        await findReachableLocation(tx, principal, locationId)
        return tx.all(statements.list, { locationId, status, ...behind })
      }, scopeOf(principal)),
    maxAutomations,
  )
  return jsonItems(pages, (row) => JSON.stringify(view(row)))
}

/**
 * The campaigns or workflows of a location, or those that one of its contacts is or was in.
 * @returns the items of a JSON list.
 * @throws ApiError 401 for the location, 400 and 403 for the contact.
 */
export function listAutomations(
  context: ApiContext,
  principal: Principal,
  kind: AutomationKind,
  { locationId, contactId }: AutomationsQuery,
): Promise<JsonPieces> {
  if (contactId === undefined)
    return listAutomationsOfLocation(context, principal, kind, { locationId }, automationView)
  const { storage } = context
  const pages = readInPages<MembershipRow>(
    (after, limit) =>
      storage.read(async (tx) => {
        await findReachableLocation(tx, principal, locationId)
        const place = await findAccessibleContactRef(tx, principal, contactId)
        if (place.locationId !== locationId) throw errors.contactNotFound(contactId)
        const order = after ? { dateAdded: after.contactDateAdded, id: after.id } : beforeAll
        return tx.all(kind.statements.listOfContact, { ...place, ...order, limit })
      }, scopeOf(principal)),
    maxAutomations,
  )
  return jsonItems(pages, (row) => JSON.stringify(membershipView(row)))
}
