import { type TSchema, Type } from 'typebox'
import { described } from '../../http/described.ts'
import type { RefusalName } from '../../http/error-responses.ts'
import { type DndChannel, dndChannels } from '../contacts/dnd.ts'
import { version3Channels } from '../contacts/v3/version-3.ts'
import { nullable } from '../schemas/nullable.ts'

const text = (example: string, description?: string) => nullable(name(example, description))
const name = (example: string, description?: string) => Type.String({ example, ...described(description) })
const instant = () => name('2024-06-16T14:00:00.000Z')
const texts = (description: string, example: string[]) => Type.Array(Type.String(), { description, example })

/** The properties that rows of both shapes share. */
const common = {
  id: name('ocQHyuzHvysMo5N5VsXc'),
  locationId: name('ve9EPM428h8vShlRW1KT'),
  type: name('lead'),
  email: text('jane@doe.com'),
  phone: text('+15551234567', 'In E.164.'),
  companyName: text('Doe Enterprises'),
  city: text('Dolomite'),
  state: text('AL'),
  postalCode: text('35061'),
  country: text('US', 'ISO 3166-1 alpha-2.'),
  source: text('public api'),
  assignedTo: text('y0BeYjuRIlDwsDcOHOJo', 'The id of a user.'),
  businessId: text('63b7ec34ea409a9a8bd2a4ff'),
  dnd: Type.Boolean({ example: false }),
  tags: texts('In lower case.', ['vip', 'returning']),
  followers: texts('The ids of the users who follow the contact.', []),
  customFields: Type.Array(
    Type.Object({
      id: name('MgobCB14YMVKuE4Ka8p1'),
      value: Type.Unsafe<unknown>({ description: 'As in Get Contact.', example: 'name' }),
    }),
  ),
  additionalEmails: Type.Array(Type.Object({ email: name('jane@work.example.com') })),
  dateAdded: instant(),
  dateUpdated: instant(),
}

/** The position of a row: its sort values and its id. */
const place = (description: string) =>
  Type.Array(Type.Unsafe<unknown>({}), {
    description,
    example: [1729641711634, 'ocQHyuzHvysMo5N5VsXc'],
  })

const dndSetting = Type.Object({
  status: name('active', '`active` blocks the channel.'),
  message: Type.Optional(name('Asked by phone')),
  code: Type.Optional(name('103')),
})

const dndSettings = (nameOf: (channel: DndChannel) => string) =>
  Type.Object(
    Object.fromEntries(dndChannels.map((channel) => [nameOf(channel), Type.Optional(dndSetting)])),
    { description: 'Do Not Disturb by channel, as last sent.' },
  )

const asStored = (channel: DndChannel) => channel
const inVersion3 = (channel: DndChannel) => version3Channels[channel]

const searchRow = (nameOf: typeof inVersion3 | typeof asStored) =>
  Type.Object({
    ...common,
    phoneLabel: nullable(Type.String({ description: 'Always null.' })),
    address: text('3535 1st St N'),
    businessName: text('Doe Enterprises', 'Same as `companyName`.'),
    additionalPhones: Type.Array(
      Type.Object({
        phone: name('+15557654321', 'In E.164.'),
        phoneLabel: Type.Optional(name('Mobile')),
      }),
    ),
    dateOfBirth: nullable(
      Type.Integer({
        description: 'In milliseconds since 1970.',
        example: 1363132800000,
      }),
    ),
    firstNameLowerCase: text('jane', 'In lower case.'),
    lastNameLowerCase: text('doe', 'In lower case.'),
    validEmail: nullable(Type.Boolean({ description: 'Always null: contactd does not verify addresses.' })),
    opportunities: Type.Array(
      Type.Object({
        pipelineId: name('bCkKGpDsyPP4peuKowkG', 'The id of its pipeline.'),
        id: name('yWQobCRIhRguQtD2llvk'),
        monetaryValue: Type.Number({ description: 'Its value; 0 if it was never set.', example: 500 }),
        pipelineStageId: name('7915dedc-8f18-44d5-8bc3-77c04e994a10', 'The id of its stage.'),
        status: name('open'),
      }),
      { description: 'The first 100 opportunities of the contact.' },
    ),
    firstName: text('Jane'),
    lastName: text('Doe'),
    contactName: text('jane doe', 'First and last name in lower case.'),
    website: text('https://www.tesla.com'),
    timezone: text('America/Chihuahua'),
    dndSettings: dndSettings(nameOf),
    inboundDndSettings: nullable(
      Type.Object(
        { all: Type.Optional(dndSetting) },
        { description: 'Do Not Disturb for incoming messages, as last sent.' },
      ),
    ),
    attributionSource: nullable(Type.Object({}, { description: 'Always null.' })),
    lastAttributionSource: nullable(Type.Object({}, { description: 'Always null.' })),
    searchAfter: place('Send it as `searchAfter` to get the page after this row.'),
  })

const listRow = (nameOf: typeof inVersion3 | typeof asStored) =>
  Type.Object({
    ...common,
    contactName: text('jane doe', 'The name in lower case, or else the email, or else the phone.'),
    firstName: text('jane', 'In lower case.'),
    lastName: text('doe', 'In lower case.'),
    firstNameRaw: text('Jane', 'As written.'),
    lastNameRaw: text('Doe', 'As written.'),
    address1: text('3535 1st St N'),
    dateOfBirth: text('1990-09-25'),
    website: text('https://www.tesla.com'),
    timezone: text('America/Chihuahua'),
    profilePhoto: nullable(Type.String({ description: 'Always null.' })),
    attributions: Type.Array(Type.Unsafe<unknown>({}), { description: 'Always empty.' }),
    dndSettings: dndSettings(nameOf),
    startAfter: place(
      'Milliseconds and id. Send them as `startAfter` and `startAfterId` to get the page after this row.',
    ),
  })

const total = Type.Integer({ description: 'The number of contacts on all pages.', example: 1 })
const traceId = name('494a7862-4dc9-4165-a5b2-fed3443636aa')
const rows = (row: TSchema) => Type.Array(row)

const found = (row: TSchema) => Type.Object({ contacts: rows(row), total, traceId })

const meta = Type.Object({
  total,
  nextPageUrl: text(
    'http://localhost:4455/contacts/?locationId=ve9EPM428h8vShlRW1KT&limit=20&startAfter=1631087949919&startAfterId=yd0jdjOavGk2o6Nh5Ndb',
    'The URL of the next page; null on the last.',
  ),
  startAfterId: text('yd0jdjOavGk2o6Nh5Ndb', 'The id of the last row.'),
  startAfter: nullable(
    Type.Integer({
      description: 'The creation time of the last row, in milliseconds.',
      example: 1631087949919,
    }),
  ),
  currentPage: Type.Integer({
    description: 'Always 1: pages count from the request.',
    example: 1,
  }),
  nextPage: nullable(
    Type.Integer({ description: '2 while there are more pages; null on the last.', example: 2 }),
  ),
  prevPage: nullable(Type.Integer({ description: 'Always null.' })),
})

const listed = (row: TSchema) => Type.Object({ contacts: rows(row), count: total, meta, traceId })

export const searchAnswers = {
  found: found(searchRow(asStored)),
  foundVersion3: found(searchRow(inVersion3)),
  listed: listed(listRow(asStored)),
  /** A row of a list, for other operations that list contacts. */
  listRow: listRow(asStored),
  listRowVersion3: listRow(inVersion3),
}

/** The errors of all operations that search contacts. */
export const searchRefusals = [
  'tooManySearches',
  'searchTooSlow',
  'searchTooCostly',
  'searchUnavailable',
  'searchIndexBehind',
] as const satisfies readonly RefusalName[]
