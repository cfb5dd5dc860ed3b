import { type Static, Type } from 'typebox'
import { described } from '../../http/described.ts'
import { limitInQuery, queryNumber } from '../../http/query.ts'
import { countryCodes } from '../../lib/countries.ts'
import { bounds } from './bounds.ts'
import { uniqueIdentifiers } from './unique-identifiers.ts'

const text = (example: string, maxLength: number = bounds.name, description?: string) =>
  Type.String({ example, maxLength, ...described(description) })

const name = Type.String({
  minLength: 1,
  maxLength: bounds.name,
  example: 'Mark Shoes',
})

const companyId = Type.String({
  description: "The token's company.",
  minLength: 1,
  maxLength: bounds.id,
  example: '5DP4iH6HLkQsiKESj6rh',
})

/** Put Location removes a text that is sent as `""`. */
const clearable = (example: string, maxLength?: number, description?: string) =>
  Type.Optional(text(example, maxLength, description))

const socialNames = [
  'facebookUrl',
  'googlePlus',
  'linkedIn',
  'foursquare',
  'twitter',
  'yelp',
  'instagram',
  'youtube',
  'pinterest',
  'blogRss',
  'googlePlacesId',
] as const

const setting = (description?: string) =>
  Type.Optional(Type.Boolean({ example: false, ...described(description) }))

/** Properties that integrations send and contactd does not store. */
const notKept = {
  twilio: Type.Optional(
    Type.Object(
      {
        sid: text('AC_XXXXXXXXXXX'),
        authToken: text('77_XXXXXXXXXXX', bounds.secret),
      },
      { additionalProperties: false, description: 'Not stored: contactd makes no calls.' },
    ),
  ),
  mailgun: Type.Optional(
    Type.Object(
      {
        apiKey: text('key-XXXXXXXXXXX', bounds.secret),
        domain: text('replies.yourdomain.com'),
      },
      { additionalProperties: false, description: 'Not stored: contactd sends no email.' },
    ),
  ),
}

const phone = clearable('+1410039940', bounds.phone, 'Stored as sent.')

/** The properties after the company, in both Create Location and Put Location. */
const details = {
  address: clearable('4th fleet street'),
  city: clearable('New York'),
  state: clearable('Illinois'),
  country: Type.Optional(
    Type.Enum([...countryCodes], {
      type: 'string',
      description: 'ISO 3166-1 alpha-2: the country of national phone numbers.',
      example: 'US',
    }),
  ),
  postalCode: clearable('567654'),
  website: clearable('https://yourwebsite.com', bounds.website, 'Stored as sent.'),
  timezone: Type.Optional(
    Type.String({
      description: 'IANA time zone.',
      format: 'contact-timezone',
      minLength: 1,
      maxLength: bounds.name,
      example: 'US/Central',
    }),
  ),
  prospectInfo: Type.Optional(
    Type.Object(
      {
        firstName: text('John'),
        lastName: text('Doe'),
        email: Type.String({
          description: 'The email that Search Locations uses.',
          format: 'contact-email',
          maxLength: bounds.email,
          example: 'john.doe@mail.com',
        }),
      },
      { additionalProperties: false, description: 'The owner of the location.' },
    ),
  ),
  settings: Type.Optional(
    Type.Object(
      {
        allowDuplicateContact: setting('Whether two contacts may share an email or a phone.'),
        allowDuplicateOpportunity: setting(),
        allowFacebookNameMerge: setting(),
        disableContactTimezone: setting(),
        contactUniqueIdentifiers: Type.Optional(
          Type.Array(Type.Enum([...uniqueIdentifiers], { type: 'string' }), {
            description:
              'The identifiers that upserts and duplicate checks use, in order. They ignore the others.',
            minItems: 1,
            maxItems: 10,
            example: ['email', 'phone'],
          }),
        ),
      },
      {
        additionalProperties: false,
        description:
          'Changes the settings sent; leaves the others. contactd applies `allowDuplicateContact` and `contactUniqueIdentifiers` and stores the others.',
      },
    ),
  ),
  social: Type.Optional(
    Type.Object(
      Object.fromEntries(socialNames.map((name) => [name, Type.Optional(text('https://…', bounds.website))])),
      {
        additionalProperties: false,
        description:
          'Social links, stored as sent. Changes the links sent, `""` removes one; leaves the others.',
      },
    ),
  ),
  ...notKept,
}

export const createLocationBody = Type.Object(
  {
    name,
    phone,
    companyId,
    ...details,
    snapshotId: Type.Optional(text('XXXXXXXXXXX', bounds.name, 'Not stored: contactd has no snapshots.')),
  },
  { additionalProperties: false },
)
export type CreateLocationBody = Static<typeof createLocationBody>

export const putLocationBody = Type.Object(
  {
    name: Type.Optional(name),
    phone,
    companyId,
    ...details,
    snapshot: Type.Optional(
      Type.Object(
        {
          id: text('XXXXXXXXXXX'),
          override: Type.Optional(Type.Boolean({ example: false })),
        },
        { additionalProperties: false, description: 'Not stored: contactd has no snapshots.' },
      ),
    ),
  },
  { additionalProperties: false },
)
export type PutLocationBody = Static<typeof putLocationBody>

/** The default and the maximum page size. */
export const locationPage = { limit: 10, maxLimit: 500 }

export const locationsQuery = Type.Object({
  companyId: Type.Optional(
    Type.String({
      description: "The token's company.",
      example: '5DP4iH6HLkQsiKESj6rh',
    }),
  ),
  skip: queryNumber('The number of results to skip.', 0),
  limit: limitInQuery(
    `The page size: ${locationPage.limit} by default, at most ${locationPage.maxLimit}.`,
    10,
  ),
  order: Type.Optional(
    Type.Enum(['asc', 'desc'], {
      type: 'string',
      description: 'Oldest first (`asc`) or last.',
      example: 'asc',
    }),
  ),
  email: Type.Optional(
    Type.String({
      description: 'Returns only locations with this email, in any case.',
      example: 'johndoe@mail.com',
    }),
  ),
})
export type LocationsQuery = Static<typeof locationsQuery>

export const deleteLocationQuery = Type.Object({
  deleteTwilioAccount: Type.Enum(['true', 'false'], {
    type: 'string',
    description: 'Required, but without effect: contactd has no such accounts.',
    example: 'false',
  }),
})
