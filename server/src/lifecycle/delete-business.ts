import type { ApiContext } from '../api/api-context.ts'
import { deleteBusinessRow, markBusinessDeleted } from '../api/businesses/business-store.ts'
import { findReachableBusiness, writeToBusiness } from '../api/businesses/find-business.ts'
import type { Contact } from '../api/contacts/contact.ts'
import { sweepContacts } from '../api/contacts/rewrite-contacts.ts'
import type { Principal } from '../auth/principal.ts'
import { runCleanup } from '../storage/run-cleanup.ts'

/**
 * Delete Business. The first commit hides the business; then it is removed from its contacts, and finally its row is
 * deleted.
 * @param stopping ends the work on the contacts early; the next start finishes it.
 * @throws ApiError 400, 401.
 */
export async function deleteBusiness(
  context: ApiContext,
  principal: Principal,
  id: string,
  stopping: AbortSignal,
): Promise<void> {
  const { storage, clock } = context
  const { locationId } = await writeToBusiness(storage, principal, id, async (tx, local) => {
    const business = await findReachableBusiness(tx, local, id)
    await tx.run(markBusinessDeleted, { locationId: business.locationId, id, dateDeleted: clock.now() })
    return business
  })
  await runCleanup(finishBusinessDeletion(context, { locationId, id }, stopping))
}

/** Finishes the deletion of a business that is marked as deleted. @param stopping ends it early. */
export async function finishBusinessDeletion(
  context: ApiContext,
  { locationId, id }: { locationId: string; id: string },
  stopping: AbortSignal,
): Promise<void> {
  const sweep = {
    locationId,
    text: id,
    change: ({ businessId, ...contact }: Contact) => (businessId === id ? contact : undefined),
  }
  if (await sweepContacts(context, sweep, stopping))
    await context.storage.write((tx) => tx.run(deleteBusinessRow, { locationId, id }), { locationId })
}
