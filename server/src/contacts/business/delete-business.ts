import { type Principal, scopeOf } from '../../auth/principal.ts'
import { deleteBusinessRow, markBusinessDeleted } from '../../locations/business-store.ts'
import { findReachableBusiness } from '../../locations/find-business.ts'
import type { Contact } from '../contact.ts'
import type { ContactContext } from '../contact-context.ts'
import { finishLater } from '../finish-later.ts'
import { sweepContacts } from '../sweep-contacts.ts'

/**
 * Delete Business: it is unknown from the first commit on, then its contacts lose it, at last the row goes.
 * @param stopping ends the work on the contacts early; the next start finishes it.
 * @throws ApiError 400, 401.
 */
export async function deleteBusiness(
  context: ContactContext,
  principal: Principal,
  id: string,
  stopping: AbortSignal,
): Promise<void> {
  const { storage, clock } = context
  const { locationId } = await storage.write(async (tx) => {
    const business = await findReachableBusiness(tx, principal, id)
    await tx.run(markBusinessDeleted, { locationId: business.locationId, id, dateDeleted: clock.now() })
    return business
  }, scopeOf(principal))
  await finishLater(finishBusinessDeletion(context, { locationId, id }, stopping))
}

/** What is left to do for a business that is marked as deleted. @param stopping ends it early. */
export async function finishBusinessDeletion(
  { storage }: ContactContext,
  { locationId, id }: { locationId: string; id: string },
  stopping: AbortSignal,
): Promise<void> {
  const sweep = {
    locationId,
    text: id,
    change: ({ businessId, ...contact }: Contact) => (businessId === id ? contact : undefined),
  }
  if (await sweepContacts(storage, sweep, stopping))
    await storage.write((tx) => tx.run(deleteBusinessRow, { locationId, id }), { locationId })
}
