import type { Principal } from '../../../auth/principal.ts'
import { scopeIn } from '../../../auth/write-scope.ts'
import { errors } from '../../../http/errors.ts'
import type { ReadTx } from '../../../storage/storage.ts'
import type { ApiContext } from '../../api-context.ts'
import { getLocation } from '../../locations/find-location.ts'
import { requireLocation } from '../../locations/named-location.ts'
import { identifiersOf } from '../../locations/unique-identifiers.ts'
import { type PhoneReader, withPhonesParsedFirst } from '../../phones/parse-phones-first.ts'
import { readPhone } from '../../phones/read-phone.ts'
import {
  type Address,
  addressesOf,
  emailAddress,
  inOrderOf,
  isAmong,
  phoneAddress,
  without,
} from '../addresses/additional-addresses.ts'
import { findFirstHolder, findHolder, mayBeHeld, withoutLookUps } from '../addresses/address-store.ts'
import type { Contact } from '../contact.ts'
import { addContact } from '../create-contact.ts'
import { type StoredContact, storedContact } from '../find-contact.ts'
import { changeContact } from '../update-contact.ts'
import { forMatch, type SentAddresses } from './for-match.ts'
import type { UpsertContactBody, UpsertFields } from './upsert-schemas.ts'

export interface UpsertedContact {
  isNew: boolean
  /** JSON of the contact, as stored and returned. */
  document: string
  /** The custom fields that were dropped, as sent. */
  ignoredFields: string[]
}

/**
 * Upsert Contact: changes the contact that has the email, or else the phone, in the order of the location's unique
 * identifiers; creates a contact if none has either. Refuses a body without an email and a phone (400), and the same
 * requests as Create Contact and Update Contact.
 */
export function upsertContact(
  context: ApiContext,
  principal: Principal,
  { locationId, createNewIfDuplicateAllowed, ...sentFields }: UpsertContactBody,
): Promise<UpsertedContact> {
  return withPhonesParsedFirst(context, (withPhones) =>
    context.storage.write(
      async (tx) => {
        await requireLocation(tx, principal, locationId)
        const fields = withoutEmptyPhone(sentFields)
        if (!fields.email && !fields.phone) throw errors.upsertWithoutAddress()
        const location = await getLocation(tx, locationId)
        const sent = sentAddresses(fields, location.country, withPhones.phones)
        const mayMatch = !(createNewIfDuplicateAllowed && location.allowDuplicateContact)
        const soughtFor = inOrderOf(identifiersOf(location), addressesIn(sent))
        const match = mayMatch ? await findMatch(tx, locationId, soughtFor) : undefined
        if (!match) {
          const found = mayMatch ? withoutLookUps(tx, (address) => isAmong(address, soughtFor)) : tx
          return { isNew: true, ...(await addContact(found, withPhones, principal, locationId, fields)) }
        }
        const { contact } = match
        const changes = forMatch(contact, fields, sent, await heldElsewhere(tx, contact, soughtFor))
        return { isNew: false, ...(await changeContact(tx, withPhones, principal, match, changes)) }
      },
      scopeIn(principal, locationId),
    ),
  )
}

/** An empty phone counts as missing: n8n sends one for a field that is not filled in. */
function withoutEmptyPhone({ phone, ...fields }: UpsertFields): UpsertFields {
  return phone === undefined || phone === '' ? fields : { ...fields, phone }
}

/** The addresses of a body. @throws ApiError 400 for an invalid phone. */
export const sentAddresses = (
  { email, phone }: UpsertFields,
  country: string,
  phones: PhoneReader,
): SentAddresses => ({
  ...(email && { email: emailAddress(email) }),
  ...(phone && { phone: phoneAddress(readPhone(phones, phone, country)) }),
})

/** Those that were sent: the email first. */
export const addressesIn = ({ email, phone }: SentAddresses): Address[] =>
  [email, phone].filter((address) => address !== undefined)

/** The contact that has the first of the addresses that some contact has. */
export async function findMatch(
  tx: ReadTx,
  locationId: string,
  soughtFor: readonly Address[],
): Promise<StoredContact | undefined> {
  const [first] = soughtFor
  if (first === undefined) return undefined
  // Most matches have the first address as their own: one statement finds them.
  const likely = await findFirstHolder(tx, locationId, first)
  if (likely) return storedContact(likely)
  if (!(await mayBeHeld(tx, locationId, soughtFor))) return undefined
  for (const address of soughtFor) {
    const row = await findHolder(tx, locationId, address)
    if (row) return storedContact(row)
  }
  return undefined
}

/** The sought addresses that other contacts have, and this one does not. */
export async function heldElsewhere(
  tx: ReadTx,
  contact: Contact,
  soughtFor: readonly Address[],
): Promise<Address[]> {
  const held: Address[] = []
  for (const address of without(soughtFor, addressesOf(contact))) {
    if (await findHolder(tx, contact.locationId, address)) held.push(address)
  }
  return held
}
