import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Checked } from '../../http/validation.ts'
import { parsePhone } from '../../lib/phone.ts'
import { type Address, emailAddress, phoneAddress } from '../addresses/additional-addresses.ts'
import { findHolder } from '../addresses/address-store.ts'
import type { ContactContext } from '../contact-context.ts'
import { inReachableLocation } from '../named-location.ts'
import { theLocation } from '../read-changes.ts'
import type { DuplicateQuery } from './duplicate-schemas.ts'

/**
 * Get Duplicate Contact: the contact that has the email or, where none has it, the phone.
 * @returns JSON of the contact, or undefined. @throws ApiError 403, 422, 400 where there is nothing to look for.
 */
export const findDuplicate = (
  { storage }: ContactContext,
  principal: Principal,
  query: Checked<DuplicateQuery>,
): Promise<string | undefined> =>
  storage.read(async (tx) => {
    const { locationId, email, number } = await inReachableLocation(tx, principal, query)
    if (!email && !number) throw errors.duplicateQueryEmpty()
    const { country } = await theLocation(tx, locationId)
    for (const address of soughtAddresses({ email, number }, country)) {
      const row = await findHolder(tx, locationId, address)
      if (row) return row.document
    }
    return undefined
  }, scopeOf(principal))

/**
 * What a query looks for, in its order. A plus that was not encoded has come as a space, which stands in no
 * email, and before no number. Nobody has a number that is none.
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
