import { type Principal, scopeOf } from '../auth/principal.ts'
import { deleteAddresses } from './addresses/address-store.ts'
import type { ContactContext } from './contact-context.ts'
import { deleteContactRow } from './contact-store.ts'
import { deleteActivities } from './delete-activities.ts'
import { findReachableContact } from './find-contact.ts'

/** Delete Contact, for good. @throws ApiError 400, 403. */
export const deleteContact = ({ storage }: ContactContext, principal: Principal, id: string): Promise<void> =>
  storage.write(async (tx) => {
    const { contact } = await findReachableContact(tx, principal, id)
    await tx.run(deleteAddresses, { locationId: contact.locationId, contactId: id })
    await deleteActivities(tx, { locationId: contact.locationId, contactId: id })
    await deleteContactRow(tx, { locationId: contact.locationId, id })
  }, scopeOf(principal))
