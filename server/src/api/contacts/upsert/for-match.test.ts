import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyChanges, anyContact, anyEmail } from '../../../../../test/support/contact-arbitraries.ts'
import {
  type Address,
  addressesOf,
  emailAddress,
  isAmong,
  phoneAddress,
} from '../addresses/additional-addresses.ts'
import { applyChanges } from '../apply-changes.ts'
import type { Contact } from '../contact.ts'
import { forMatch, type SentAddresses } from './for-match.ts'
import type { UpsertFields } from './upsert-schemas.ts'

/** The contact after an upsert that matched it. The phones in these bodies are already in E.164. */
function upserted(contact: Contact, fields: UpsertFields, heldElsewhere: readonly Address[]): Contact {
  const sent: SentAddresses = {
    ...(fields.email && { email: emailAddress(fields.email) }),
    ...(fields.phone && { phone: phoneAddress(fields.phone) }),
  }
  const body = forMatch(contact, fields, sent, heldElsewhere)
  return applyChanges(contact, {
    body,
    ...(body.phone && { phone: body.phone }),
    ...(body.customFields && { customFields: contact.customFields }),
  })
}

const anyUpsert = fc.record({
  contact: anyContact,
  fields: anyChanges.map(({ body }): UpsertFields => body),
  // Often one of the contact's own addresses.
  own: fc.nat(),
  takeOwn: fc.boolean(),
})

/** Upserts. Every second one sends an address that the contact has. */
const upserts = anyUpsert.map(({ contact, fields, own, takeOwn }) => {
  const emails = [contact.email, ...contact.additionalEmails.map(({ email }) => email)]
  const email = emails[own % emails.length]
  return {
    contact,
    fields: takeOwn && email !== undefined ? { ...fields, email: email.toUpperCase() } : fields,
  }
})

describe('an upsert that matches a contact', () => {
  it('keeps both the first and an additional email', () => {
    fc.assert(
      fc.property(upserts, ({ contact, fields }) => {
        fc.pre(Boolean(fields.email))
        const sent = emailAddress(fields.email ?? '')
        const isBeside = contact.additionalEmails.some(
          ({ email }) => emailAddress(email).value === sent.value,
        )
        fc.pre(isBeside)
        const after = upserted(contact, fields, [])
        expect(after.email).toBe(contact.email)
        expect(isAmong(sent, addressesOf(after))).toBe(true)
      }),
    )
  })

  it('has the sent email afterwards, unless another contact has it', () => {
    fc.assert(
      fc.property(upserts, fc.boolean(), ({ contact, fields }, isHeld) => {
        fc.pre(Boolean(fields.email))
        const sent = emailAddress(fields.email ?? '')
        fc.pre(!isHeld || !isAmong(sent, addressesOf(contact)))
        const after = upserted(contact, fields, isHeld ? [sent] : [])
        expect(isAmong(sent, addressesOf(after))).toBe(!isHeld)
        if (isHeld) expect(after.email).toBe(contact.email)
      }),
    )
  })

  it('is otherwise an update', () => {
    fc.assert(
      fc.property(anyUpsert, ({ contact, fields: { email, phone, ...fields } }) => {
        expect(forMatch(contact, fields, {}, [])).toEqual(fields)
      }),
    )
  })

  it('changes nothing a second time', () => {
    fc.assert(
      fc.property(upserts, anyEmail, ({ contact, fields }, held) => {
        const elsewhere = isAmong(emailAddress(held), addressesOf(contact)) ? [] : [emailAddress(held)]
        const once = upserted(contact, fields, elsewhere)
        const stillElsewhere = elsewhere.filter((address) => !isAmong(address, addressesOf(once)))
        expect(upserted(once, fields, stillElsewhere)).toEqual(once)
      }),
    )
  })
})
