import { type Principal, scopeOf } from '../../../auth/principal.ts'
import { errors } from '../../../http/errors.ts'
import { parsePhone } from '../../../lib/phone.ts'
import type { ApiContext } from '../../api-context.ts'
import { getLocation } from '../../locations/find-location.ts'
import { requireLocation } from '../../locations/named-location.ts'
import { identifiersOf, uniqueIdentifiers } from '../../locations/unique-identifiers.ts'
import { type Address, emailAddress, inOrderOf, phoneAddress } from '../addresses/additional-addresses.ts'
import { findHolder } from '../addresses/address-store.ts'
import type { DuplicateQuery } from './duplicate-schemas.ts'

/**
 * Get Duplicate Contact: the contact with the email, or else with the phone. If the location does not allow
 * duplicates, its unique identifiers decide, in their order.
 * @returns JSON of the contact, or undefined.
 * @throws ApiError 403, 422; 400 without an email and a number.
 */
export const findDuplicate = (
  { storage }: ApiContext,
  principal: Principal,
  { locationId, email, number }: DuplicateQuery,
): Promise<string | undefined> =>
  storage.read(async (tx) => {
    await requireLocation(tx, principal, locationId)
    if (!email && !number) throw errors.duplicateQueryEmpty()
    const location = await getLocation(tx, locationId)
    const identifiers = location.allowDuplicateContact ? uniqueIdentifiers : identifiersOf(location)
    const sought = soughtAddresses({ email, number }, location.country)
    for (const address of inOrderOf(identifiers, sought)) {
      const row = await findHolder(tx, locationId, address)
      if (row) return row.document
    }
    return undefined
  }, scopeOf(principal))

/**
 * The addresses of a query, in its order. Restores a plus sign that arrived as a space because it was not encoded.
 * Ignores invalid numbers.
 */
export function soughtAddresses(
  { email, number }: { email?: string | undefined; number?: string | undefined },
  country: string,
): Address[] {
  const phone = number ? parsePhone(number.replace(/^ (?=\d)/, '+'), country) : undefined
  return [
    ...(email ? [emailAddress(email.replaceAll(' ', '+'))] : []),
    ...(phone && 'e164' in phone ? [phoneAddress(phone.e164)] : []),
  ]
}
