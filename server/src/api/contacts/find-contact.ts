import { principalOf } from '../../auth/authorization.ts'
import type { Principal } from '../../auth/principal.ts'
import { writerTo } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import type { Statement } from '../../storage/statement.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { reachRow } from '../locations/reach-row.ts'
import type { Contact } from './contact.ts'
import { type ContactRow, findContact, findContactLocation, findContactPlace } from './contact-store.ts'

/** A contact and its stored JSON. */
export interface StoredContact {
  contact: Contact
  document: string
}

/** A stored row with its parsed contact. */
export const storedContact = ({ document }: ContactRow): StoredContact => ({
  contact: JSON.parse(document) as Contact,
  document,
})

/** The location and the id of a contact. The keys of its sub-resources begin with both. */
export type ContactRef = {
  locationId: string
  contactId: string
}

/**
 * Finds the contact of a request.
 * @throws ApiError 400 if the caller's company has no such contact, 403 if it belongs to another location of the
 * company than the token. Reveals nothing about contacts of other companies.
 */
export async function findReachableContact(
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<StoredContact> {
  const { row } = required(await reach(tx, principal, id, findContact), id)
  return storedContact(row)
}

/** As `findReachableContact`, for sub-resources: does not read the document, which can have a megabyte. */
export async function findAccessibleContactRef(
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<ContactRef> {
  const { locationId } = required(await reach(tx, principal, id, findContactPlace), id)
  return { locationId, contactId: id }
}

/** The precondition of operations on the contact of their path. @throws ApiError 400, 403. */
export const contactOfPath = (tx: ReadTx, request: OperationRequest): Promise<ContactRef> =>
  findAccessibleContactRef(tx, principalOf(request), (request.params as { contactId: string }).contactId)

/** Writes in the location of the contact with an id. @throws ApiError 400. */
export const writeToContact = writerTo({
  findHome: findContactLocation,
  notFound: errors.contactNotFound,
})

function required<Found>(found: Found | undefined, id: string): Found {
  if (!found) throw errors.contactNotFound(id)
  return found
}

/**
 * The row of the contact of a request, or undefined if the caller's company has no such contact.
 * @throws ApiError 403 if it belongs to another location of the company than the token.
 */
export const reachableRow = async (
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<ContactRow | undefined> => (await reach(tx, principal, id, findContact))?.row

const reach = <Row>(
  tx: ReadTx,
  principal: Principal,
  id: string,
  find: Statement<{ locationId: string; id: string }, Row>,
): Promise<{ locationId: string; row: Row } | undefined> =>
  reachRow(tx, principal, id, { find, findHome: findContactLocation, elsewhere: errors.locationForbidden })
