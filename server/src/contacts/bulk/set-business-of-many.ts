import { actorOf } from '../../auth/actor.ts'
import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Checked } from '../../http/validation.ts'
import { findBusiness } from '../../locations/find-business.ts'
import { completed } from '../contact.ts'
import type { ContactContext } from '../contact-context.ts'
import { findContact } from '../contact-store.ts'
import { storedContact } from '../find-contact.ts'
import { inReachableLocation } from '../named-location.ts'
import { saveContact } from '../save-contact.ts'
import type { BulkBusinessBody } from './bulk-schemas.ts'

/**
 * Add/Remove Contacts From Business, all or none. Ids of no contact of the location are passed over.
 * @returns the ids of the others, each once. @throws ApiError 403, 422, 400 where there is no such business.
 */
export const setBusinessOfMany = (
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  body: Checked<BulkBusinessBody>,
): Promise<string[]> =>
  storage.write(async (tx) => {
    const { locationId, ids: sent, businessId } = await inReachableLocation(tx, principal, body)
    if (businessId !== null && !(await findBusiness(tx, locationId, businessId)))
      throw errors.businessNotFound(businessId)
    const changed: string[] = []
    for (const id of new Set(sent)) {
      const row = await tx.get(findContact, { locationId, id })
      if (!row) continue
      const before = storedContact(row)
      const after = completed({ ...before.contact, businessId: businessId ?? undefined })
      await saveContact(tx, ids, before, after, actorOf(principal, clock))
      changed.push(id)
    }
    return changed
  }, scopeOf(principal))
