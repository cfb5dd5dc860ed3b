import { type Static, type TSchema, Type } from 'typebox'
import { countryCodes } from '../lib/countries.ts'
import type { AdditionalEmail, AdditionalPhone } from './addresses/additional-addresses.ts'
import { dndChannels } from './dnd.ts'

/** Bounds of the values, in characters (Unicode code points), as the reference page tells them. */
export const bounds = {
  text: 1000,
  /** First and last name of the greatest length, and the space between. */
  name: 2001,
  email: 320,
  phone: 64,
  website: 2048,
  tag: 255,
  tags: 1000,
  /** Additional emails, and as many additional phones: so many HighLevel's own pages take. */
  additional: 10,
  customFields: 1000,
  id: 255,
  instant: 40,
} as const

/** A schema that also takes null, in the words of OpenAPI 3.0. */
const nullable = <Schema extends TSchema>(schema: Schema) =>
  Type.Unsafe<Static<Schema> | null>({ ...schema, nullable: true })

/** The location that a body or a query names. */
export const namedLocationId = (description: string) =>
  Type.String({ description, example: 've9EPM428h8vShlRW1KT', minLength: 1, maxLength: bounds.id })

const clears = '`null` or `""` clears it.'

const text = (description: string, example: string, maxLength: number = bounds.text) =>
  nullable(Type.String({ description: `${description} ${clears}`, example, maxLength }))

const dndSetting = Type.Object(
  {
    status: Type.Enum(['active', 'inactive', 'permanent'], {
      type: 'string',
      description: '`active` blocks the channel; `permanent` blocks it for good.',
      example: 'active',
    }),
    message: Type.Optional(
      Type.String({
        description: 'Why, in words.',
        maxLength: bounds.text,
        example: 'Asked by phone',
      }),
    ),
    code: Type.Optional(
      Type.String({ description: 'Why, as a code of your own.', maxLength: bounds.text, example: '103' }),
    ),
  },
  { additionalProperties: false, description: 'This channel. It is replaced as a whole.' },
)

const dndSettings = Type.Object(
  Object.fromEntries(dndChannels.map((channel) => [channel, Type.Optional(dndSetting)])) as Record<
    (typeof dndChannels)[number],
    ReturnType<typeof Type.Optional<typeof dndSetting>>
  >,
  {
    additionalProperties: false,
    description:
      'Do Not Disturb for each channel. Channels that are not sent stay as they are, and so does one that is `permanent`.',
  },
)

const inboundDndSettings = Type.Object(
  {
    all: Type.Optional(
      Type.Object(
        {
          status: Type.Enum(['active', 'inactive'], {
            type: 'string',
            description: '`active` blocks what comes in.',
            example: 'active',
          }),
          message: Type.Optional(
            Type.String({ description: 'Why, in words.', maxLength: bounds.text, example: 'string' }),
          ),
        },
        { additionalProperties: false, description: 'All channels together.' },
      ),
    ),
  },
  { additionalProperties: false, description: 'Do Not Disturb for what comes in.' },
)

const customFieldValue = (description: string) => Type.Unsafe<unknown>({ description, example: 'My Text' })

/** `idOrKey` is a keyword of the validator's: an item must name its field one way or the other. */
const customFieldItem = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        description: 'The id of the custom field.',
        example: '6dvNaf7VhkQ9snc5vnjJ',
        maxLength: bounds.id,
      }),
    ),
    key: Type.Optional(
      Type.String({
        description: 'The key of the custom field, with or without `contact.`. `id` wins where both stand.',
        example: 'my_custom_field',
        maxLength: bounds.id,
      }),
    ),
    field_value: Type.Optional(
      customFieldValue(
        'Text (up to 5,000 characters; LARGE_TEXT 100,000), a number, a list of options, or an object for TEXTBOX_LIST and files. `""`, `null` and `[]` clear the field.',
      ),
    ),
    fieldValue: Type.Optional(customFieldValue('The same, under its other name. `field_value` wins.')),
    value: Type.Optional(customFieldValue('The same, under the name that answers use. The others win.')),
  },
  { additionalProperties: false, idOrKey: true },
)

export type CustomFieldItem = Static<typeof customFieldItem>

export const tagList = Type.Array(Type.String({ maxLength: bounds.tag }), {
  maxItems: bounds.tags,
  description: 'Tags, in any case: contacts have them trimmed, in lower case, each once.',
  example: ['nisi sint commodo amet', 'consequat'],
})

/**
 * A list of additional addresses: texts, or objects as answers have them. Of the two types of an item, the
 * format and the length are of texts, the properties of objects.
 */
const addressList = <Item>(
  description: string,
  text: { format?: string; maxLength: number },
  item: { properties: Record<string, TSchema>; required: string[] },
) =>
  nullable(
    Type.Array(
      Type.Unsafe<string | Item>({
        type: ['string', 'object'],
        ...text,
        ...item,
        additionalProperties: false,
      }),
      { maxItems: bounds.additional, description },
    ),
  )

const emailItem = { format: 'contact-email', maxLength: bounds.email }
const phoneItem = { maxLength: bounds.phone }
const replacesAll = 'The list replaces what the contact has; `null` and `[]` clear it.'

const additionalEmails = addressList<AdditionalEmail>(
  `Emails beside \`email\`, as texts or \`{email}\`, each once. ${replacesAll}`,
  emailItem,
  {
    properties: {
      email: Type.String({ description: 'The email.', example: 'jane@work.example.com', ...emailItem }),
    },
    required: ['email'],
  },
)

const additionalPhones = addressList<AdditionalPhone>(
  `Phone numbers beside \`phone\`, as texts or \`{phone, phoneLabel}\`, each once, stored in E.164. ${replacesAll}`,
  phoneItem,
  {
    properties: {
      phone: Type.String({ description: 'The phone number.', example: '+15557654321', ...phoneItem }),
      phoneLabel: Type.String({
        description: 'What it is called.',
        example: 'Mobile',
        maxLength: bounds.text,
      }),
    },
    required: ['phone'],
  },
)

/** The fields that both Create Contact and Update Contact take. */
const writableFields = {
  firstName: Type.Optional(text('First name.', 'rosan')),
  lastName: Type.Optional(text('Last name.', 'Deo')),
  name: Type.Optional(
    text(
      'Full name: split at the first space into firstName and lastName, which win where they are sent too.',
      'rosan Deo',
      bounds.name,
    ),
  ),
  email: Type.Optional(
    nullable(
      Type.String({
        description: `Email address, kept as it is written and compared without regard to case. ${clears}`,
        example: 'rosan@deos.com',
        format: 'contact-email',
        maxLength: bounds.email,
      }),
    ),
  ),
  phone: Type.Optional(
    text(
      "Phone number, stored in E.164. A national number is one of the location's country.",
      '+1 888-888-8888',
      bounds.phone,
    ),
  ),
  address1: Type.Optional(text('Street address.', '3535 1st St N')),
  city: Type.Optional(text('City.', 'Dolomite')),
  state: Type.Optional(text('State or province.', 'AL')),
  postalCode: Type.Optional(
    Type.String({ description: 'Postal code.', example: '35061', maxLength: bounds.text }),
  ),
  website: Type.Optional(
    nullable(
      Type.String({
        description: `Website. ${clears}`,
        example: 'https://www.tesla.com',
        format: 'contact-website',
        maxLength: bounds.website,
      }),
    ),
  ),
  timezone: Type.Optional(
    nullable(
      Type.String({
        description: `An IANA time zone. ${clears}`,
        example: 'America/Chihuahua',
        format: 'contact-timezone',
        maxLength: bounds.text,
      }),
    ),
  ),
  dnd: Type.Optional(
    Type.Boolean({ description: 'Do Not Disturb as a whole; independent of dndSettings.', example: true }),
  ),
  dndSettings: Type.Optional(dndSettings),
  inboundDndSettings: Type.Optional(inboundDndSettings),
  tags: Type.Optional(
    Type.Array(Type.String({ maxLength: bounds.tag }), {
      maxItems: bounds.tags,
      description: 'Replaces all tags of the contact. Stored trimmed, in lower case, each once.',
      example: ['nisi sint commodo amet', 'consequat'],
    }),
  ),
  customFields: Type.Optional(
    Type.Array(customFieldItem, {
      maxItems: bounds.customFields,
      description:
        'Values of custom fields. Fields that are not named stay as they are. An unknown field, or a value that is none of the options, is dropped, and named in the header `x-contactd-ignored-fields` of the answer.',
    }),
  ),
  source: Type.Optional(text('Lead source.', 'public api')),
  companyName: Type.Optional(text('Company name.', 'DGS VolMAX')),
  dateOfBirth: Type.Optional(
    nullable(
      Type.String({
        description: `Birth date, as YYYY/MM/DD, MM/DD/YYYY, YYYY-MM-DD, MM-DD-YYYY, YYYY.MM.DD, MM.DD.YYYY, YYYY_MM_DD or MM_DD_YYYY. ${clears}`,
        example: '1990-09-25',
        format: 'contact-birthday',
      }),
    ),
  ),
  country: Type.Optional(
    Type.Enum([...countryCodes], {
      type: 'string',
      description: 'ISO 3166-1 alpha-2, from the [list of countries](/docs/countries).',
      example: 'US',
    }),
  ),
  additionalEmails: Type.Optional(additionalEmails),
  additionalPhones: Type.Optional(additionalPhones),
  assignedTo: Type.Optional(
    text("The id of a user of the contact's location.", 'y0BeYjuRIlDwsDcOHOJo', bounds.id),
  ),
}

export const updateContactBody = Type.Object(writableFields, { additionalProperties: false })
export type UpdateContactBody = Static<typeof updateContactBody>

export const createContactBody = Type.Object(
  {
    ...writableFields,
    locationId: namedLocationId('The location that the contact is made in.'),
    gender: Type.Optional(Type.String({ description: 'Gender.', example: 'male', maxLength: bounds.text })),
  },
  { additionalProperties: false },
)
export type CreateContactBody = Static<typeof createContactBody>

export const tagsBody = Type.Object({ tags: tagList }, { additionalProperties: false })
export type TagsBody = Static<typeof tagsBody>
