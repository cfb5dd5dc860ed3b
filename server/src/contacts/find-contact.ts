import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { ReadTx } from '../storage/storage.ts'
import type { Contact } from './contact.ts'
import { type ContactRow, findContact, findContactHome } from './contact-store.ts'

/** A contact and the text that it is stored as. */
export interface StoredContact {
  contact: Contact
  document: string
}

/** A row of the store with the contact that is written in it. */
export const storedContact = ({ document }: ContactRow): StoredContact => ({
  contact: JSON.parse(document) as Contact,
  document,
})

/** Where a contact stands, as the keys of what hangs on it begin. */
export type ContactPlace = {
  locationId: string
  contactId: string
}

/** Ids are 20 letters and digits; older kinds have hyphens. Anything else can't be one. */
export const isId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text)

/**
 * The contact that a caller means.
 * @throws ApiError 400 where the caller's company has no contact of the id, 403 where it stands in another
 * location of the company than the token's. Of other companies' contacts a caller learns nothing.
 */
export async function findReachableContact(
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<StoredContact> {
  return storedContact(await findReachableRow(tx, principal, id))
}

/** The same, as the text that is stored. */
export async function findReachableDocument(tx: ReadTx, principal: Principal, id: string): Promise<string> {
  return (await findReachableRow(tx, principal, id)).document
}

/** The same, for what hangs on the contact: where it stands. */
export async function findReachablePlace(
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<ContactPlace> {
  const { locationId } = await findReachableRow(tx, principal, id)
  return { locationId, contactId: id }
}

async function findReachableRow(
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<{ locationId: string; document: string }> {
  if (!isId(id)) throw errors.contactNotFound(id)
  if (principal.locationId !== undefined) {
    const { locationId } = principal
    const row = await tx.get(findContact, { locationId, id })
    if (row) return { locationId, document: row.document }
  }
  const home = await tx.get(findContactHome, { companyId: principal.companyId, id })
  if (!home) throw errors.contactNotFound(id)
  if (principal.locationId !== undefined) throw errors.locationForbidden()
  const row = await tx.get(findContact, { locationId: home.locationId, id })
  if (!row) throw errors.contactNotFound(id)
  return { locationId: home.locationId, document: row.document }
}
