import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyChanges, anyContact } from '../../../../../test/support/contact-arbitraries.ts'
import { foldCase } from '../../../lib/fold-case.ts'
import { applyChanges } from '../apply-changes.ts'
import {
  addressesOf,
  sentEmails,
  sentPhones,
  without,
  withoutFirstEmail,
  withoutFirstPhone,
} from './additional-addresses.ts'

const emails = (...list: string[]) => list.map((email) => ({ email }))

describe('a list in a body', () => {
  it('has texts, objects, or both; empty texts are ignored', () => {
    expect(sentEmails(['a@x.org', { email: 'B@x.org' }, '', { email: '' }])).toEqual(
      emails('a@x.org', 'B@x.org'),
    )
    expect(sentPhones(['1', { phone: '2', phoneLabel: 'Mobile' }, '', { phone: '' }])).toEqual([
      { phone: '1' },
      { phone: '2', phoneLabel: 'Mobile' },
    ])
    expect(sentEmails(null)).toEqual([])
    expect(sentPhones(null)).toEqual([])
  })
})

describe('additional addresses', () => {
  it('are distinct without regard to case, and do not include the first', () => {
    expect(
      withoutFirstEmail(emails('B@x.org', 'a@X.org', 'b@x.org', 'ß@x.org', 'SS@x.org'), 'A@x.org'),
    ).toEqual(emails('B@x.org', 'ß@x.org'))
    expect(withoutFirstPhone([{ phone: '1' }, { phone: '2' }, { phone: '1' }], '2')).toEqual([{ phone: '1' }])
  })

  it('are the same list if nothing is removed', () => {
    const list = emails('a@x.org')
    expect(withoutFirstEmail(list, undefined)).toBe(list)
    expect(withoutFirstEmail(list, 'b@x.org')).toBe(list)
  })

  it('stay so after any change of any contact, and were all there before or sent', () => {
    fc.assert(
      fc.property(anyContact, anyChanges, (before, changes) => {
        const after = applyChanges(before, changes)
        const folded = after.additionalEmails.map(({ email }) => foldCase(email))
        expect(new Set(folded).size).toBe(folded.length)
        if (after.email !== undefined) expect(folded).not.toContain(foldCase(after.email))
        const phones = after.additionalPhones.map(({ phone }) => phone)
        expect(new Set(phones).size).toBe(phones.length)
        expect(phones).not.toContain(after.phone)

        const { email } = changes.body
        const { additionalEmails: sent } = changes
        const known = sent ?? before.additionalEmails
        expect(known).toEqual(expect.arrayContaining(after.additionalEmails))
        // A known address is missing only because the contact already has it.
        for (const one of known) {
          const has = [after.email, ...after.additionalEmails.map((entry) => entry.email)]
          expect(has.map((address) => foldCase(address ?? ''))).toContain(foldCase(one.email))
        }
        if (sent === undefined && email === undefined)
          expect(after.additionalEmails).toBe(before.additionalEmails)
      }),
    )
  })
})

it('list the addresses of the contact, emails first; without themselves they are empty', () => {
  fc.assert(
    fc.property(anyContact, (contact) => {
      const addresses = addressesOf(contact)
      expect(addresses.length).toBe(
        contact.additionalEmails.length +
          contact.additionalPhones.length +
          Number(contact.email !== undefined) +
          Number(contact.phone !== undefined),
      )
      const kinds = addresses.map(({ kind }) => kind)
      expect(kinds).toEqual([...kinds].sort())
      expect(without(addresses, addresses)).toEqual([])
      expect(without(addresses, [])).toEqual(addresses)
    }),
  )
})
