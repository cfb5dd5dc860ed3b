import { actorOf } from '../../../auth/actor.ts'
import type { Principal } from '../../../auth/principal.ts'
import { errors } from '../../../http/errors.ts'
import type { ReadTx, WriteTx } from '../../../storage/storage.ts'
import type { ApiContext } from '../../api-context.ts'
import { findBusiness } from '../../businesses/find-business.ts'
import { requireLocation } from '../../locations/named-location.ts'
import { completed } from '../contact.ts'
import { findContact } from '../contact-store.ts'
import { storedContact } from '../find-contact.ts'
import { changeInSlices } from '../in-slices.ts'
import { saveContact } from '../save-contact.ts'
import type { BulkBusinessBody } from './bulk-schemas.ts'

/**
 * Add/Remove Contacts From Business, atomically for each contact, a few at a time. Ignores ids that are not contacts
 * of the location.
 * @returns the other ids, without duplicates.
 * @throws ApiError 403, 422; 400 if the business does not exist or is deleted meanwhile. The deletion also removes it
 * from the contacts that were already added.
 */
export async function setBusinessOfMany(
  context: ApiContext,
  principal: Principal,
  { ids, ...place }: BulkBusinessBody,
): Promise<string[]> {
  const { storage, clock } = context
  await storage.read(async (tx) => {
    await requireLocation(tx, principal, place.locationId)
    await requireBusiness(tx, place)
  })
  const changed = await changeInSlices(clock, [...new Set(ids)], (id) =>
    storage.write((tx) => setBusinessOf(tx, context, principal, { ...place, id }), {
      locationId: place.locationId,
    }),
  )
  return changed.filter((id) => id !== undefined)
}

/** @returns the id, or undefined if the location has no such contact. */
async function setBusinessOf(
  tx: WriteTx,
  { clock, ids }: ApiContext,
  principal: Principal,
  { locationId, id, businessId }: Omit<BulkBusinessBody, 'ids'> & { id: string },
): Promise<string | undefined> {
  const row = await tx.get(findContact, { locationId, id })
  if (!row) return undefined
  await requireBusiness(tx, { locationId, businessId })
  const before = storedContact(row)
  const after = completed({ ...before.contact, businessId: businessId ?? undefined })
  await saveContact(tx, ids, before, after, actorOf(principal, clock))
  return id
}

/** @throws ApiError 400 if the location has no such business; `null` is none. */
export async function requireBusiness(
  tx: ReadTx,
  { locationId, businessId }: { locationId: string; businessId: string | null },
): Promise<void> {
  if (businessId !== null && !(await findBusiness(tx, locationId, businessId)))
    throw errors.businessNotFound(businessId)
}
