import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { campaignKind } from '../automations/automation.ts'
import { findPlaceOfMembership } from '../automations/require-membership.ts'
import { findAccessibleContactRef, writeToContact } from '../contacts/find-contact.ts'
import { addToCampaign, removeFromCampaign, removeFromEveryCampaign } from './campaign-store.ts'

/** Add Contact to Campaign. A contact already in it stays in it. @throws ApiError 400, 403, 422. */
export const addContactToCampaign = (
  { storage, clock }: ApiContext,
  principal: Principal,
  contactId: string,
  campaignId: string,
): Promise<void> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findPlaceOfMembership(tx, local, campaignKind, contactId, campaignId)
    await tx.run(addToCampaign, { ...place, campaignId, now: clock.now() })
  })

/** Remove Contact From Campaign. A contact not in it is unaffected. @throws ApiError 400, 403. */
export const removeContactFromCampaign = (
  { storage, clock }: ApiContext,
  principal: Principal,
  contactId: string,
  campaignId: string,
): Promise<void> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findPlaceOfMembership(tx, local, campaignKind, contactId, campaignId)
    await tx.run(removeFromCampaign, { ...place, campaignId, now: clock.now() })
  })

/** Remove Contact From Every Campaign. @throws ApiError 400, 403. */
export const removeContactFromEveryCampaign = (
  { storage, clock }: ApiContext,
  principal: Principal,
  contactId: string,
): Promise<void> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findAccessibleContactRef(tx, local, contactId)
    await tx.run(removeFromEveryCampaign, { ...place, now: clock.now() })
  })
