import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyContact, anyText } from '../../../../test/support/contact-arbitraries.ts'
import { completed, fullName, splitName } from './contact.ts'

describe('splitName', () => {
  it.each([
    ['rosan Deo', 'rosan', 'Deo'],
    ['Jane van der Doe', 'Jane', 'van der Doe'],
    ['  Jane   Doe  ', 'Jane', 'Doe'],
    ['Jane\tDoe', 'Jane', 'Doe'],
    ['Jane\u00a0Doe', 'Jane', 'Doe'],
    ['Jane  van  Doe', 'Jane', 'van  Doe'],
    ['山田 太郎', '山田', '太郎'],
    ['👩‍👩‍👧 Doe', '👩‍👩‍👧', 'Doe'],
    ['Jane\nDoe\nOther', 'Jane', 'Doe\nOther'],
  ])('BR-034 splits %j at the first white space', (name, firstName, lastName) => {
    expect(splitName(name)).toEqual({ firstName, lastName })
  })

  it.each(['Jane', ' Jane ', 'Jane\n'])(
    'BR-034 uses the single word of %j as a first name, without a last name',
    (name) => {
      expect(splitName(name)).toEqual({ firstName: 'Jane', lastName: undefined })
    },
  )

  it.each(['', ' ', '\t\n '])('finds no name in %j', (name) => {
    expect(splitName(name)).toEqual({ firstName: undefined, lastName: undefined })
  })

  it('loses only white space at the ends and at the split', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const { firstName, lastName } = splitName(name)
        expect(fullName(firstName, lastName)).toBe(name.trim().replace(/\s+/u, ' '))
      }),
    )
  })

  it('returns a first name without white space, and parts that split to themselves again', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const parts = splitName(`${one} ${other}`)
        expect(parts.firstName ?? '').not.toMatch(/\s/u)
        expect(splitName(fullName(parts.firstName, parts.lastName))).toEqual(parts)
      }),
    )
  })

  it('splits before a long run of white space', () => {
    expect(splitName(`a b${' '.repeat(990)}c`)).toEqual({ firstName: 'a', lastName: `b${' '.repeat(990)}c` })
  })
})

describe('fullName', () => {
  it.each([
    ['Jane', 'Doe', 'Jane Doe'],
    ['Jane', undefined, 'Jane'],
    [undefined, 'Doe', 'Doe'],
    [undefined, undefined, ''],
  ])('joins %s and %s to %j', (firstName, lastName, name) => {
    expect(fullName(firstName, lastName)).toBe(name)
  })
})

describe('completed', () => {
  it('BR-036 puts the keys in HighLevel’s order', () => {
    fc.assert(
      fc.property(anyContact, (contact) => {
        const shuffled = Object.fromEntries(Object.entries(contact).reverse()) as typeof contact
        expect(Object.keys(completed(shuffled))).toEqual([
          'id',
          'name',
          'dateAdded',
          'dateUpdated',
          'deleted',
          'tags',
          'type',
          'customFields',
          'locationId',
          'firstName',
          'firstNameLowerCase',
          'fullNameLowerCase',
          'lastName',
          'lastNameLowerCase',
          'email',
          'emailLowerCase',
          'bounceEmail',
          'unsubscribeEmail',
          'phone',
          'address1',
          'city',
          'state',
          'country',
          'postalCode',
          'website',
          'source',
          'companyName',
          'timezone',
          'dateOfBirth',
          'dnd',
          'dndDate',
          'dndSettings',
          'inboundDndSettings',
          'gender',
          'assignedTo',
          'businessId',
          'createdBy',
          'lastUpdatedBy',
          'lastSessionActivityAt',
          'followers',
          'additionalEmails',
          'additionalPhones',
          'validEmail',
          'validEmailDate',
        ])
      }),
    )
  })

  it('BR-035 derives the name and the lower-case fields, and omits those of unset properties', () => {
    fc.assert(
      fc.property(anyContact, (contact) => {
        const { firstName, lastName, email, name } = contact
        expect(name).toBe([firstName, lastName].filter((part) => part !== undefined).join(' '))
        expect(contact.fullNameLowerCase).toBe(name.toLowerCase())
        expect(contact.firstNameLowerCase).toBe(firstName?.toLowerCase())
        expect(contact.lastNameLowerCase).toBe(lastName?.toLowerCase())
        expect(contact.emailLowerCase).toBe(email?.toLowerCase())
      }),
    )
  })

  it('does not change a completed contact, even if it was stored', () => {
    fc.assert(
      fc.property(anyContact, (contact) => {
        const document = JSON.stringify(contact)
        expect(JSON.stringify(completed(contact))).toBe(document)
        expect(JSON.stringify(completed(JSON.parse(document)))).toBe(document)
      }),
    )
  })
})
