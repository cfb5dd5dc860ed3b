import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { Checked } from '../../http/validation.ts'
import { campaignKind } from '../automations/automation.ts'
import { findPlaceOfMembership } from '../automations/find-place-of-membership.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachablePlace } from '../find-contact.ts'
import { addToCampaign, removeFromCampaign, removeFromEveryCampaign } from './campaign-store.ts'

/** Add Contact to Campaign. Whoever is in it stays in it. @throws ApiError 400, 403, 422. */
export const addContactToCampaign = (
  { storage, clock }: ContactContext,
  principal: Principal,
  contactId: string,
  campaignId: string,
  body: Checked<unknown>,
): Promise<void> =>
  storage.write(async (tx) => {
    const place = await findPlaceOfMembership(tx, principal, campaignKind, contactId, campaignId)
    body.valid()
    await tx.run(addToCampaign, { ...place, campaignId, now: clock.now() })
  }, scopeOf(principal))

/** Remove Contact From Campaign. Whoever is not in it stays out of it. @throws ApiError 400, 403. */
export const removeContactFromCampaign = (
  { storage, clock }: ContactContext,
  principal: Principal,
  contactId: string,
  campaignId: string,
): Promise<void> =>
  storage.write(async (tx) => {
    const place = await findPlaceOfMembership(tx, principal, campaignKind, contactId, campaignId)
    await tx.run(removeFromCampaign, { ...place, campaignId, now: clock.now() })
  }, scopeOf(principal))

/** Remove Contact From Every Campaign. @throws ApiError 400, 403. */
export const removeContactFromEveryCampaign = (
  { storage, clock }: ContactContext,
  principal: Principal,
  contactId: string,
): Promise<void> =>
  storage.write(async (tx) => {
    const place = await findReachablePlace(tx, principal, contactId)
    await tx.run(removeFromEveryCampaign, { ...place, now: clock.now() })
  }, scopeOf(principal))
