import { statement } from '../../../storage/statement.ts'
import type { ReadTx, WriteTx } from '../../../storage/storage.ts'
import type { Contact } from '../contact.ts'
import { type Address, additionalAddresses, without } from './additional-addresses.ts'

/** The contact, as JSON. */
type Holder = { document: string }

type AddressParams = { locationId: string; kind: string; value: string; contactId: string }

const insertAddress = statement<AddressParams & { dateAdded: number }>(
  'insert-contact-address',
  `INSERT INTO contact_addresses (location_id, kind, value, date_added, contact_id)
   VALUES (:locationId, :kind, :value, :dateAdded, :contactId)`,
)

const deleteAddress = statement<AddressParams>(
  'delete-contact-address',
  `DELETE FROM contact_addresses
   WHERE location_id = :locationId AND kind = :kind AND value = :value AND contact_id = :contactId`,
)

const findByEmail = statement<{ locationId: string; value: string }, Holder>(
  'find-contact-by-email',
  `SELECT document FROM contacts
   WHERE location_id = :locationId AND email_lower_case = :value
   ORDER BY date_added, id LIMIT 1`,
)

const findByPhone = statement<{ locationId: string; value: string }, Holder>(
  'find-contact-by-phone',
  `SELECT document FROM contacts
   WHERE location_id = :locationId AND phone = :value
   ORDER BY date_added, id LIMIT 1`,
)

const findByAdditional = statement<{ locationId: string; kind: string; value: string }, Holder>(
  'find-contact-by-additional-address',
  `SELECT c.document FROM contact_addresses a
   JOIN contacts c ON c.location_id = a.location_id AND c.id = a.contact_id
   WHERE a.location_id = :locationId AND a.kind = :kind AND a.value = :value
   ORDER BY a.date_added, a.contact_id LIMIT 1`,
)

/** The statements of `findHolder`. Each reads one index entry, even if many contacts share the address. */
export const lookUps = [findByEmail, findByPhone, findByAdditional]

/**
 * Finds the contact of a location that has an address: the oldest that has it as the first email or phone, or else the
 * oldest that has it as an additional one.
 */
export async function findHolder(
  tx: ReadTx,
  locationId: string,
  { kind, value }: Address,
): Promise<Holder | undefined> {
  const first = kind === 'email' ? findByEmail : findByPhone
  return (
    (await tx.get(first, { locationId, value })) ??
    (await tx.get(findByAdditional, { locationId, kind, value }))
  )
}

/** Updates the rows by which the additional addresses of a contact are found. */
export async function saveAddresses(tx: WriteTx, before: Contact | undefined, after: Contact): Promise<void> {
  const { locationId, id: contactId } = after
  const had = before === undefined ? [] : additionalAddresses(before)
  const has = additionalAddresses(after)
  for (const address of without(had, has)) await tx.run(deleteAddress, { locationId, contactId, ...address })
  const dateAdded = Date.parse(after.dateAdded)
  for (const address of without(has, had))
    await tx.run(insertAddress, { locationId, contactId, dateAdded, ...address })
}

/** Deletes the additional addresses of a deleted contact. */
export const deleteAddresses = statement<{ locationId: string; contactId: string }>(
  'delete-contact-addresses',
  'DELETE FROM contact_addresses WHERE location_id = :locationId AND contact_id = :contactId',
)
