import { type Static, Type } from 'typebox'
import { errors } from '../http/errors.ts'
import { digits, readPage } from '../http/paging.ts'
import type { InstalledLocationsQuery } from './installed-locations.ts'
import { offsetOf, pageToken } from './installed-locations-page.ts'

const maxIdLength = 255

const id = (description: string, example: string) =>
  Type.String({ description, example, minLength: 1, maxLength: maxIdLength })

export const locationTokenBody = Type.Object(
  {
    companyId: id('The company that the app is installed in.', '5DP4iH6HLkQsiKESj6rh'),
    locationId: id('The location that a token is wanted for.', 've9EPM428h8vShlRW1KT'),
  },
  { additionalProperties: false },
)
export type LocationTokenBody = Static<typeof locationTokenBody>

const filters = {
  companyId: id('The company that the token is for.', '5DP4iH6HLkQsiKESj6rh'),
  appId: id('The first part of the client id.', '6578278e879ad2646715ba9c'),
  locationId: Type.Optional(id('Only this location.', 've9EPM428h8vShlRW1KT')),
  query: Type.Optional(id('Only locations whose name holds this.', 'shoes')),
  isInstalled: Type.Optional(Type.Enum(['true', 'false'], { type: 'string', description: 'Only these.' })),
}

export const installedLocationsQuery = Type.Object({
  ...filters,
  skip: digits('How many to leave out.', '0'),
  limit: digits('How many to answer, 20 where it is missing, at most 500.', '20'),
})

/** The same of version v3. */
export const installedLocationsPageQuery = Type.Object({
  ...filters,
  pageSize: Type.Optional(
    Type.String({
      description: 'How many to answer, 20 where it is missing, at most 100.',
      example: '20',
      pattern: '^[1-9]\\d{0,8}$',
    }),
  ),
  pageToken: Type.Optional(
    Type.String({
      description: '`nextPageToken` or `prevPageToken` of an earlier answer.',
      example: pageToken(0),
      maxLength: maxIdLength,
    }),
  ),
})

const page = { limit: 20, maxLimit: 500 }
const pageOfVersion3 = { limit: 20, maxLimit: 100 }

/** The query of the list, in its own types. */
export const readListQuery = (query: Static<typeof installedLocationsQuery>): InstalledLocationsQuery => ({
  ...readFilters(query),
  ...readPage(query, page),
})

/**
 * The query of version v3.
 * @throws ApiError 422 where the token of the page is none of ours.
 */
export function readPageQuery(query: Static<typeof installedLocationsPageQuery>): InstalledLocationsQuery {
  const skip = query.pageToken === undefined ? 0 : offsetOf(query.pageToken)
  if (skip === undefined) throw errors.unprocessable(['pageToken is invalid'])
  const asked = query.pageSize === undefined ? {} : { limit: query.pageSize }
  return { ...readFilters(query), ...readPage(asked, pageOfVersion3), skip }
}

type Filters = Omit<Static<typeof installedLocationsQuery>, 'skip' | 'limit'>

const readFilters = (query: Filters): Omit<InstalledLocationsQuery, 'skip' | 'limit'> => ({
  companyId: query.companyId,
  appId: query.appId,
  ...(query.locationId !== undefined && { locationId: query.locationId }),
  ...(query.query !== undefined && { query: query.query }),
  ...(query.isInstalled !== undefined && { isInstalled: query.isInstalled === 'true' }),
})

const text = (description: string, example: string) => Type.String({ description, example })

const tokens = Type.Object({
  access_token: text('A JWT, good for 24 hours.', 'eyJhbGciOiJSUzI1NiIs…'),
  token_type: text('Always `Bearer`.', 'Bearer'),
  expires_in: Type.Integer({ description: 'Seconds until the access token expires.', example: 86_399 }),
  refresh_token: text('Good for a year, or until it is used.', 'eyJhbGciOiJSUzI1NiIs…'),
  scope: text('The scopes, with spaces between.', 'contacts.readonly contacts.write'),
  refreshTokenId: text('The id of the refresh token.', 'q1lP6sLrXn0cV3bT8yZe'),
  userType: text('`Company` or `Location`.', 'Location'),
  companyId: text('The company.', '5DP4iH6HLkQsiKESj6rh'),
  locationId: Type.Optional(text("The location, for a location's token.", 've9EPM428h8vShlRW1KT')),
  userId: Type.Optional(text('Who installed the app.', 'y0BeYjuRIlDwsDcOHOJo')),
  approvedLocations: Type.Array(Type.String(), {
    description: "The locations that a company's token reaches.",
  }),
  isBulkInstallation: Type.Boolean({ description: 'Always false.', example: false }),
})

/** `access_token` → `accessToken`: version v3 spells the keys of tokens so. */
export const inCamelCase = <Value>(record: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  )

const locations = Type.Array(
  Type.Object({
    _id: text('Location Id', 've9EPM428h8vShlRW1KT'),
    name: text('Its name.', 'Mark Shoes'),
    address: text('Its address.', ''),
    isInstalled: Type.Boolean({ description: 'Whether the app is there.', example: true }),
    installedAt: Type.Optional(text('Since when.', '2024-01-15T10:30:00.000Z')),
  }),
  { description: 'The locations, oldest first.' },
)
const installToFutureLocations = Type.Boolean({
  description: 'Whether it is installed for the whole company.',
})

export const oauthAnswers = {
  tokens,
  version3Tokens: Type.Object(inCamelCase(tokens.properties)),
  installedLocations: Type.Object({
    locations,
    count: Type.Integer({ description: 'How many there are in all.', example: 1 }),
    installToFutureLocations,
  }),
  installedLocationsPage: Type.Object({
    items: locations,
    pagination: Type.Object(
      {
        totalRecords: Type.Integer({ description: 'How many there are in all.', example: 1 }),
        hasNextPage: Type.Boolean({ description: 'Whether more come after these.', example: false }),
        hasPrevPage: Type.Boolean({ description: 'Whether some come before these.', example: false }),
        nextPageToken: Type.Optional(text('Asks for those after these.', pageToken(20))),
        prevPageToken: Type.Optional(text('Asks for those before these.', pageToken(0))),
        currentPageSize: Type.Integer({ description: 'How many these are.', example: 1 }),
      },
      { description: 'Where among all of them these are.' },
    ),
    metadata: Type.Object(
      { filterApplied: Type.Object({}, { description: 'As sent.', additionalProperties: true }) },
      { description: 'What was asked for.' },
    ),
    installToFutureLocations,
  }),
}
