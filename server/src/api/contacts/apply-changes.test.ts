import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyChanges, anyContact } from '../../../../test/support/contact-arbitraries.ts'
import type { Actor } from '../../auth/actor.ts'
import { applyChanges, type Changes, stamped } from './apply-changes.ts'
import { type Contact, completed } from './contact.ts'

const maker: Actor = {
  source: 'INTEGRATION',
  channel: 'OAUTH',
  sourceId: 'maker',
  timestamp: '2024-01-01T00:00:00.000Z',
}
const changer: Actor = { ...maker, sourceId: 'changer', timestamp: '2024-06-16T14:00:00.000Z' }

const full: Contact = completed({
  id: 'ocQHyuzHvuMOe5N5jjXF',
  locationId: 've9EPM428h8vShlRW1KT',
  dateAdded: maker.timestamp,
  dateUpdated: maker.timestamp,
  tags: ['vip'],
  type: 'lead',
  customFields: [{ id: 'f', value: 1 }],
  firstName: 'Jane',
  lastName: 'Doe',
  email: 'Jane@Doe.com',
  phone: '+15551234567',
  address1: '3535 1st St N',
  city: 'Dolomite',
  state: 'AL',
  postalCode: '35061',
  country: 'US',
  website: 'https://www.tesla.com',
  timezone: 'America/Chihuahua',
  source: 'public api',
  companyName: 'Doe Enterprises',
  dateOfBirth: '1990-09-25',
  dnd: true,
  dndSettings: { SMS: { status: 'active' } },
  inboundDndSettings: { all: { status: 'active' } },
  gender: 'female',
  assignedTo: 'y0BeYjuRIlDwsDcOHOJo',
  createdBy: maker,
  lastUpdatedBy: maker,
  lastSessionActivityAt: maker.timestamp,
  followers: [],
  additionalEmails: [{ email: 'jane@work.example.com' }],
  additionalPhones: [],
})

/** The differences between two contacts, as stored. */
function difference(before: Contact, after: Contact): Record<string, unknown> {
  const [a, b] = [JSON.parse(JSON.stringify(before)), JSON.parse(JSON.stringify(after))]
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries(
    [...keys].filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key])).map((key) => [key, b[key]]),
  )
}

/** The fields of a contact that each field of a body can change. */
const reach: Record<string, string[]> = {
  firstName: ['firstName', 'firstNameLowerCase', 'name', 'fullNameLowerCase'],
  lastName: ['lastName', 'lastNameLowerCase', 'name', 'fullNameLowerCase'],
  name: ['firstName', 'firstNameLowerCase', 'lastName', 'lastNameLowerCase', 'name', 'fullNameLowerCase'],
  // A new first email or phone is removed from the additional ones.
  email: ['email', 'emailLowerCase', 'additionalEmails'],
  phone: ['phone', 'additionalPhones'],
}

describe('applyChanges', () => {
  const nullableFields = [
    ['firstName', ['firstName', 'firstNameLowerCase', 'name', 'fullNameLowerCase']],
    ['lastName', ['lastName', 'lastNameLowerCase', 'name', 'fullNameLowerCase']],
    ['email', ['email', 'emailLowerCase']],
    ['phone', ['phone']],
    ['address1', ['address1']],
    ['city', ['city']],
    ['state', ['state']],
    ['website', ['website']],
    ['timezone', ['timezone']],
    ['source', ['source']],
    ['dateOfBirth', ['dateOfBirth']],
    ['assignedTo', ['assignedTo']],
    ['companyName', ['companyName']],
  ] as const

  it.each(nullableFields)('clears %s by null and by ""', (field, touched) => {
    for (const nothing of [null, '']) {
      const after = applyChanges(full, { body: { [field]: nothing } })
      expect(after[field]).toBeUndefined()
      expect(JSON.parse(JSON.stringify(after))).not.toHaveProperty(field)
      expect(Object.keys(difference(full, after)).sort()).toEqual([...touched].sort())
    }
  })

  it.each<[string, Changes['body'], Record<string, unknown>]>([
    ['changes nothing for {}', {}, {}],
    [
      'splits a single name at its first space',
      { name: 'Rosan de Deo' },
      {
        name: 'Rosan de Deo',
        firstName: 'Rosan',
        firstNameLowerCase: 'rosan',
        fullNameLowerCase: 'rosan de deo',
        lastName: 'de Deo',
        lastNameLowerCase: 'de deo',
      },
    ],
    [
      'clears the last name for a name of one word',
      { name: 'Jane' },
      { name: 'Jane', fullNameLowerCase: 'jane', lastName: undefined, lastNameLowerCase: undefined },
    ],
    [
      'clears both names for a name that is null',
      { name: null },
      {
        name: '',
        fullNameLowerCase: '',
        firstName: undefined,
        firstNameLowerCase: undefined,
        lastName: undefined,
        lastNameLowerCase: undefined,
      },
    ],
    [
      'BR-034 prefers firstName and lastName to name',
      { name: 'Other Person', firstName: 'Rosan', lastName: 'Deo' },
      {
        name: 'Rosan Deo',
        firstName: 'Rosan',
        firstNameLowerCase: 'rosan',
        fullNameLowerCase: 'rosan deo',
        lastName: 'Deo',
        lastNameLowerCase: 'deo',
      },
    ],
    [
      'keeps the case of an email, and adds its lower case',
      { email: 'JohnDeo@Gmail.com' },
      { email: 'JohnDeo@Gmail.com', emailLowerCase: 'johndeo@gmail.com' },
    ],
    ['stores a birth date as YYYY-MM-DD', { dateOfBirth: '12/31/1980' }, { dateOfBirth: '1980-12-31' }],
    ['replaces all tags', { tags: [' New ', 'NEW', 'x'] }, { tags: ['new', 'x'] }],
    ['clears all tags', { tags: [] }, { tags: [] }],
    ['changes dnd but not dndSettings', { dnd: false }, { dnd: false }],
    [
      'changes dndSettings but not dnd',
      { dndSettings: { Call: { status: 'inactive' } } },
      { dndSettings: { Call: { status: 'inactive' }, SMS: { status: 'active' } } },
    ],
    [
      'changes only inboundDndSettings',
      { inboundDndSettings: { all: { status: 'inactive', message: 'm' } } },
      { inboundDndSettings: { all: { status: 'inactive', message: 'm' } } },
    ],
    ['stores text as sent', { city: ' Zu\u0308rich 👩‍👩‍👧 שלום ' }, { city: ' Zu\u0308rich 👩‍👩‍👧 שלום ' }],
  ])('%s', (_rule, body, changed) => {
    expect(difference(full, applyChanges(full, { body }))).toEqual(changed)
  })

  it('uses the resolved phone and custom fields', () => {
    const changes: Changes = {
      body: { phone: '(555) 000-1111', customFields: [] },
      phone: '+15550001111',
      customFields: [{ id: 'g', value: 'x' }],
    }
    expect(difference(full, applyChanges(full, changes))).toEqual({
      phone: '+15550001111',
      customFields: [{ id: 'g', value: 'x' }],
    })
  })

  it('BR-030 does not change properties that the body does not have', () => {
    fc.assert(
      fc.property(anyContact, anyChanges, (before, changes) => {
        const reachable = new Set(
          [...Object.keys(changes), ...Object.keys(changes.body)].flatMap((field) => reach[field] ?? [field]),
        )
        for (const key of Object.keys(difference(before, applyChanges(before, changes)))) {
          expect(reachable).toContain(key)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('changes nothing when applied a second time', () => {
    fc.assert(
      fc.property(anyContact, anyChanges, (before, changes) => {
        const once = applyChanges(before, changes)
        expect(JSON.stringify(applyChanges(once, changes))).toBe(JSON.stringify(once))
        const stored = JSON.parse(JSON.stringify(once)) as Contact
        expect(JSON.stringify(applyChanges(stored, changes))).toBe(JSON.stringify(once))
      }),
      { numRuns: 500 },
    )
  })

  it('has the keys in a fixed order, for any order in the body', () => {
    fc.assert(
      fc.property(anyContact, anyChanges, (before, changes) => {
        const turned = { ...changes, body: Object.fromEntries(Object.entries(changes.body).reverse()) }
        expect(JSON.stringify(applyChanges(before, turned))).toBe(
          JSON.stringify(applyChanges(before, changes)),
        )
        expect(Object.keys(applyChanges(before, changes))).toEqual(Object.keys(full))
      }),
    )
  })

  it('mutates neither the old contact nor the body', () => {
    fc.assert(
      fc.property(anyContact, anyChanges, (before, changes) => {
        const copies = JSON.stringify([before, changes])
        applyChanges(before, changes)
        expect(JSON.stringify([before, changes])).toBe(copies)
      }),
    )
  })

  it('stores no empty text: unset properties are missing', () => {
    fc.assert(
      fc.property(anyContact, anyChanges, (before, changes) => {
        const { name, fullNameLowerCase, ...rest } = applyChanges(before, changes)
        expect(Object.values(rest)).not.toContain('')
        expect(name === '').toBe(rest.firstName === undefined && rest.lastName === undefined)
        expect(fullNameLowerCase).toBe(name.toLowerCase())
      }),
    )
  })

  it('keeps derived fields consistent with their sources', () => {
    fc.assert(
      fc.property(anyContact, anyChanges, (before, changes) => {
        const after = applyChanges(before, changes)
        expect(JSON.stringify(completed(after))).toBe(JSON.stringify(after))
      }),
    )
  })
})

describe('stamped', () => {
  it('BR-047 records the author and the time of the change', () => {
    const after = applyChanges(full, { body: { city: 'Berlin' } })
    expect(difference(after, stamped(full, after, changer))).toEqual({
      dateUpdated: changer.timestamp,
      lastUpdatedBy: changer,
    })
  })

  it.each<[string, Changes['body']]>([
    ['dnd', { dnd: false }],
    ['dndSettings', { dndSettings: { SMS: { status: 'inactive' } } }],
  ])('BR-046 records when %s changed', (_field, body) => {
    expect(stamped(full, applyChanges(full, { body }), changer).dndDate).toBe(changer.timestamp)
  })

  it.each<[string, Changes['body']]>([
    ['dnd is sent unchanged', { dnd: true }],
    ['dndSettings are sent unchanged', { dndSettings: { SMS: { status: 'active' } } }],
    ['inboundDndSettings change', { inboundDndSettings: { all: { status: 'inactive' } } }],
  ])('BR-046 does not change dndDate if %s', (_case, body) => {
    const before = { ...full, dndDate: maker.timestamp }
    expect(stamped(before, applyChanges(before, { body }), changer).dndDate).toBe(maker.timestamp)
  })

  it('keeps the order of the keys', () => {
    expect(Object.keys(stamped(full, full, changer))).toEqual(Object.keys(full))
  })
})
