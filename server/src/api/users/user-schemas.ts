import { type Static, Type } from 'typebox'
import { limitInQuery, queryNumber } from '../../http/query.ts'
import { bounds } from '../locations/bounds.ts'
import { defaultPermissions } from './user-profile.ts'

const text = (description: string, example: string, maxLength: number = bounds.name) =>
  Type.String({ description, example, maxLength })

const name = (example: string) => Type.String({ example, minLength: 1, maxLength: bounds.name })

const id = (description: string, example: string) =>
  Type.String({ description, example, minLength: 1, maxLength: bounds.id })

const companyId = id("The token's company.", '5DP4iH6HLkQsiKESj6rh')

const languages = [
  'en_US',
  'es',
  'fr_CA',
  'fr_FR',
  'nl',
  'de',
  'pt_PT',
  'pt_BR',
  'it',
  'sv',
  'da',
  'fi',
  'no',
]

const scopes = Type.Array(Type.String({ example: 'contacts.write', maxLength: bounds.name }), {
  maxItems: bounds.userScopes,
  description: 'Stored, without effect.',
})

const credentials = {
  password: Type.Optional(
    text(
      'Accepted but not stored: `contactd user password` sets the passwords of users who can sign in.',
      '*******',
      bounds.secret,
    ),
  ),
  phone: Type.Optional(text('Stored as sent.', '+18832327657', bounds.phone)),
}

/** The last properties of Create User and Update User. */
const details = {
  permissions: Type.Optional(
    Type.Object(
      Object.fromEntries(
        Object.entries(defaultPermissions).map(([name, example]) => [
          name,
          Type.Optional(Type.Boolean({ example })),
        ]),
      ),
      {
        additionalProperties: false,
        description:
          'Changes the permissions sent; leaves the others. contactd stores permissions but does not apply them.',
      },
    ),
  ),
  scopes: Type.Optional(scopes),
  scopesAssignedToOnly: Type.Optional(scopes),
  profilePhoto: Type.Optional(text('The URL of a photo, stored as sent.', 'https://img.png', bounds.website)),
  twilioPhone: Type.Optional(
    Type.Unsafe<Record<string, string>>({
      type: 'object',
      additionalProperties: { type: 'string', maxLength: bounds.phone },
      maxProperties: bounds.locationsOfUser,
      description: 'Phones by location id; replaces all. Stored, without effect.',
      example: { ve9EPM428h8vShlRW1KT: '+18832327657' },
    }),
  ),
  platformLanguage: Type.Optional(
    Type.Enum(languages, { type: 'string', description: 'Stored, without effect.', example: 'en_US' }),
  ),
}

const type = Type.Enum(['account', 'agency'], {
  type: 'string',
  description:
    '`account`: a user of locations; `agency`: a user of the company, whom only a company token can create.',
  example: 'account',
})
const role = Type.Enum(['admin', 'user'], { type: 'string', example: 'admin' })
const locationIds = Type.Array(
  Type.String({ example: 've9EPM428h8vShlRW1KT', minLength: 1, maxLength: bounds.id }),
  {
    description: 'Replaces all locations of the user.',
    maxItems: bounds.locationsOfUser,
  },
)
const email = Type.String({
  description: 'Unique among users.',
  format: 'contact-email',
  minLength: 1,
  maxLength: bounds.email,
  example: 'john@deo.com',
})

export const createUserBody = Type.Object(
  {
    companyId,
    firstName: name('John'),
    lastName: name('Deo'),
    email,
    ...credentials,
    type,
    role,
    locationIds,
    ...details,
  },
  { additionalProperties: false },
)
export type CreateUserBody = Static<typeof createUserBody>

export const updateUserBody = Type.Object(
  {
    firstName: Type.Optional(name('John')),
    lastName: Type.Optional(name('Deo')),
    email: Type.Optional(
      Type.String({
        description: 'Accepted but not changed, as in HighLevel.',
        maxLength: bounds.email,
        example: 'john@deo.com',
      }),
    ),
    ...credentials,
    type: Type.Optional(type),
    role: Type.Optional(role),
    companyId: Type.Optional(companyId),
    locationIds: Type.Optional(locationIds),
    ...details,
  },
  { additionalProperties: false },
)
export type UpdateUserBody = Static<typeof updateUserBody>

/** The default and the maximum page size. */
export const userPage = { limit: 25, maxLimit: 100 }
const limit = limitInQuery(`The page size: ${userPage.limit} by default, at most ${userPage.maxLimit}.`, 10)
const skip = queryNumber('The number of results to skip.', 0)

export const searchUsersQuery = Type.Object({
  companyId,
  query: Type.Optional(text('A substring of the name, the email or the phone, in any case.', 'Dana')),
  skip,
  limit,
  locationId: Type.Optional(text('Returns only users of this location.', 've9EPM428h8vShlRW1KT')),
  type: Type.Optional(text('Returns only users of this type.', 'account')),
  role: Type.Optional(text('Returns only users with this role.', 'admin')),
  ids: Type.Optional(text('Returns only these users; separated by commas.', 'y0BeYjuRIlDwsDcOHOJo', 10_000)),
  sort: Type.Optional(text('`dateAdded`, or else by name.', 'dateAdded')),
  sortDirection: Type.Optional(Type.Enum(['asc', 'desc'], { type: 'string', example: 'asc' })),
  enabled2waySync: Type.Optional(text('Without effect.', 'true')),
})
export type SearchUsersQuery = Static<typeof searchUsersQuery>

export const filterUsersBody = Type.Object(
  {
    companyId,
    emails: Type.String({
      description: 'Separated by commas.',
      minLength: 1,
      maxLength: 10_000,
      example: 'user1@example.com,user2@example.com',
    }),
    deleted: Type.Optional(
      Type.Boolean({ description: 'Returns only deleted users; contactd keeps none.', example: false }),
    ),
    skip: Type.Optional(
      Type.String({
        description: 'The number of results to skip.',
        pattern: '^\\d{1,9}$',
        maxLength: 9,
        example: '0',
      }),
    ),
    limit: Type.Optional(
      Type.String({
        description: `The page size: ${userPage.limit} by default, at most ${userPage.maxLimit}.`,
        pattern: '^\\d{1,9}$',
        maxLength: 9,
        example: '10',
      }),
    ),
    projection: Type.Optional(text('Without effect: contactd returns every property.', 'all')),
  },
  { additionalProperties: false },
)
