import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Checked } from '../../http/validation.ts'
import type { ReadTx } from '../../storage/storage.ts'
import {
  type Address,
  addressesOf,
  emailAddress,
  phoneAddress,
  without,
} from '../addresses/additional-addresses.ts'
import { findHolder } from '../addresses/address-store.ts'
import type { Contact } from '../contact.ts'
import type { ContactContext } from '../contact-context.ts'
import { bounds } from '../contact-schemas.ts'
import { makeContact } from '../create-contact.ts'
import { type StoredContact, storedContact } from '../find-contact.ts'
import { inReachableLocation } from '../named-location.ts'
import { readPhone, theLocation } from '../read-changes.ts'
import { changeContact } from '../update-contact.ts'
import { forMatch, type SentAddresses } from './for-match.ts'
import type { UpsertContactBody, UpsertFields } from './upsert-schemas.ts'

export interface UpsertedContact {
  isNew: boolean
  /** JSON of the contact, as stored and answered. */
  document: string
  /** The custom fields that were dropped, as sent. */
  ignoredFields: string[]
}

/**
 * Upsert Contact: changes the contact that has the email or, where none has it, the phone; makes one where there
 * is none. Refuses as Create Contact and Update Contact do.
 */
export function upsertContact(
  context: ContactContext,
  principal: Principal,
  body: Checked<UpsertContactBody>,
): Promise<UpsertedContact> {
  return context.storage.write(async (tx) => {
    const { locationId, createNewIfDuplicateAllowed, ...fields } = await inReachableLocation(
      tx,
      principal,
      body,
    )
    const { allowDuplicateContact, country } = await theLocation(tx, locationId)
    const sent = sentAddresses(fields, country)
    const mayMatch = !(createNewIfDuplicateAllowed && allowDuplicateContact)
    const match = mayMatch ? await findMatch(tx, locationId, sent) : undefined
    if (!match) return { isNew: true, ...(await makeContact(tx, context, principal, locationId, fields)) }
    const { contact } = match
    const changes = forMatch(contact, fields, sent, await heldElsewhere(tx, contact, sent))
    refuseLongLists(changes)
    return { isNew: false, ...(await changeContact(tx, context, principal, match, changes)) }
  }, scopeOf(principal))
}

const sentAddresses = ({ email, phone }: UpsertFields, country: string): SentAddresses => ({
  ...(email && { email: emailAddress(email) }),
  ...(phone && { phone: phoneAddress(readPhone(phone, country)) }),
})

/** In the order in which they are looked for: the email first. */
const inOrder = ({ email, phone }: SentAddresses): Address[] =>
  [email, phone].filter((address) => address !== undefined)

async function findMatch(
  tx: ReadTx,
  locationId: string,
  sent: SentAddresses,
): Promise<StoredContact | undefined> {
  for (const address of inOrder(sent)) {
    const row = await findHolder(tx, locationId, address)
    if (row) return storedContact(row)
  }
  return undefined
}

/** The sent addresses that the contact doesn't hold, and others do. */
async function heldElsewhere(tx: ReadTx, contact: Contact, sent: SentAddresses): Promise<Address[]> {
  const held: Address[] = []
  for (const address of without(inOrder(sent), addressesOf(contact))) {
    if (await findHolder(tx, contact.locationId, address)) held.push(address)
  }
  return held
}

/** With what the contact keeps, a list may grow beyond the bound that its body kept. */
function refuseLongLists(fields: UpsertFields): void {
  const tooLong = (['additionalEmails', 'additionalPhones'] as const).filter(
    (name) => (fields[name]?.length ?? 0) > bounds.additional,
  )
  if (tooLong.length > 0) {
    throw errors.unprocessable(
      tooLong.map((name) => `${name} must contain no more than ${bounds.additional} elements`),
    )
  }
}
