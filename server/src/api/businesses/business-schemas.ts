import { type Static, Type } from 'typebox'
import { described } from '../../http/described.ts'
import { limitInQuery, queryNumber } from '../../http/query.ts'
import { bounds } from '../locations/bounds.ts'

const name = Type.String({
  minLength: 1,
  maxLength: bounds.name,
  example: 'Microsoft',
})

const text = (example: string, maxLength: number = bounds.name, description?: string) =>
  Type.Optional(Type.String({ maxLength, example, ...described(description) }))

/** The properties of Create Business and Update Business. An update removes a property that is sent as `""`. */
const details = {
  phone: text('+18832327657', bounds.phone, 'Stored as sent.'),
  email: Type.Optional(
    Type.String({
      format: 'contact-email',
      maxLength: bounds.email,
      example: 'john@deo.com',
    }),
  ),
  website: text('www.xyz.com', bounds.website, 'Stored as sent.'),
  address: text('street adress'),
  city: text('new york'),
  postalCode: text('12312312'),
  state: text('new york'),
  country: text('us', bounds.name, 'Any text.'),
  description: text('business description', bounds.description),
}

export const createBusinessBody = Type.Object(
  {
    name,
    locationId: Type.String({
      minLength: 1,
      maxLength: bounds.id,
      example: 've9EPM428h8vShlRW1KT',
    }),
    ...details,
  },
  { additionalProperties: false },
)
export type CreateBusinessBody = Static<typeof createBusinessBody>

/** In the order of the specification, which differs from Create Business. */
const updatable = {
  name: Type.Optional(name),
  phone: details.phone,
  email: details.email,
  postalCode: details.postalCode,
  website: details.website,
  address: details.address,
  state: details.state,
  city: details.city,
  country: details.country,
  description: details.description,
}
export const updateBusinessBody = Type.Object(updatable, { additionalProperties: false })
export type UpdateBusinessBody = Static<typeof updateBusinessBody>

/** The default and the maximum page size. */
export const businessPage = { limit: 100, maxLimit: 500 }

export const businessesQuery = Type.Object({
  locationId: Type.String({
    example: 've9EPM428h8vShlRW1KT',
    minLength: 1,
  }),
  limit: limitInQuery(
    `The page size: ${businessPage.limit} by default, at most ${businessPage.maxLimit}.`,
    100,
  ),
  skip: queryNumber('The number of results to skip.', 10),
})
export type BusinessesQuery = Static<typeof businessesQuery>

const answered = (example: string) => Type.Optional(Type.String({ example }))

const actor = Type.Object({
  source: Type.String({ description: 'Always `INTEGRATION`.', example: 'INTEGRATION' }),
  channel: Type.String({ description: 'Always `OAUTH`.', example: 'OAUTH' }),
  sourceId: Type.String({
    description: 'The id of the token, or the client id of the app.',
    example: 'Bq2UfLxzQqJZtB5uY0aN',
  }),
  timestamp: Type.String({ example: '2024-06-16T14:00:00.000Z' }),
})

const businessAnswer = Type.Object({
  id: Type.String({
    description: '24 hexadecimal digits.',
    example: '63771dcac1116f0e21de8e12',
  }),
  name: Type.String({ example: 'Microsoft' }),
  phone: answered('+18832327657'),
  email: answered('abc@microsoft.com'),
  website: answered('microsoft.com'),
  address: answered('street adress'),
  city: answered('new york'),
  description: answered('business description'),
  state: answered('new york'),
  postalCode: answered('12312312'),
  country: answered('united states'),
  locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
  createdBy: actor,
  updatedBy: actor,
  createdAt: Type.String({ example: '2024-06-16T14:00:00.000Z' }),
  updatedAt: Type.String({
    example: '2024-06-16T14:00:00.000Z',
  }),
})

const success = Type.Boolean({ example: true })

export const businessAnswers = {
  /** `buiseness` is HighLevel's spelling. */
  written: Type.Object({ success, buiseness: businessAnswer }),
  found: Type.Object({ business: businessAnswer }),
  list: Type.Object({
    businesses: Type.Array(businessAnswer),
  }),
  deleted: Type.Object({ success }),
}
