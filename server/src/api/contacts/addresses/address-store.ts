import { type SqlParams, statement } from '../../../storage/statement.ts'
import type { ReadTx, WriteTx } from '../../../storage/storage.ts'
import { fullLists, listOf, listParams } from '../../../storage/value-lists.ts'
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

const findIfHeld = statement<
  { locationId: string; email: string | null; phone: string | null },
  { one: number }
>(
  'find-if-addresses-are-held',
  `SELECT 1 AS "one"
   WHERE EXISTS (SELECT 1 FROM contacts WHERE location_id = :locationId AND email_lower_case = :email)
     OR EXISTS (SELECT 1 FROM contacts WHERE location_id = :locationId AND phone = :phone)
     OR EXISTS (SELECT 1 FROM contact_addresses
                WHERE location_id = :locationId AND kind = 'email' AND value = :email)
     OR EXISTS (SELECT 1 FROM contact_addresses
                WHERE location_id = :locationId AND kind = 'phone' AND value = :phone)`,
)

/**
 * Whether any contact of a location may have one of the addresses: one statement for the usual email and phone, which
 * mostly finds none. True, without asking, for more addresses.
 */
export async function mayBeHeld(
  tx: ReadTx,
  locationId: string,
  addresses: readonly Address[],
): Promise<boolean> {
  const valuesOf = (kind: Address['kind']) => addresses.filter((one) => one.kind === kind)
  const [email, ...otherEmails] = valuesOf('email')
  const [phone, ...otherPhones] = valuesOf('phone')
  if (otherEmails.length + otherPhones.length > 0) return true
  const held = { locationId, email: email?.value ?? null, phone: phone?.value ?? null }
  return (await tx.get(findIfHeld, held)) !== undefined
}

/** The statements of `findHolder`. Each reads one index entry, even if many contacts share the address. */
export const lookUps = [findByEmail, findByPhone, findByAdditional, findIfHeld]

/**
 * Finds the contact of a location that has an address: the oldest that has it as the first email or phone, or else the
 * oldest that has it as an additional one.
 */
export async function findHolder(
  tx: ReadTx,
  locationId: string,
  address: Address,
): Promise<Holder | undefined> {
  return (
    (await findFirstHolder(tx, locationId, address)) ??
    (await tx.get(findByAdditional, { locationId, kind: address.kind, value: address.value }))
  )
}

/** The oldest contact of a location that has an address as its first email or phone. */
export const findFirstHolder = (
  tx: ReadTx,
  locationId: string,
  { kind, value }: Address,
): Promise<Holder | undefined> => tx.get(kind === 'email' ? findByEmail : findByPhone, { locationId, value })

type AddressList = { locationId: string; kind: string } & Record<string, string>
type HeldAddress = { value: string }

const inList = `IN (${listOf((place) => `:value${place}`)})`

const findHeldEmails = statement<AddressList, HeldAddress>(
  'find-held-emails',
  `SELECT DISTINCT email_lower_case AS "value" FROM contacts
   WHERE location_id = :locationId AND :kind = 'email' AND email_lower_case ${inList}`,
)

const findHeldPhones = statement<AddressList, HeldAddress>(
  'find-held-phones',
  `SELECT DISTINCT phone AS "value" FROM contacts
   WHERE location_id = :locationId AND :kind = 'phone' AND phone ${inList}`,
)

const findHeldAdditional = statement<AddressList, HeldAddress>(
  'find-held-additional-addresses',
  `SELECT DISTINCT value FROM contact_addresses
   WHERE location_id = :locationId AND kind = :kind AND value ${inList}`,
)

/** Those of the addresses that some contact of the location has: a few statements for many addresses. */
export async function heldAmong(
  tx: ReadTx,
  locationId: string,
  addresses: readonly Address[],
): Promise<Address[]> {
  const held: Address[] = []
  for (const [kind, first] of [['email', findHeldEmails] as const, ['phone', findHeldPhones] as const]) {
    const values = addresses.filter((address) => address.kind === kind).map(({ value }) => value)
    for (const list of fullLists(values)) {
      const params = { locationId, kind, ...listParams('value', list) }
      for (const find of [first, findHeldAdditional])
        held.push(...(await tx.all(find, params)).map(({ value }) => ({ kind, value })))
    }
  }
  return held
}

/** Those of the values that some contact of the location has as its first email or phone. */
export async function heldFirst(
  tx: ReadTx,
  { locationId, kind }: { locationId: string; kind: Address['kind'] },
  values: readonly string[],
): Promise<ReadonlySet<string>> {
  const find = kind === 'email' ? findHeldEmails : findHeldPhones
  const held = new Set<string>()
  for (const list of fullLists(values))
    for (const { value } of await tx.all(find, { locationId, kind, ...listParams('value', list) }))
      held.add(value)
  return held
}

/**
 * A transaction that does not look for addresses that no contact of the location has.
 * @param isAbsent must be right for as long as the transaction lasts: what it writes, it has.
 */
export const withoutLookUps = (tx: WriteTx, isAbsent: (address: Address) => boolean): WriteTx => ({
  get: async (statement, params) =>
    soughtBy(statement.name, params)?.every(isAbsent) ? undefined : tx.get(statement, params),
  all: (statement, params) => tx.all(statement, params),
  run: (statement, params) => tx.run(statement, params),
  change: (statement, params) => tx.change(statement, params),
})

/** The addresses that a look-up asks for; undefined for any other statement. */
function soughtBy(name: string, params: SqlParams): Address[] | undefined {
  const { value, kind, email, phone } = params
  if (name === findByEmail.name) return addressesWith({ email: value })
  if (name === findByPhone.name) return addressesWith({ phone: value })
  if (name === findByAdditional.name) return addressesWith({ [String(kind)]: value })
  return name === findIfHeld.name ? addressesWith({ email, phone }) : undefined
}

const addressesWith = (values: { email?: unknown; phone?: unknown }): Address[] =>
  (['email', 'phone'] as const).flatMap((kind) => {
    const value = values[kind]
    return typeof value === 'string' ? [{ kind, value }] : []
  })

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
