import fc from 'fast-check'
import {
  withoutFirstEmail,
  withoutFirstPhone,
} from '../../server/src/api/contacts/addresses/additional-addresses.ts'
import type { Changes } from '../../server/src/api/contacts/apply-changes.ts'
import { type Contact, completed } from '../../server/src/api/contacts/contact.ts'
import { dndChannels } from '../../server/src/api/contacts/dnd.ts'

const actor = {
  source: 'INTEGRATION',
  channel: 'OAUTH',
  sourceId: 'Bq2UfLxzQqJZtB5uY0aN',
  timestamp: '2024-06-16T14:00:00.000Z',
} as const

/** Text of every kind: emoji, right-to-left, combining marks, white space, `__proto__`. */
export const anyText = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    'Jane',
    'van Doe',
    ' Ren\u0065\u0301 ',
    'שלום',
    '👩‍👩‍👧',
    'İstanbul',
    'ΟΔΟΣ',
    '__proto__',
    'ß',
    ' ',
  ),
)
const someText = anyText.filter((text) => text !== '')
const word = someText.map((text) => text.trim()).filter((text) => text !== '')

const birthday = fc
  .date({
    min: new Date('1900-01-01T00:00:00.000Z'),
    max: new Date('2030-01-01T00:00:00.000Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString().slice(0, 10))

/** Emails, some of which differ only in case. */
export const anyEmail = fc.constantFrom(
  'Jane@Doe.com',
  'jane@doe.com',
  'x@example.com',
  'straße@example.com',
  'STRASSE@example.com',
  'new@example.com',
)

const phone = fc.constantFrom('+15551234567', '+442079460958', '+4930901820')

const setting = fc.record(
  {
    status: fc.constantFrom('active' as const, 'inactive' as const, 'permanent' as const),
    message: anyText,
    code: anyText,
  },
  { requiredKeys: ['status'] },
)
const dndSettings = fc.record(
  Object.fromEntries(dndChannels.map((channel) => [channel, setting])) as Record<
    (typeof dndChannels)[number],
    typeof setting
  >,
  { requiredKeys: [] },
)
const inboundDndSettings = fc.record(
  {
    all: fc.record(
      { status: fc.constantFrom('active' as const, 'inactive' as const), message: anyText },
      { requiredKeys: ['status'] },
    ),
  },
  { requiredKeys: [] },
)

const customFields = fc.uniqueArray(
  fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), value: fc.oneof(someText, fc.integer()) }),
  { selector: (entry) => entry.id, maxLength: 4 },
)

/** Contacts as they may be stored. */
export const anyContact: fc.Arbitrary<Contact> = fc
  .record(
    {
      tags: fc.uniqueArray(fc.constantFrom('vip', 'returning', 'neu', '新')),
      customFields,
      dnd: fc.boolean(),
      firstName: word,
      lastName: word,
      email: fc.constantFrom('Jane@Doe.com', 'x@example.com'),
      phone,
      address1: someText,
      city: someText,
      state: someText,
      postalCode: someText,
      country: fc.constantFrom('US', 'DE'),
      website: someText,
      timezone: fc.constantFrom('UTC', 'America/Chihuahua'),
      source: someText,
      companyName: someText,
      dateOfBirth: birthday,
      dndDate: fc.constant('2024-01-01T00:00:00.000Z'),
      dndSettings,
      inboundDndSettings,
      gender: someText,
      assignedTo: fc.constant('y0BeYjuRIlDwsDcOHOJo'),
      businessId: fc.constant('63b7ec34ea409a9a8bd2a4ff'),
      additionalEmails: fc.array(
        anyEmail.map((email) => ({ email })),
        { maxLength: 4 },
      ),
      additionalPhones: fc.array(fc.record({ phone, phoneLabel: anyText }, { requiredKeys: ['phone'] }), {
        maxLength: 4,
      }),
    },
    { requiredKeys: ['tags', 'customFields', 'dnd', 'additionalEmails', 'additionalPhones'] },
  )
  .map((fields) =>
    completed({
      id: 'ocQHyuzHvysMo5N5VsXc',
      locationId: 've9EPM428h8vShlRW1KT',
      dateAdded: '2024-01-01T00:00:00.000Z',
      dateUpdated: '2024-02-02T00:00:00.000Z',
      type: 'lead',
      createdBy: actor,
      lastUpdatedBy: actor,
      lastSessionActivityAt: '2024-01-01T00:00:00.000Z',
      followers: [],
      ...fields,
      additionalEmails: withoutFirstEmail(fields.additionalEmails, fields.email),
      additionalPhones: withoutFirstPhone(fields.additionalPhones, fields.phone),
    }),
  )

const clearable = <T>(of: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: of }, fc.constantFrom(null, ''))

/** Additional addresses that a body may change. */
const additionalLists = fc.record(
  {
    additionalEmails: fc.array(
      anyEmail.map((email) => ({ email })),
      { maxLength: 4 },
    ),
    additionalPhones: fc.array(
      phone.map((one) => ({ phone: one })),
      { maxLength: 4 },
    ),
  },
  { requiredKeys: [] },
)

/** Valid bodies of Update Contact, resolved against the location. */
export const anyChanges: fc.Arbitrary<Changes> = fc
  .record(
    {
      firstName: clearable(anyText),
      lastName: clearable(anyText),
      name: clearable(anyText),
      email: clearable(fc.constantFrom('New@Example.com', 'x@example.com')),
      phone: clearable(phone),
      address1: clearable(anyText),
      city: clearable(anyText),
      state: clearable(anyText),
      postalCode: anyText,
      country: fc.constantFrom('US', 'GB'),
      website: clearable(anyText),
      timezone: clearable(fc.constantFrom('UTC', 'Europe/Berlin')),
      source: clearable(anyText),
      companyName: clearable(anyText),
      dateOfBirth: clearable(
        fc.oneof(
          birthday,
          birthday.map((day) => day.replaceAll('-', '/')),
        ),
      ),
      assignedTo: clearable(fc.constant('another')),
      dnd: fc.boolean(),
      dndSettings,
      inboundDndSettings,
      tags: fc.array(fc.oneof(anyText, fc.constantFrom('VIP', ' vip ', 'Neu', '新'))),
      customFields: fc.constant<{ id: string }[]>([]),
    },
    { requiredKeys: [] },
  )
  .chain((body) =>
    fc.tuple(customFields, additionalLists).map(([read, lists]) => ({
      body,
      ...lists,
      ...(body.phone && { phone: body.phone }),
      ...(body.customFields && { customFields: read }),
    })),
  )
