import { type TSchema, Type } from 'typebox'
import { type DndChannel, dndChannels } from '../dnd.ts'
import { version3Channels } from '../version-3/version-3.ts'

const unset = <Schema extends TSchema>(schema: Schema) => Type.Unsafe<unknown>({ ...schema, nullable: true })
const text = (description: string, example: string) =>
  unset(Type.String({ description: `${description} Null when not set.`, example }))
const name = (description: string, example: string) => Type.String({ description, example })
const instant = (description: string) => name(description, '2024-06-16T14:00:00.000Z')
const texts = (description: string, example: string[]) => Type.Array(Type.String(), { description, example })

/** What rows of both shapes have, under the same names. */
const common = {
  id: name('The id of the contact.', 'ocQHyuzHvysMo5N5VsXc'),
  locationId: name('The location that it stands in.', 've9EPM428h8vShlRW1KT'),
  type: name('The kind of contact.', 'lead'),
  email: text('Email address.', 'jane@doe.com'),
  phone: text('Phone number in E.164.', '+15551234567'),
  companyName: text('Company name.', 'Doe Enterprises'),
  city: text('City.', 'Dolomite'),
  state: text('State or province.', 'AL'),
  postalCode: text('Postal code.', '35061'),
  country: text('ISO 3166-1 alpha-2.', 'US'),
  source: text('Lead source.', 'public api'),
  assignedTo: text("A user's id.", 'y0BeYjuRIlDwsDcOHOJo'),
  businessId: text("A business's id.", '63b7ec34ea409a9a8bd2a4ff'),
  dnd: Type.Boolean({ description: 'Do Not Disturb as a whole.', example: false }),
  tags: texts('Tags, in lower case.', ['vip', 'returning']),
  followers: texts('The ids of the users who follow it.', []),
  customFields: Type.Array(
    Type.Object({
      id: name('The id of the custom field.', 'MgobCB14YMVKuE4Ka8p1'),
      value: Type.Unsafe<unknown>({ description: 'As Get Contact answers it.', example: 'name' }),
    }),
    { description: 'The custom fields that are set.' },
  ),
  additionalEmails: Type.Array(Type.Object({ email: name('As written.', 'jane@work.example.com') }), {
    description: 'The emails beside `email`.',
  }),
  dateAdded: instant('When the contact was made.'),
  dateUpdated: instant('When it last changed.'),
}

/** Where a row stands: what it is sorted by, and its id. */
const place = (description: string) =>
  Type.Array(Type.Unsafe<unknown>({ nullable: true }), {
    description,
    example: [1729641711634, 'ocQHyuzHvysMo5N5VsXc'],
  })

const dndSetting = Type.Object(
  {
    status: name('`active` blocks.', 'active'),
    message: Type.Optional(name('As sent.', 'Asked by phone')),
    code: Type.Optional(name('As sent.', '103')),
  },
  { description: 'As it was last sent.' },
)

const dndSettings = (nameOf: (channel: DndChannel) => string) =>
  Type.Object(
    Object.fromEntries(dndChannels.map((channel) => [nameOf(channel), Type.Optional(dndSetting)])),
    { description: 'Do Not Disturb for each channel. Empty when not set.' },
  )

const asStored = (channel: DndChannel) => channel
const inVersion3 = (channel: DndChannel) => version3Channels[channel]

const searchRow = (nameOf: typeof inVersion3 | typeof asStored) =>
  Type.Object({
    ...common,
    phoneLabel: unset(Type.String({ description: 'Always null.' })),
    address: text('Street address.', '3535 1st St N'),
    businessName: text('The same as `companyName`.', 'Doe Enterprises'),
    additionalPhones: Type.Array(
      Type.Object({
        phone: name('In E.164.', '+15557654321'),
        phoneLabel: Type.Optional(name('As sent.', 'Mobile')),
      }),
      { description: 'The phone numbers beside `phone`.' },
    ),
    dateOfBirth: unset(
      Type.Integer({
        description: 'Birth date in milliseconds since 1970. Null when not set.',
        example: 1363132800000,
      }),
    ),
    firstNameLowerCase: text('First name in lower case.', 'jane'),
    lastNameLowerCase: text('Last name in lower case.', 'doe'),
    validEmail: unset(Type.Boolean({ description: 'Always null: contactd does not verify addresses.' })),
    opportunities: Type.Array(Type.Unsafe<unknown>({}), { description: 'Always empty.' }),
    dndSettings: dndSettings(nameOf),
    searchAfter: place('Sent as `searchAfter`, it begins a page behind this row.'),
  })

const listRow = (nameOf: typeof inVersion3 | typeof asStored) =>
  Type.Object({
    ...common,
    contactName: text('The name in lower case, else the email, else the phone.', 'jane doe'),
    firstName: text('First name in lower case.', 'jane'),
    lastName: text('Last name in lower case.', 'doe'),
    firstNameRaw: text('First name as written.', 'Jane'),
    lastNameRaw: text('Last name as written.', 'Doe'),
    address1: text('Street address.', '3535 1st St N'),
    dateOfBirth: text('Birth date.', '1990-09-25'),
    website: text('Website.', 'https://www.tesla.com'),
    timezone: text('IANA time zone.', 'America/Chihuahua'),
    profilePhoto: unset(Type.String({ description: 'Always null.' })),
    attributions: Type.Array(Type.Unsafe<unknown>({}), { description: 'Always empty.' }),
    dndSettings: dndSettings(nameOf),
    startAfter: place(
      'Its milliseconds and id, sent as `startAfter` and `startAfterId`, begin a page behind it.',
    ),
  })

const total = Type.Integer({ description: 'How many contacts there are, on all pages.', example: 1 })
const traceId = name('The id of the request, as in the log.', '494a7862-4dc9-4165-a5b2-fed3443636aa')
const rows = (row: TSchema) => Type.Array(row, { description: 'The contacts of this page.' })

const found = (row: TSchema) => Type.Object({ contacts: rows(row), total, traceId })

const meta = Type.Object(
  {
    total,
    nextPageUrl: text(
      'Where the next page is; null on the last.',
      'http://localhost:4455/contacts/?locationId=ve9EPM428h8vShlRW1KT&limit=20&startAfter=1631087949919&startAfterId=yd0jdjOavGk2o6Nh5Ndb',
    ),
    startAfterId: text('The id of the last row.', 'yd0jdjOavGk2o6Nh5Ndb'),
    startAfter: unset(
      Type.Integer({ description: 'When the last row was made, in milliseconds.', example: 1631087949919 }),
    ),
    currentPage: Type.Integer({
      description: 'Always 1: pages are counted from the request on.',
      example: 1,
    }),
    nextPage: unset(
      Type.Integer({ description: '2 while there are more; null on the last page.', example: 2 }),
    ),
    prevPage: unset(Type.Integer({ description: 'Always null.' })),
  },
  { description: 'Where the page stands.' },
)

const listed = (row: TSchema) => Type.Object({ contacts: rows(row), count: total, meta, traceId })

export const searchAnswers = {
  found: found(searchRow(asStored)),
  foundVersion3: found(searchRow(inVersion3)),
  listed: listed(listRow(asStored)),
  /** A row of a list, for what else answers lists of contacts. */
  listRow: listRow(asStored),
  listRowVersion3: listRow(inVersion3),
}
