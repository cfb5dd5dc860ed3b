import { Type } from 'typebox'
import { described } from '../../http/described.ts'
import { succeededResponse } from '../schemas/succeeded-response.ts'
import { dndChannels } from './dnd.ts'

const instant = (description?: string) =>
  Type.String({ example: '2024-06-16T14:00:00.000Z', ...described(description) })

const actor = Type.Object({
  source: Type.String({ description: 'The kind of caller.', example: 'INTEGRATION' }),
  channel: Type.String({ description: 'The channel of the change.', example: 'OAUTH' }),
  sourceId: Type.String({ description: 'The id of the token.', example: 'Bq2UfLxzQqJZtB5uY0aN' }),
  timestamp: instant(),
})

const dndSetting = Type.Object({
  status: Type.String({ description: '`active` blocks the channel.', example: 'active' }),
  message: Type.Optional(Type.String({ example: 'Asked by phone' })),
  code: Type.Optional(Type.String({ example: '103' })),
})

/** A text that is missing while it is not set. */
const unset = (example: string, description?: string) =>
  Type.Optional(Type.String({ example, ...described(description) }))

/** A contact as GET and PUT return it. */
const contactAnswer = Type.Object(
  {
    id: Type.String({ example: 'ocQHyuzHvysMo5N5VsXc' }),
    name: Type.String({
      description: 'First and last name; empty if neither is set.',
      example: 'Jane Doe',
    }),
    dateAdded: instant(),
    dateUpdated: instant(),
    deleted: Type.Boolean({ description: 'Always false.', example: false }),
    tags: Type.Array(Type.String(), { description: 'In lower case.', example: ['vip', 'returning'] }),
    type: Type.String({ example: 'lead' }),
    customFields: Type.Array(
      Type.Object({
        id: Type.String({ example: 'MgobCB14YMVKuE4Ka8p1' }),
        value: Type.Unsafe<unknown>({
          description: 'Text, a number, a list of options, or an object for TEXTBOX_LIST and files.',
          example: 'name',
        }),
      }),
    ),
    locationId: Type.String({
      example: 've9EPM428h8vShlRW1KT',
    }),
    firstName: unset('Jane'),
    firstNameLowerCase: unset('jane'),
    fullNameLowerCase: Type.String({ example: 'jane doe' }),
    lastName: unset('Doe'),
    lastNameLowerCase: unset('doe'),
    email: unset('jane@doe.com'),
    emailLowerCase: unset('jane@doe.com'),
    bounceEmail: Type.Boolean({ description: 'Always false: contactd sends no email.', example: false }),
    unsubscribeEmail: Type.Boolean({
      description: 'Always false: contactd sends no email.',
      example: false,
    }),
    phone: unset('+15551234567', 'In E.164.'),
    address1: unset('3535 1st St N'),
    city: unset('Dolomite'),
    state: unset('AL'),
    country: unset('US', 'ISO 3166-1 alpha-2.'),
    postalCode: unset('35061'),
    website: unset('https://www.tesla.com'),
    source: unset('public api'),
    companyName: unset('Doe Enterprises'),
    timezone: unset('America/Chihuahua'),
    dateOfBirth: unset('1990-09-25', '`1990-09-25T00:00:00.000Z` in the response of Create Contact.'),
    birthMonth: Type.Optional(
      Type.Integer({ description: 'Only in the response of Create Contact.', example: 9 }),
    ),
    birthDay: Type.Optional(
      Type.Integer({ description: 'Only in the response of Create Contact.', example: 25 }),
    ),
    dnd: Type.Boolean({ example: false }),
    dndDate: unset('2024-06-16T14:00:00.000Z', 'Time of the last change of Do Not Disturb.'),
    dndSettings: Type.Optional(
      Type.Object(Object.fromEntries(dndChannels.map((channel) => [channel, Type.Optional(dndSetting)])), {
        description: 'Do Not Disturb by channel, as last sent.',
      }),
    ),
    inboundDndSettings: Type.Optional(
      Type.Object(
        { all: Type.Optional(dndSetting) },
        { description: 'Do Not Disturb for incoming messages, as last sent.' },
      ),
    ),
    gender: unset('female'),
    assignedTo: unset('y0BeYjuRIlDwsDcOHOJo', 'The id of a user.'),
    businessId: unset('63771dcac1116f0e21de8e12'),
    createdBy: actor,
    lastUpdatedBy: actor,
    lastSessionActivityAt: instant('Creation time.'),
    followers: Type.Array(Type.String(), { description: 'The ids of the users who follow the contact.' }),
    additionalEmails: Type.Array(Type.Object({ email: Type.String({ example: 'jane@work.example.com' }) })),
    additionalPhones: Type.Array(
      Type.Object({
        phone: Type.String({ description: 'In E.164.', example: '+15557654321' }),
        phoneLabel: Type.Optional(Type.String({ example: 'Mobile' })),
      }),
    ),
    validEmail: Type.Null({ description: 'Always null: contactd does not verify addresses.' }),
    validEmailDate: Type.Null(),
  },
  { additionalProperties: false },
)

const traceId = Type.String({
  example: '494a7862-4dc9-4165-a5b2-fed3443636aa',
})

export const contactAnswers = {
  updated: Type.Object({ ...succeededResponse.properties, contact: contactAnswer, traceId }),
  found: Type.Object({ contact: contactAnswer, traceId }),
  created: Type.Object({ contact: contactAnswer, traceId }),
  deleted: Type.Object({ ...succeededResponse.properties, traceId }),
  tagsAdded: Type.Object({
    tags: Type.Array(Type.String()),
    tagsAdded: Type.Array(Type.String(), { description: 'The tags that the contact did not have.' }),
  }),
  tagsRemoved: Type.Object({
    tags: Type.Array(Type.String()),
    tagsRemoved: Type.Array(Type.String()),
  }),
}
