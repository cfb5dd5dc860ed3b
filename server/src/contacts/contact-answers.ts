import { Type } from 'typebox'
import { dndChannels } from './dnd.ts'
import { doneAnswer } from './done-answer.ts'

const instant = (description: string) => Type.String({ description, example: '2024-06-16T14:00:00.000Z' })

const actor = (description: string) =>
  Type.Object(
    {
      source: Type.String({ description: 'The kind of caller.', example: 'INTEGRATION' }),
      channel: Type.String({ description: 'The way it came.', example: 'OAUTH' }),
      sourceId: Type.String({ description: 'The id of the token.', example: 'Bq2UfLxzQqJZtB5uY0aN' }),
      timestamp: instant('When.'),
    },
    { description },
  )

const dndSetting = Type.Object(
  {
    status: Type.String({ description: '`active` blocks.', example: 'active' }),
    message: Type.Optional(Type.String({ description: 'As sent.', example: 'Asked by phone' })),
    code: Type.Optional(Type.String({ description: 'As sent.', example: '103' })),
  },
  { description: 'As it was last sent.' },
)

const unset = (description: string, example: string) =>
  Type.Optional(Type.String({ description: `${description} Missing when not set.`, example }))

/** A contact as GET and PUT answer it. */
const contactAnswer = Type.Object(
  {
    id: Type.String({ description: 'The id of the contact.', example: 'ocQHyuzHvysMo5N5VsXc' }),
    name: Type.String({
      description: 'First and last name; empty when neither is set.',
      example: 'Jane Doe',
    }),
    dateAdded: instant('When the contact was made.'),
    dateUpdated: instant('When it last changed.'),
    deleted: Type.Boolean({ description: 'Always false: what is deleted is gone.', example: false }),
    tags: Type.Array(Type.String(), { description: 'Tags, in lower case.', example: ['vip', 'returning'] }),
    type: Type.String({ description: 'The kind of contact.', example: 'lead' }),
    customFields: Type.Array(
      Type.Object({
        id: Type.String({ description: 'The id of the custom field.', example: 'MgobCB14YMVKuE4Ka8p1' }),
        value: Type.Unsafe<unknown>({
          description: 'Text, a number, a list of options, or an object for TEXTBOX_LIST and files.',
          example: 'name',
        }),
      }),
      { description: 'The custom fields that are set.' },
    ),
    locationId: Type.String({
      description: 'The location that the contact stands in.',
      example: 've9EPM428h8vShlRW1KT',
    }),
    firstName: unset('First name.', 'Jane'),
    firstNameLowerCase: unset('The same in lower case.', 'jane'),
    fullNameLowerCase: Type.String({ description: '`name` in lower case.', example: 'jane doe' }),
    lastName: unset('Last name.', 'Doe'),
    lastNameLowerCase: unset('The same in lower case.', 'doe'),
    email: unset('Email address.', 'jane@doe.com'),
    emailLowerCase: unset('The same in lower case.', 'jane@doe.com'),
    bounceEmail: Type.Boolean({ description: 'Always false: contactd sends no email.', example: false }),
    unsubscribeEmail: Type.Boolean({
      description: 'Always false: contactd sends no email.',
      example: false,
    }),
    phone: unset('Phone number in E.164.', '+15551234567'),
    address1: unset('Street address.', '3535 1st St N'),
    city: unset('City.', 'Dolomite'),
    state: unset('State or province.', 'AL'),
    country: unset('ISO 3166-1 alpha-2.', 'US'),
    postalCode: unset('Postal code.', '35061'),
    website: unset('Website.', 'https://www.tesla.com'),
    source: unset('Lead source.', 'public api'),
    companyName: unset('Company name.', 'Doe Enterprises'),
    timezone: unset('IANA time zone.', 'America/Chihuahua'),
    dateOfBirth: unset(
      'Birth date; `1990-09-25T00:00:00.000Z` in the answer of Create Contact.',
      '1990-09-25',
    ),
    birthMonth: Type.Optional(Type.Integer({ description: 'Answered by Create Contact alone.', example: 9 })),
    birthDay: Type.Optional(Type.Integer({ description: 'Answered by Create Contact alone.', example: 25 })),
    dnd: Type.Boolean({ description: 'Do Not Disturb as a whole.', example: false }),
    dndDate: unset('When Do Not Disturb last changed.', '2024-06-16T14:00:00.000Z'),
    dndSettings: Type.Optional(
      Type.Object(Object.fromEntries(dndChannels.map((channel) => [channel, Type.Optional(dndSetting)])), {
        description: 'Do Not Disturb for each channel. Missing when not set.',
      }),
    ),
    inboundDndSettings: Type.Optional(
      Type.Object(
        { all: Type.Optional(dndSetting) },
        { description: 'Do Not Disturb for what comes in. Missing when not set.' },
      ),
    ),
    gender: unset('Gender.', 'female'),
    assignedTo: unset("A user's id.", 'y0BeYjuRIlDwsDcOHOJo'),
    businessId: unset("A business's id.", '63771dcac1116f0e21de8e12'),
    createdBy: actor('Who made it.'),
    lastUpdatedBy: actor('Who last changed it.'),
    lastSessionActivityAt: instant('When it was made.'),
    followers: Type.Array(Type.String(), { description: 'The users who follow the contact.' }),
    additionalEmails: Type.Array(
      Type.Object({ email: Type.String({ description: 'As written.', example: 'jane@work.example.com' }) }),
      { description: 'The emails beside `email`.' },
    ),
    additionalPhones: Type.Array(
      Type.Object({
        phone: Type.String({ description: 'In E.164.', example: '+15557654321' }),
        phoneLabel: Type.Optional(Type.String({ description: 'As sent.', example: 'Mobile' })),
      }),
      { description: 'The phone numbers beside `phone`.' },
    ),
    validEmail: Type.Null({ description: 'Always null: contactd does not verify addresses.' }),
    validEmailDate: Type.Null({ description: 'Always null.' }),
  },
  { additionalProperties: false, description: 'The contact.' },
)

const traceId = Type.String({
  description: 'The id of the request, as in the log.',
  example: '494a7862-4dc9-4165-a5b2-fed3443636aa',
})

export const contactAnswers = {
  updated: Type.Object({ ...doneAnswer.properties, contact: contactAnswer, traceId }),
  found: Type.Object({ contact: contactAnswer, traceId }),
  created: Type.Object({ contact: contactAnswer, traceId }),
  deleted: Type.Object({ ...doneAnswer.properties, traceId }),
  tagsAdded: Type.Object({
    tags: Type.Array(Type.String(), { description: 'All tags of the contact.' }),
    tagsAdded: Type.Array(Type.String(), { description: 'Those that it did not have.' }),
  }),
  tagsRemoved: Type.Object({
    tags: Type.Array(Type.String(), { description: 'The tags that are left.' }),
    tagsRemoved: Type.Array(Type.String(), { description: 'Those that it had.' }),
  }),
}
