import { type Static, Type } from 'typebox'
import { digits } from '../http/paging.ts'
import { bounds } from './bounds.ts'

const name = Type.String({
  description: 'The name of the business.',
  minLength: 1,
  maxLength: bounds.name,
  example: 'Microsoft',
})

const text = (description: string, example: string, maxLength: number = bounds.name) =>
  Type.Optional(Type.String({ description: `${description} \`""\` takes it away.`, maxLength, example }))

/** What both Create Business and Update Business take. */
const details = {
  phone: text('Its phone, kept as it came.', '+18832327657', bounds.phone),
  email: Type.Optional(
    Type.String({
      description: 'Its email. `""` takes it away.',
      format: 'contact-email',
      maxLength: bounds.email,
      example: 'john@deo.com',
    }),
  ),
  website: text('Its website, kept as it came.', 'www.xyz.com', bounds.website),
  address: text('Street address.', 'street adress'),
  city: text('City.', 'new york'),
  postalCode: text('Postal code.', '12312312'),
  state: text('State or region.', 'new york'),
  country: text('Country, in your own words.', 'us'),
  description: text('What it is.', 'business description', bounds.description),
}

export const createBusinessBody = Type.Object(
  {
    name,
    locationId: Type.String({
      description: 'The location that the business belongs to.',
      minLength: 1,
      maxLength: bounds.id,
      example: 've9EPM428h8vShlRW1KT',
    }),
    ...details,
  },
  { additionalProperties: false },
)
export type CreateBusinessBody = Static<typeof createBusinessBody>

export const updateBusinessBody = Type.Object(
  { name: Type.Optional(name), ...details },
  { additionalProperties: false },
)
export type UpdateBusinessBody = Static<typeof updateBusinessBody>

/** How many businesses a list has, where it doesn't say, and at most. */
export const businessPage = { limit: 100, maxLimit: 500 }

export const businessesQuery = Type.Object({
  locationId: Type.String({
    description: 'The id of the location.',
    example: 've9EPM428h8vShlRW1KT',
    minLength: 1,
  }),
  limit: digits(
    `How many to answer, ${businessPage.limit} where it is missing, at most ${businessPage.maxLimit}.`,
    '100',
  ),
  skip: digits('How many to leave out.', '10'),
})

const answered = (description: string, example: string) =>
  Type.Optional(Type.String({ description, example }))

const actor = (description: string) =>
  Type.Object(
    {
      source: Type.String({ description: 'Always `INTEGRATION`.', example: 'INTEGRATION' }),
      channel: Type.String({ description: 'Always `OAUTH`.', example: 'OAUTH' }),
      sourceId: Type.String({
        description: 'The id of the token, or the client id of the app.',
        example: 'Bq2UfLxzQqJZtB5uY0aN',
      }),
      timestamp: Type.String({ description: 'When.', example: '2024-06-16T14:00:00.000Z' }),
    },
    { description },
  )

const businessAnswer = Type.Object(
  {
    id: Type.String({
      description: 'The id of the business: 24 hexadecimal digits.',
      example: '63771dcac1116f0e21de8e12',
    }),
    name: Type.String({ description: 'Its name.', example: 'Microsoft' }),
    phone: answered('Its phone.', '+18832327657'),
    email: answered('Its email.', 'abc@microsoft.com'),
    website: answered('Its website.', 'microsoft.com'),
    address: answered('Street address.', 'street adress'),
    city: answered('City.', 'new york'),
    description: answered('What it is.', 'business description'),
    state: answered('State or region.', 'new york'),
    postalCode: answered('Postal code.', '12312312'),
    country: answered('Country.', 'united states'),
    locationId: Type.String({ description: 'The location that has it.', example: 've9EPM428h8vShlRW1KT' }),
    createdBy: actor('Who made it.'),
    updatedBy: actor('Who changed it last.'),
    createdAt: Type.String({ description: 'When it was made.', example: '2024-06-16T14:00:00.000Z' }),
    updatedAt: Type.String({
      description: 'When it was changed last.',
      example: '2024-06-16T14:00:00.000Z',
    }),
  },
  { description: 'The business. What is not set is missing.' },
)

const success = Type.Boolean({ description: 'Always true.', example: true })

export const businessAnswers = {
  /** `buiseness` is HighLevel's spelling. */
  written: Type.Object({ success, buiseness: businessAnswer }),
  found: Type.Object({ business: businessAnswer }),
  list: Type.Object({
    businesses: Type.Array(businessAnswer, { description: 'The businesses, oldest first.' }),
  }),
  deleted: Type.Object({ success }),
}
