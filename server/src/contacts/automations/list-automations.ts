import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import { findReachableLocation } from '../../locations/find-location.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachablePlace } from '../find-contact.ts'
import { type AutomationKind, automationView, maxAutomations, membershipView } from './automation.ts'
import type { AutomationsQuery } from './automation-schemas.ts'

/**
 * The campaigns or workflows of a location, or those that one of its contacts is in or was in.
 * @throws ApiError 401 for the location, 400 and 403 for the contact.
 */
export const listAutomations = (
  { storage }: ContactContext,
  principal: Principal,
  { statements }: AutomationKind,
  { locationId, contactId }: AutomationsQuery,
) =>
  storage.read(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    if (contactId === undefined)
      return (await tx.all(statements.list, { locationId, limit: maxAutomations })).map(automationView)
    const place = await findReachablePlace(tx, principal, contactId)
    if (place.locationId !== locationId) throw errors.contactNotFound(contactId)
    return (await tx.all(statements.listOfContact, { ...place, limit: maxAutomations })).map(membershipView)
  }, scopeOf(principal))
