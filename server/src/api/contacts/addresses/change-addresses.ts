import { actorOf } from '../../../auth/actor.ts'
import { type Principal, scopeOf } from '../../../auth/principal.ts'
import type { ReadTx } from '../../../storage/storage.ts'
import type { ApiContext } from '../../api-context.ts'
import { getLocation } from '../../locations/find-location.ts'
import { type PhoneReader, withPhonesParsedFirst } from '../../phones/parse-phones-first.ts'
import { readPhone } from '../../phones/read-phone.ts'
import { applyChanges } from '../apply-changes.ts'
import type { Contact } from '../contact.ts'
import { findReachableContact, writeToContact } from '../find-contact.ts'
import { refuseDuplicate, saveContact } from '../save-contact.ts'
import { type AdditionalPhone, sentEmails, sentPhones } from './additional-addresses.ts'
import type { AddressesBody } from './address-schemas.ts'

/** The first and the additional emails and phones of a contact, as returned. */
export type ContactAddresses = { contactId: string } & Pick<
  Contact,
  'email' | 'phone' | 'additionalEmails' | 'additionalPhones'
>

const addressesIn = ({
  id,
  email,
  phone,
  additionalEmails,
  additionalPhones,
}: Contact): ContactAddresses => ({
  contactId: id,
  email,
  phone,
  additionalEmails,
  additionalPhones,
})

/** @throws ApiError 400, 403. */
export const getAddresses = (
  { storage }: ApiContext,
  principal: Principal,
  id: string,
): Promise<ContactAddresses> =>
  storage.read(
    async (tx) => addressesIn((await findReachableContact(tx, principal, id)).contact),
    scopeOf(principal),
  )

/**
 * Replaces the additional emails or phones of a contact, or both. HighLevel's Create, Update and Upsert Contact do not
 * accept them. Checks in the order of Update Contact.
 * @throws ApiError 400, 403, 422.
 */
export const changeAddresses = (
  context: ApiContext,
  principal: Principal,
  id: string,
  body: AddressesBody,
): Promise<ContactAddresses> =>
  withPhonesParsedFirst(context, ({ storage, clock, ids, phones }) =>
    writeToContact(storage, principal, id, async (tx, local) => {
      const before = await findReachableContact(tx, local, id)
      const after = await withAddresses(tx, phones, before.contact, body)
      await saveContact(tx, ids, before, after, actorOf(principal, clock))
      return addressesIn(after)
    }),
  )

/** Applies additional emails and phones to a contact, without writing it. @throws ApiError 400. */
export async function withAddresses(
  tx: ReadTx,
  phones: PhoneReader,
  before: Contact,
  { additionalEmails, additionalPhones }: AddressesBody,
): Promise<Contact> {
  const after = applyChanges(before, {
    body: {},
    ...(additionalEmails !== undefined && { additionalEmails: sentEmails(additionalEmails) }),
    ...(additionalPhones !== undefined && {
      additionalPhones: await readPhones(tx, phones, before, sentPhones(additionalPhones)),
    }),
  })
  await refuseDuplicate(tx, 'update', after, before)
  return after
}

/** Parses phones to E.164, except those that the contact already has. @throws ApiError 400. */
async function readPhones(
  tx: ReadTx,
  phones: PhoneReader,
  { locationId, additionalPhones }: Contact,
  sent: readonly AdditionalPhone[],
): Promise<AdditionalPhone[]> {
  const stored = new Set(additionalPhones.map(({ phone }) => phone))
  if (sent.every(({ phone }) => stored.has(phone))) return [...sent]
  const { country } = await getLocation(tx, locationId)
  return sent.map((item) =>
    stored.has(item.phone) ? item : { ...item, phone: readPhone(phones, item.phone, country) },
  )
}
