import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { ApiContext } from '../api-context.ts'
import { wasDeleted } from './deleted-contact-store.ts'
import { reachableRow } from './find-contact.ts'

/**
 * Get Contact. It is the only operation whose error distinguishes an unknown id from a deleted contact.
 * @returns JSON of the contact, as stored and returned.
 * @throws ApiError 400, 403.
 */
export const getContact = (
  { storage, clock }: ApiContext,
  principal: Principal,
  id: string,
): Promise<string> =>
  storage.read(async (tx) => {
    const row = await reachableRow(tx, principal, id)
    if (row) return row.document
    const isKnown = await wasDeleted(tx, principal, id, clock)
    throw isKnown ? errors.contactNotFound(id) : errors.contactNeverWas(id)
  }, scopeOf(principal))
