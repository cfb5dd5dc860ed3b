import { type Static, Type } from 'typebox'
import { countryCodes } from '../../lib/countries.ts'
import { customFieldList } from '../custom-fields/values/custom-field-item-schemas.ts'
import { bounds } from '../schemas/bounds.ts'
import { namedLocationId } from '../schemas/named-location-id.ts'
import { nullable } from '../schemas/nullable.ts'
import { dndChannels } from './dnd.ts'

const clears = '`null` or `""` clears it.'

const text = (example: string, maxLength: number = bounds.text) =>
  nullable(Type.String({ example, maxLength }))

const clearable = (description: string, example: string, maxLength?: number) =>
  nullable({ ...text(example, maxLength), description: `${description} ${clears}` })

const email = (ofNothing: string, format: 'contact-email' | 'contact-new-email') =>
  nullable(
    Type.String({
      description: `Stored as sent, compared without regard to case. ${ofNothing}`,
      example: 'rosan@deos.com',
      format,
      maxLength: bounds.email,
    }),
  )

const dndSetting = Type.Object(
  {
    status: Type.Enum(['active', 'inactive', 'permanent'], {
      type: 'string',
      description: '`active` blocks the channel; `permanent` blocks it for good.',
      example: 'active',
    }),
    message: Type.Optional(
      Type.String({
        maxLength: bounds.text,
        example: 'Asked by phone',
      }),
    ),
    code: Type.Optional(
      Type.String({
        description: 'The reason, as a code of your own.',
        maxLength: bounds.text,
        example: '103',
      }),
    ),
  },
  { additionalProperties: false },
)

const dndSettings = Type.Object(
  Object.fromEntries(dndChannels.map((channel) => [channel, Type.Optional(dndSetting)])) as Record<
    (typeof dndChannels)[number],
    ReturnType<typeof Type.Optional<typeof dndSetting>>
  >,
  {
    additionalProperties: false,
    description:
      'Do Not Disturb by channel. Replaces each channel sent; leaves the others, and any that is `permanent`.',
  },
)

const inboundDndSettings = Type.Object(
  {
    all: Type.Optional(
      Type.Object(
        {
          status: Type.Enum(['active', 'inactive'], {
            type: 'string',
            description: '`active` blocks incoming messages.',
            example: 'active',
          }),
          message: Type.Optional(Type.String({ maxLength: bounds.text, example: 'string' })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, description: 'Do Not Disturb for incoming messages.' },
)

export const tagList = Type.Array(Type.String({ maxLength: bounds.tag }), {
  maxItems: bounds.tags,
  description: 'Stored trimmed, in lower case, without duplicates.',
  example: ['nisi sint commodo amet', 'consequat'],
})

/**
 * The fields of both Create Contact and Update Contact, in the order of the specification. A 422 names them in this
 * order. Create has two more fields between the two parts.
 */
const namesAndEmail = {
  firstName: Type.Optional(text('rosan')),
  lastName: Type.Optional(text('Deo')),
  name: Type.Optional(
    clearable(
      'Full name: split at the first space into firstName and lastName, which take precedence if sent.',
      'rosan Deo',
      bounds.name,
    ),
  ),
  email: Type.Optional(email(clears, 'contact-email')),
}

const otherFields = {
  phone: Type.Optional(
    clearable(
      "Stored in E.164. A national number belongs to the location's country.",
      '+1 888-888-8888',
      bounds.phone,
    ),
  ),
  address1: Type.Optional(text('3535 1st St N')),
  city: Type.Optional(text('Dolomite')),
  state: Type.Optional(text('AL')),
  postalCode: Type.Optional(Type.String({ example: '35061', maxLength: bounds.text })),
  website: Type.Optional(
    nullable(
      Type.String({
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
    Type.Boolean({
      description: 'Do Not Disturb for all channels; independent of dndSettings.',
      example: true,
    }),
  ),
  dndSettings: Type.Optional(dndSettings),
  inboundDndSettings: Type.Optional(inboundDndSettings),
  tags: Type.Optional(
    Type.Array(Type.String({ maxLength: bounds.tag }), {
      maxItems: bounds.tags,
      description: 'Replaces all tags of the contact. Stored trimmed, in lower case, without duplicates.',
      example: ['nisi sint commodo amet', 'consequat'],
    }),
  ),
  customFields: Type.Optional(customFieldList),
  source: Type.Optional(text('public api')),
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
  companyName: Type.Optional(text('DGS VolMAX')),
  assignedTo: Type.Optional(
    clearable("The id of a user of the contact's location.", 'y0BeYjuRIlDwsDcOHOJo', bounds.id),
  ),
}

export const updateContactBody = Type.Object(
  { ...namesAndEmail, ...otherFields },
  { additionalProperties: false },
)
export type UpdateContactBody = Static<typeof updateContactBody>

export const createContactBody = Type.Object(
  {
    ...namesAndEmail,
    email: Type.Optional(email('`null` counts as missing; `""` is refused.', 'contact-new-email')),
    locationId: namedLocationId(),
    gender: Type.Optional(Type.String({ example: 'male', maxLength: bounds.text })),
    ...otherFields,
  },
  { additionalProperties: false },
)
export type CreateContactBody = Static<typeof createContactBody>

export const tagsBody = Type.Object({ tags: tagList }, { additionalProperties: false })
export type TagsBody = Static<typeof tagsBody>
