import { type Static, Type } from 'typebox'
import { digits } from '../http/paging.ts'
import { bounds } from './bounds.ts'

const text = (description: string, example: string, maxLength: number = bounds.name) =>
  Type.String({ description, example, maxLength })

const name = (description: string, example: string) =>
  Type.String({ description, example, minLength: 1, maxLength: bounds.name })

const id = (description: string, example: string) =>
  Type.String({ description, example, minLength: 1, maxLength: bounds.id })

const companyId = id("The token's company.", '5DP4iH6HLkQsiKESj6rh')

const permissionNames = [
  ...['campaignsEnabled', 'campaignsReadOnly', 'contactsEnabled', 'workflowsEnabled', 'workflowsReadOnly'],
  ...[
    'triggersEnabled',
    'funnelsEnabled',
    'websitesEnabled',
    'opportunitiesEnabled',
    'dashboardStatsEnabled',
  ],
  ...['bulkRequestsEnabled', 'appointmentsEnabled', 'reviewsEnabled', 'onlineListingsEnabled'],
  ...['phoneCallEnabled', 'conversationsEnabled', 'assignedDataOnly', 'adwordsReportingEnabled'],
  ...['membershipEnabled', 'facebookAdsReportingEnabled', 'attributionsReportingEnabled', 'settingsEnabled'],
  ...['tagsEnabled', 'leadValueEnabled', 'marketingEnabled', 'agentReportingEnabled', 'botService'],
  ...['socialPlanner', 'bloggingEnabled', 'invoiceEnabled', 'affiliateManagerEnabled', 'contentAiEnabled'],
  ...['refundsEnabled', 'recordPaymentEnabled', 'cancelSubscriptionEnabled', 'paymentsEnabled'],
  ...['communitiesEnabled', 'exportPaymentsEnabled'],
]

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

const scopes = (description: string) =>
  Type.Array(text('A scope.', 'contacts.write'), { description, maxItems: bounds.userScopes })

/** What Create User and Update User take beside whom and where. */
const details = {
  password: Type.Optional(
    text(
      'Taken, and not kept: `contactd user password` sets the passwords of those who can sign in.',
      '*******',
      bounds.secret,
    ),
  ),
  phone: Type.Optional(text('Phone, kept as it came.', '+18832327657', bounds.phone)),
  permissions: Type.Optional(
    Type.Object(
      Object.fromEntries(
        permissionNames.map((name) => [
          name,
          Type.Optional(Type.Boolean({ description: 'Kept, without effect.', example: true })),
        ]),
      ),
      { additionalProperties: false, description: 'Those that are sent are changed, the others stay.' },
    ),
  ),
  scopes: Type.Optional(scopes('Kept, without effect.')),
  scopesAssignedToOnly: Type.Optional(scopes('Kept, without effect.')),
  profilePhoto: Type.Optional(
    text('Address of a photo, kept as it came.', 'https://img.png', bounds.website),
  ),
  twilioPhone: Type.Optional(
    Type.Unsafe<Record<string, string>>({
      type: 'object',
      additionalProperties: { type: 'string', maxLength: bounds.phone },
      maxProperties: bounds.locationsOfUser,
      description: 'Phones by location id; replaced as a whole. Kept, without effect.',
      example: { ve9EPM428h8vShlRW1KT: '+18832327657' },
    }),
  ),
  platformLanguage: Type.Optional(
    Type.Enum(languages, { type: 'string', description: 'Kept, without effect.', example: 'en_US' }),
  ),
}

const type = Type.Enum(['account', 'agency'], {
  type: 'string',
  description: '`account`: of locations; `agency`: of the company, which only its own token can make one.',
  example: 'account',
})
const role = Type.Enum(['admin', 'user'], { type: 'string', description: 'The role.', example: 'admin' })
const locationIds = Type.Array(id('A location.', 've9EPM428h8vShlRW1KT'), {
  description: 'The locations that the user works in: replaced as a whole.',
  maxItems: bounds.locationsOfUser,
})
const email = Type.String({
  description: 'Email address, which no other user has.',
  format: 'contact-email',
  minLength: 1,
  maxLength: bounds.email,
  example: 'john@deo.com',
})

export const createUserBody = Type.Object(
  {
    companyId,
    firstName: name('First name.', 'John'),
    lastName: name('Last name.', 'Deo'),
    email,
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
    firstName: Type.Optional(name('First name.', 'John')),
    lastName: Type.Optional(name('Last name.', 'Deo')),
    email: Type.Optional(
      Type.String({
        description: 'Taken, and not changed: HighLevel no longer changes it either.',
        maxLength: bounds.email,
        example: 'john@deo.com',
      }),
    ),
    type: Type.Optional(type),
    role: Type.Optional(role),
    companyId: Type.Optional(companyId),
    locationIds: Type.Optional(locationIds),
    ...details,
  },
  { additionalProperties: false },
)
export type UpdateUserBody = Static<typeof updateUserBody>

/** How many users a search answers, where it doesn't say, and at most. */
export const userPage = { limit: 25, maxLimit: 100 }
const limit = digits(`How many, ${userPage.limit} where it is missing, at most ${userPage.maxLimit}.`, '10')
const skip = digits('How many to leave out.', '0')

export const searchUsersQuery = Type.Object({
  companyId,
  query: Type.Optional(text('A part of the name, the email or the phone, in any case.', 'Dana')),
  skip,
  limit,
  locationId: Type.Optional(text('Only users of this location.', 've9EPM428h8vShlRW1KT')),
  type: Type.Optional(text('Only users of this type.', 'account')),
  role: Type.Optional(text('Only users of this role.', 'admin')),
  ids: Type.Optional(text('Only these, with commas between.', 'y0BeYjuRIlDwsDcOHOJo', 10_000)),
  sort: Type.Optional(text('`dateAdded`; anything else: by name.', 'dateAdded')),
  sortDirection: Type.Optional(
    Type.Enum(['asc', 'desc'], { type: 'string', description: 'The direction.', example: 'asc' }),
  ),
})
export type SearchUsersQuery = Static<typeof searchUsersQuery>

export const filterUsersBody = Type.Object(
  {
    companyId,
    emails: Type.String({
      description: 'Emails with commas between.',
      minLength: 1,
      maxLength: 10_000,
      example: 'user1@example.com,user2@example.com',
    }),
    deleted: Type.Optional(
      Type.Boolean({ description: 'Only deleted ones, of which contactd keeps none.', example: false }),
    ),
    skip: Type.Optional(
      Type.String({
        description: 'How many to leave out.',
        pattern: '^\\d{1,9}$',
        maxLength: 9,
        example: '0',
      }),
    ),
    limit: Type.Optional(
      Type.String({
        description: `How many, ${userPage.limit} where it is missing, at most ${userPage.maxLimit}.`,
        pattern: '^\\d{1,9}$',
        maxLength: 9,
        example: '10',
      }),
    ),
    projection: Type.Optional(text('Taken; every field is answered.', 'all')),
  },
  { additionalProperties: false },
)
