import { type Static, Type } from 'typebox'
import { digits } from '../http/paging.ts'
import { countryCodes } from '../lib/countries.ts'
import { bounds } from './bounds.ts'

const text = (description: string, example: string, maxLength: number = bounds.name) =>
  Type.String({ description, example, maxLength })

const name = Type.String({
  description: 'The name of the location.',
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

const clearable = (description: string, example: string, maxLength?: number) =>
  Type.Optional(text(`${description} \`""\` takes it away.`, example, maxLength))

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

const setting = (description: string) => Type.Optional(Type.Boolean({ description, example: false }))

/** What contactd takes, since integrations send it, and does not keep. */
const notKept = {
  twilio: Type.Optional(
    Type.Object(
      {
        sid: text('SID', 'AC_XXXXXXXXXXX'),
        authToken: text('Auth token', '77_XXXXXXXXXXX', bounds.secret),
      },
      { additionalProperties: false, description: 'Not kept: contactd calls nobody.' },
    ),
  ),
  mailgun: Type.Optional(
    Type.Object(
      {
        apiKey: text('API key', 'key-XXXXXXXXXXX', bounds.secret),
        domain: text('Domain', 'replies.yourdomain.com'),
      },
      { additionalProperties: false, description: 'Not kept: contactd sends no mail.' },
    ),
  ),
}

/** What both Create Location and Put Location take. */
const details = {
  phone: clearable('Its phone, kept as it came.', '+1410039940', bounds.phone),
  address: clearable('Street address.', '4th fleet street'),
  city: clearable('City.', 'New York'),
  state: clearable('State or region.', 'Illinois'),
  country: Type.Optional(
    Type.Enum([...countryCodes], {
      type: 'string',
      description: 'ISO 3166-1 alpha-2: whose national phone numbers are meant.',
      example: 'US',
    }),
  ),
  postalCode: clearable('Postal code.', '567654'),
  website: clearable('Its website, kept as it came.', 'https://yourwebsite.com', bounds.website),
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
        firstName: text('First name.', 'John'),
        lastName: text('Last name.', 'Doe'),
        email: Type.String({
          description: 'Email: the one that locations are searched by.',
          format: 'contact-email',
          maxLength: bounds.email,
          example: 'john.doe@mail.com',
        }),
      },
      { additionalProperties: false, description: 'Whose location it is.' },
    ),
  ),
  settings: Type.Optional(
    Type.Object(
      {
        allowDuplicateContact: setting('Whether two contacts may share an email or a phone.'),
        allowDuplicateOpportunity: setting('Kept, without effect.'),
        allowFacebookNameMerge: setting('Kept, without effect.'),
        disableContactTimezone: setting('Kept, without effect.'),
      },
      { additionalProperties: false, description: 'Those that are sent are changed, the others stay.' },
    ),
  ),
  social: Type.Optional(
    Type.Object(
      Object.fromEntries(
        socialNames.map((name) => [
          name,
          Type.Optional(text(`\`${name}\`, kept as it came.`, 'https://…', bounds.website)),
        ]),
      ),
      {
        additionalProperties: false,
        description: 'Social links. Those that are sent are changed, `""` takes one away, the others stay.',
      },
    ),
  ),
  ...notKept,
}

export const createLocationBody = Type.Object(
  {
    name,
    companyId,
    ...details,
    snapshotId: Type.Optional(text('Not kept: contactd has no snapshots.', 'XXXXXXXXXXX')),
  },
  { additionalProperties: false },
)
export type CreateLocationBody = Static<typeof createLocationBody>

export const putLocationBody = Type.Object(
  {
    name: Type.Optional(name),
    companyId,
    ...details,
    snapshot: Type.Optional(
      Type.Object(
        {
          id: text('Snapshot ID', 'XXXXXXXXXXX'),
          override: Type.Optional(Type.Boolean({ description: 'Whether it overrides.', example: false })),
        },
        { additionalProperties: false, description: 'Not kept: contactd has no snapshots.' },
      ),
    ),
  },
  { additionalProperties: false },
)
export type PutLocationBody = Static<typeof putLocationBody>

/** How many locations a search answers, where it doesn't say, and at most. */
export const locationPage = { limit: 10, maxLimit: 500 }

export const locationsQuery = Type.Object({
  companyId: Type.Optional(
    Type.String({
      description: "The company to search: the token's own.",
      example: '5DP4iH6HLkQsiKESj6rh',
    }),
  ),
  skip: digits('How many to leave out.', '0'),
  limit: digits(
    `How many to answer, ${locationPage.limit} where it is missing, at most ${locationPage.maxLimit}.`,
    '10',
  ),
  order: Type.Optional(
    Type.Enum(['asc', 'desc'], {
      type: 'string',
      description: 'Oldest first (`asc`) or last.',
      example: 'asc',
    }),
  ),
  email: Type.Optional(
    Type.String({ description: 'Only locations of this email, in any case.', example: 'johndoe@mail.com' }),
  ),
})
export type LocationsQuery = Static<typeof locationsQuery>

export const deleteLocationQuery = Type.Object({
  deleteTwilioAccount: Type.Enum(['true', 'false'], {
    type: 'string',
    description: 'Wanted, and without effect: contactd has no such accounts.',
    example: 'false',
  }),
})
