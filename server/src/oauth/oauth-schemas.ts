import { type Static, Type } from 'typebox'
import { errors } from '../http/errors.ts'
import { readPage } from '../http/paging.ts'
import { limitInQuery, queryNumber } from '../http/query.ts'
import type { InstalledLocationsQuery } from './installed-locations.ts'
import { offsetOf, pageToken } from './installed-locations-page.ts'

const maxIdLength = 255

const id = (description: string, example: string) =>
  Type.String({ description, example, minLength: 1, maxLength: maxIdLength })

export const locationTokenBody = Type.Object(
  {
    companyId: id('The company that the app is installed in.', '5DP4iH6HLkQsiKESj6rh'),
    locationId: id('The location of the requested token.', 've9EPM428h8vShlRW1KT'),
  },
  { additionalProperties: false },
)
export type LocationTokenBody = Static<typeof locationTokenBody>

const filters = {
  companyId: id('The company of the token.', '5DP4iH6HLkQsiKESj6rh'),
  appId: id('The first part of the client id.', '6578278e879ad2646715ba9c'),
  locationId: Type.Optional(id('Only this location.', 've9EPM428h8vShlRW1KT')),
  query: Type.Optional(id('Only locations whose name contains this.', 'shoes')),
  isInstalled: Type.Optional(Type.Enum(['true', 'false'], { type: 'string', description: 'Only these.' })),
  versionId: Type.Optional(id('Accepted without effect.', '6578278e879ad2646715ba9c')),
  onTrial: Type.Optional(id('Accepted without effect.', 'true')),
  planId: Type.Optional(id('Accepted without effect.', 'true')),
}

export const installedLocationsQuery = Type.Object({
  ...filters,
  skip: queryNumber('How many to skip.', 0),
  limit: limitInQuery('How many to return, 20 by default, at most 500.', 20),
})

/** The query of the list in version v3. */
export const installedLocationsPageQuery = Type.Object({
  ...filters,
  restrictToUserLocations: Type.Optional(id('Accepted without effect.', 'true')),
  pageSize: limitInQuery('How many to return, 20 by default, at most 100.', 20),
  pageToken: Type.Optional(
    Type.String({
      description: '`nextPageToken` or `prevPageToken` of an earlier response.',
      example: pageToken(0),
      maxLength: maxIdLength,
    }),
  ),
})

const page = { limit: 20, maxLimit: 500 }
const pageOfVersion3 = { limit: 20, maxLimit: 100 }

/** Converts the query of the list to its types. */
export const readListQuery = (query: Static<typeof installedLocationsQuery>): InstalledLocationsQuery => ({
  ...readFilters(query),
  ...readPage(query, page),
})

/**
 * Converts the query of version v3.
 * @throws ApiError 422 for an invalid page token.
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
  access_token: text('A JWT, valid for 24 hours.', 'eyJhbGciOiJSUzI1NiIs…'),
  token_type: text('Always `Bearer`.', 'Bearer'),
  expires_in: Type.Integer({ description: 'Seconds until the access token expires.', example: 86_399 }),
  refresh_token: text('Valid for a year, or until it is used.', 'eyJhbGciOiJSUzI1NiIs…'),
  scope: text('The scopes, separated by spaces.', 'contacts.readonly contacts.write'),
  refreshTokenId: Type.String({ example: 'q1lP6sLrXn0cV3bT8yZe' }),
  userType: text('`Company` or `Location`.', 'Location'),
  companyId: Type.String({ example: '5DP4iH6HLkQsiKESj6rh' }),
  locationId: Type.Optional(text("The location, for a location's token.", 've9EPM428h8vShlRW1KT')),
  userId: Type.Optional(text('The user who installed the app.', 'y0BeYjuRIlDwsDcOHOJo')),
  approvedLocations: Type.Array(Type.String(), {
    description: "The locations that a company's token reaches.",
  }),
  isBulkInstallation: Type.Boolean({ description: 'Always false.', example: false }),
})

/** `access_token` → `accessToken`: version v3's spelling of the token keys. */
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
    name: Type.String({ example: 'Mark Shoes' }),
    address: Type.String({ example: '' }),
    isInstalled: Type.Boolean({ description: 'Whether the app is installed there.', example: true }),
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
    count: Type.Integer({ description: 'The total number of locations.', example: 1 }),
    installToFutureLocations,
  }),
  installedLocationsPage: Type.Object({
    items: locations,
    pagination: Type.Object(
      {
        totalRecords: Type.Integer({ description: 'The total number of locations.', example: 1 }),
        hasNextPage: Type.Boolean({ description: 'Whether more locations follow.', example: false }),
        hasPrevPage: Type.Boolean({ description: 'Whether locations precede these.', example: false }),
        nextPageToken: Type.Optional(text('The token of the next page.', pageToken(20))),
        prevPageToken: Type.Optional(text('The token of the previous page.', pageToken(0))),
        currentPageSize: Type.Integer({ description: 'The number of locations in this page.', example: 1 }),
      },
      { description: 'The position of this page.' },
    ),
    metadata: Type.Object(
      { filterApplied: Type.Object({}, { description: 'As sent.', additionalProperties: true }) },
      { description: 'The parameters of the request.' },
    ),
    installToFutureLocations,
  }),
}
