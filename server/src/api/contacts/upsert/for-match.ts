import { type Address, emailAddress, isAmong, phoneAddress } from '../addresses/additional-addresses.ts'
import type { Contact } from '../contact.ts'
import type { UpsertFields } from './upsert-schemas.ts'

/** The lookup keys of a body's email and phone; missing if the body does not have them or clears them. */
export interface SentAddresses {
  email?: Address
  phone?: Address
}

/**
 * The fields of an upsert that change the contact it matched. Omits an email or a phone that the contact already has
 * as an additional one, so the first one stays first, and one that only other contacts have. Everything else is as in
 * Update Contact.
 * @param heldElsewhere the sent addresses that other contacts have, and this one does not.
 */
export function forMatch(
  contact: Contact,
  fields: UpsertFields,
  sent: SentAddresses,
  heldElsewhere: readonly Address[],
): UpsertFields {
  const { email, phone, ...rest } = fields
  const isForeign = (address: Address | undefined) => address !== undefined && isAmong(address, heldElsewhere)
  const isAdditionalEmail = contact.additionalEmails.some((item) =>
    isSame(emailAddress(item.email), sent.email),
  )
  const isAdditionalPhone = contact.additionalPhones.some((item) =>
    isSame(phoneAddress(item.phone), sent.phone),
  )
  return {
    ...rest,
    ...(email !== undefined && !isAdditionalEmail && !isForeign(sent.email) && { email }),
    ...(phone !== undefined && !isAdditionalPhone && !isForeign(sent.phone) && { phone }),
  }
}

const isSame = (address: Address, sent: Address | undefined) => sent !== undefined && isAmong(address, [sent])
