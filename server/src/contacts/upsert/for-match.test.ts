import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyChanges, anyContact, anyEmail } from '../../../../test/support/contact-arbitraries.ts'
import type { Actor } from '../../auth/actor.ts'
import {
  type Address,
  addressesOf,
  emailAddress,
  isAmong,
  phoneAddress,
  sentEmails,
  sentPhones,
} from '../addresses/additional-addresses.ts'
import { applyChanges } from '../apply-changes.ts'
import { type Contact, completed } from '../contact.ts'
import { blankContact } from '../create-contact.ts'
import { forMatch, type SentAddresses } from './for-match.ts'
import type { UpsertFields } from './upsert-schemas.ts'

const actor: Actor = {
  source: 'INTEGRATION',
  channel: 'OAUTH',
  sourceId: 'Bq2UfLxzQqJZtB5uY0aN',
  timestamp: '2024-06-16T14:00:00.000Z',
}

/** The contact after an upsert that matched it. Phones of the bodies here are E.164 already. */
function upserted(contact: Contact, fields: UpsertFields, heldElsewhere: readonly Address[]): Contact {
  const sent: SentAddresses = {
    ...(fields.email && { email: emailAddress(fields.email) }),
    ...(fields.phone && { phone: phoneAddress(fields.phone) }),
  }
  const body = forMatch(contact, fields, sent, heldElsewhere)
  return applyChanges(contact, {
    body,
    ...(body.phone && { phone: body.phone }),
    ...(body.additionalPhones && { additionalPhones: sentPhones(body.additionalPhones) }),
    ...(body.customFields && { customFields: contact.customFields }),
  })
}

const anyUpsert = fc.record({
  contact: anyContact,
  fields: anyChanges.map(({ body }): UpsertFields => body),
  // Often one of the contact's own.
  own: fc.nat(),
  takeOwn: fc.boolean(),
})

/** Upserts of which every second sends an address that the contact has. */
const upserts = anyUpsert.map(({ contact, fields, own, takeOwn }) => {
  const emails = [contact.email, ...contact.additionalEmails.map(({ email }) => email)]
  const email = emails[own % emails.length]
  return {
    contact,
    fields: takeOwn && email !== undefined ? { ...fields, email: email.toUpperCase() } : fields,
  }
})

describe('an upsert that matches a contact', () => {
  it('loses no first email by one that is beside it, and keeps both', () => {
    fc.assert(
      fc.property(upserts, ({ contact, fields }) => {
        if (!fields.email) return
        const sent = emailAddress(fields.email)
        const isBeside = contact.additionalEmails.some(
          ({ email }) => emailAddress(email).value === sent.value,
        )
        if (!isBeside) return
        const after = upserted(contact, fields, [])
        expect(after.email).toBe(contact.email)
        expect(isAmong(sent, addressesOf(after))).toBe(true)
      }),
    )
  })

  it('ends with the sent email, unless that is held elsewhere', () => {
    fc.assert(
      fc.property(upserts, fc.boolean(), ({ contact, fields }, isHeld) => {
        if (!fields.email) return
        const sent = emailAddress(fields.email)
        if (isHeld && isAmong(sent, addressesOf(contact))) return
        const after = upserted(contact, fields, isHeld ? [sent] : [])
        const listed = sentEmails(fields.additionalEmails ?? []).map(({ email }) => emailAddress(email))
        expect(isAmong(sent, addressesOf(after))).toBe(!isHeld || isAmong(sent, listed))
        if (isHeld) expect(after.email).toBe(contact.email)
      }),
    )
  })

  it('is otherwise an update', () => {
    fc.assert(
      fc.property(anyUpsert, ({ contact, fields: { email, phone, ...fields } }) => {
        expect(forMatch(contact, fields, {}, [])).toEqual({
          ...fields,
          ...(fields.additionalEmails !== undefined && { additionalEmails: fields.additionalEmails ?? [] }),
          ...(fields.additionalPhones !== undefined && { additionalPhones: fields.additionalPhones ?? [] }),
        })
      }),
    )
  })

  it('takes an additional email where the list that is sent has it', () => {
    const contact = completed({
      ...blankContact('ocQHyuzHvysMo5N5VsXc', 've9EPM428h8vShlRW1KT', actor),
      email: 'first@x.org',
      additionalEmails: [{ email: 'beside@x.org' }],
    })
    const listed = (additionalEmails: string[]) =>
      upserted(contact, { email: 'BESIDE@x.org', additionalEmails }, []).additionalEmails
    expect(listed(['a@x.org', 'Beside@x.org', 'b@x.org'])).toEqual([
      { email: 'a@x.org' },
      { email: 'Beside@x.org' },
      { email: 'b@x.org' },
    ])
    expect(listed(['a@x.org'])).toEqual([{ email: 'beside@x.org' }, { email: 'a@x.org' }])
  })

  it('changes nothing the second time', () => {
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
