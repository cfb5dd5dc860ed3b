import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyContact } from '../../../../test/support/contact-arbitraries.ts'
import type { RowPlace } from '../../columnstore/query.ts'
import { type Contact, completed } from '../contacts/contact.ts'
import { presentRow } from './row-shapes.ts'
import type { RowShape } from './search.ts'

const actor = {
  source: 'INTEGRATION',
  channel: 'OAUTH',
  sourceId: 't',
  timestamp: '2024-06-16T14:00:00.000Z',
} as const
const least = completed({
  id: 'ocQHyuzHvysMo5N5VsXc',
  locationId: 've9EPM428h8vShlRW1KT',
  dateAdded: '2024-01-01T00:00:00.000Z',
  dateUpdated: '2024-02-02T00:00:00.000Z',
  tags: [],
  type: 'lead',
  customFields: [],
  dnd: false,
  createdBy: actor,
  lastUpdatedBy: actor,
  lastSessionActivityAt: '2024-01-01T00:00:00.000Z',
  followers: [],
  additionalEmails: [],
  additionalPhones: [],
})
const most = completed({
  ...least,
  firstName: 'Jané',
  lastName: 'van Doe',
  email: 'Jane@Doe.com',
  phone: '+15551234567',
  address1: '1 Main St',
  city: 'Oslo',
  state: 'AL',
  country: 'US',
  postalCode: '35061',
  website: 'https://doe.com',
  source: 'api',
  companyName: 'Doe "Enterprises"',
  timezone: 'UTC',
  dateOfBirth: '2013-03-13',
  dnd: true,
  dndSettings: { SMS: { status: 'active', code: '103' }, WhatsApp: { status: 'inactive' } },
  inboundDndSettings: { all: { status: 'active' } },
  assignedTo: 'u',
  businessId: '63b7ec34ea409a9a8bd2a4ff',
  tags: ['vip'],
  customFields: [{ id: 'f', value: 5 }],
  followers: ['u'],
  additionalEmails: [{ email: 'b@doe.com' }],
  additionalPhones: [{ phone: '+15557654321' }],
})
const place: RowPlace = { values: [1729641711634], id: 'ocQHyuzHvysMo5N5VsXc' }

const rowOf = (shape: RowShape, contact: Contact, at = place) =>
  JSON.parse(presentRow(shape, { document: JSON.stringify(contact), place: at }))

describe('BR-293 a row of a search', () => {
  it('BR-387 has the observed keys, in their order', () => {
    expect(Object.keys(rowOf('search', most)).join(' ')).toBe(
      'id phoneLabel country address source type locationId dnd state businessName customFields tags dateAdded additionalEmails phone companyName additionalPhones dateUpdated city dateOfBirth firstNameLowerCase lastNameLowerCase email assignedTo followers validEmail opportunities postalCode businessId firstName lastName contactName website timezone dndSettings inboundDndSettings attributionSource lastAttributionSource searchAfter',
    )
  })

  it('has null for unset properties', () => {
    expect(rowOf('search', least)).toEqual({
      id: least.id,
      phoneLabel: null,
      country: null,
      address: null,
      source: null,
      type: 'lead',
      locationId: least.locationId,
      dnd: false,
      state: null,
      businessName: null,
      customFields: [],
      tags: [],
      dateAdded: least.dateAdded,
      additionalEmails: [],
      phone: null,
      companyName: null,
      additionalPhones: [],
      dateUpdated: least.dateUpdated,
      city: null,
      dateOfBirth: null,
      firstNameLowerCase: null,
      lastNameLowerCase: null,
      email: null,
      assignedTo: null,
      followers: [],
      validEmail: null,
      opportunities: [],
      postalCode: null,
      businessId: null,
      firstName: null,
      lastName: null,
      contactName: null,
      website: null,
      timezone: null,
      dndSettings: {},
      inboundDndSettings: null,
      attributionSource: null,
      lastAttributionSource: null,
      searchAfter: [1729641711634, 'ocQHyuzHvysMo5N5VsXc'],
    })
  })

  it('BR-387 has the set properties', () => {
    expect(rowOf('search', most, { values: ['jané', null], id: 'x' })).toMatchObject({
      firstName: 'Jané',
      lastName: 'van Doe',
      contactName: 'jané van doe',
      website: 'https://doe.com',
      timezone: 'UTC',
      inboundDndSettings: { all: { status: 'active' } },
      address: '1 Main St',
      businessName: 'Doe "Enterprises"',
      dateOfBirth: 1363132800000,
      firstNameLowerCase: 'jané',
      lastNameLowerCase: 'van doe',
      email: 'Jane@Doe.com',
      customFields: [{ id: 'f', value: 5 }],
      additionalEmails: [{ email: 'b@doe.com' }],
      businessId: '63b7ec34ea409a9a8bd2a4ff',
      dndSettings: most.dndSettings,
      searchAfter: ['jané', null, 'x'],
    })
  })
})

describe('BR-294 a row of a list', () => {
  it('has the observed keys', () => {
    expect(Object.keys(rowOf('list', most)).join(' ')).toBe(
      'id locationId contactName firstName lastName firstNameRaw lastNameRaw companyName email phone dnd dndSettings type source assignedTo city state postalCode address1 dateAdded dateUpdated dateOfBirth businessId tags followers country website timezone profilePhoto additionalEmails attributions customFields startAfter',
    )
  })

  it('has names in lower case, and as written', () => {
    expect(rowOf('list', most)).toMatchObject({
      contactName: 'jané van doe',
      firstName: 'jané',
      firstNameRaw: 'Jané',
      lastName: 'van doe',
      lastNameRaw: 'van Doe',
      dateOfBirth: '2013-03-13',
      startAfter: [1729641711634, 'ocQHyuzHvysMo5N5VsXc'],
    })
  })

  it('uses the email or the phone as the name of a contact without one', () => {
    expect(rowOf('list', completed({ ...least, email: 'a@b.co' })).contactName).toBe('a@b.co')
    expect(rowOf('list', completed({ ...least, phone: '+15551234567' })).contactName).toBe('+15551234567')
    const { contactName, firstName, dateOfBirth, dndSettings } = rowOf('list', least)
    expect([contactName, firstName, dateOfBirth, dndSettings]).toEqual([null, null, null, {}])
  })
})

it.each([
  ['search-v3', 'search'],
  ['list-v3', 'list'],
] as const)('BR-297 %s differs from %s in the channels alone', (inVersion3, shape) => {
  expect(rowOf(inVersion3, most)).toEqual({
    ...rowOf(shape, most),
    dndSettings: { sms: { status: 'active', code: '103' }, whatsApp: { status: 'inactive' } },
  })
  expect(presentRow(inVersion3, { document: JSON.stringify(least), place })).toBe(
    presentRow(shape, { document: JSON.stringify(least), place }),
  )
})

it.each(['search', 'list'] as const)('BR-293 BR-294 every contact has the same keys in a %s', (shape) => {
  const keys = Object.keys(rowOf(shape, least))
  fc.assert(
    fc.property(anyContact, (contact) => {
      expect(Object.keys(rowOf(shape, contact))).toEqual(keys)
    }),
  )
})
