import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyChanges, anyContact } from '../../../../test/support/contact-arbitraries.ts'
import { foldCase } from '../../lib/fold-case.ts'
import { applyChanges } from '../apply-changes.ts'
import {
  addressesOf,
  besideEmail,
  besidePhone,
  sentEmails,
  sentPhones,
  without,
} from './additional-addresses.ts'

const emails = (...list: string[]) => list.map((email) => ({ email }))

describe('what a body sends', () => {
  it('is texts, objects, or both; an empty text is none', () => {
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

describe('what stands beside the first', () => {
  it('is each once, without regard to case, and never the first itself', () => {
    expect(besideEmail(emails('B@x.org', 'a@X.org', 'b@x.org', 'ß@x.org', 'SS@x.org'), 'A@x.org')).toEqual(
      emails('B@x.org', 'ß@x.org'),
    )
    expect(besidePhone([{ phone: '1' }, { phone: '2' }, { phone: '1' }], '2')).toEqual([{ phone: '1' }])
  })

  it('is the same list where nothing goes, so that nothing needs to be compared', () => {
    const list = emails('a@x.org')
    expect(besideEmail(list, undefined)).toBe(list)
    expect(besideEmail(list, 'b@x.org')).toBe(list)
  })

  it('holds after any change of any contact, and nothing comes that was not there or sent', () => {
    fc.assert(
      fc.property(anyContact, anyChanges, (before, changes) => {
        const after = applyChanges(before, changes)
        const folded = after.additionalEmails.map(({ email }) => foldCase(email))
        expect(new Set(folded).size).toBe(folded.length)
        if (after.email !== undefined) expect(folded).not.toContain(foldCase(after.email))
        const phones = after.additionalPhones.map(({ phone }) => phone)
        expect(new Set(phones).size).toBe(phones.length)
        expect(phones).not.toContain(after.phone)

        const { email, additionalEmails: sent } = changes.body
        const known = sent === undefined ? before.additionalEmails : sentEmails(sent)
        expect(known).toEqual(expect.arrayContaining(after.additionalEmails))
        // What is known and missing is so because the contact has it already.
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

it('addresses are those of the contact, emails first, and less themselves they are none', () => {
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
