import {
  type Address,
  emailAddress,
  isAmong,
  phoneAddress,
  sentEmails,
  sentPhones,
} from '../addresses/additional-addresses.ts'
import type { Contact } from '../contact.ts'
import type { UpsertFields } from './upsert-schemas.ts'

/** The email and the phone of a body as they are looked up by; missing where it has none, or clears them. */
export interface SentAddresses {
  email?: Address
  phone?: Address
}

/**
 * What an upsert changes of the contact that it matched. An email or a phone that the contact has beside its
 * first stays there, and the first stays the first; where the list that is sent lacks it, it stands before the
 * others. One that only other contacts hold is left out. All else is as in Update Contact.
 * @param heldElsewhere those of the sent addresses that the contact doesn't hold, and others do.
 */
export function forMatch(
  contact: Contact,
  fields: UpsertFields,
  sent: SentAddresses,
  heldElsewhere: readonly Address[],
): UpsertFields {
  const { email, phone, additionalEmails, additionalPhones, ...rest } = fields
  const isForeign = (address: Address | undefined) => address !== undefined && isAmong(address, heldElsewhere)
  const emailBeside = contact.additionalEmails.filter((item) => isSame(emailAddress(item.email), sent.email))
  const phoneBeside = contact.additionalPhones.filter((item) => isSame(phoneAddress(item.phone), sent.phone))
  const listedEmails = sentEmails(additionalEmails ?? null).map((item) => emailAddress(item.email))
  const listedPhones = sentPhones(additionalPhones ?? null).map((item) => phoneAddress(item.phone))
  return {
    ...rest,
    ...(email !== undefined && emailBeside.length === 0 && !isForeign(sent.email) && { email }),
    ...(phone !== undefined && phoneBeside.length === 0 && !isForeign(sent.phone) && { phone }),
    ...(additionalEmails !== undefined && {
      additionalEmails: [
        ...emailBeside.filter(({ email }) => !isAmong(emailAddress(email), listedEmails)),
        ...(additionalEmails ?? []),
      ],
    }),
    ...(additionalPhones !== undefined && {
      additionalPhones: [
        ...phoneBeside.filter(({ phone }) => !isAmong(phoneAddress(phone), listedPhones)),
        ...(additionalPhones ?? []),
      ],
    }),
  }
}

const isSame = (address: Address, sent: Address | undefined) => sent !== undefined && isAmong(address, [sent])
