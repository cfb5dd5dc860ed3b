import { type Static, Type } from 'typebox'
import { webhookUrl } from '../../webhooks/webhook-schemas.ts'
import { locationSeed } from './location-seed-schema.ts'
import {
  closed,
  country,
  email,
  id,
  listOf,
  nameOf,
  optionalText,
  scopeList,
  timezone,
  tokens,
} from './seed-values.ts'

const company = {
  id,
  name: nameOf('company'),
  email: Type.Optional(email),
  phone: optionalText('Stored as it is.'),
  website: optionalText('The URL of its website.'),
  address: optionalText('Street and number.'),
  city: optionalText('The city.'),
  postalCode: optionalText('The postal code.'),
  state: optionalText('The state.'),
  country,
  timezone,
  tokens,
}

const app = {
  clientId: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_-]{1,64}$',
      description: 'The same at each start, made by contactd, if missing.',
    }),
  ),
  clientSecret: Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: 'The same at each start if missing.' }),
  ),
  name: nameOf('app'),
  redirectUris: Type.Array(Type.String({ minLength: 1, format: 'redirect-uri' }), {
    minItems: 1,
    maxItems: 20,
    description: 'Where users come back to with a code.',
  }),
  scopes: scopeList('The scopes that it may ask for; all if missing.'),
  webhookUrl: Type.Optional({
    ...webhookUrl,
    description: 'Where the events of the places are posted where it is installed.',
  }),
}

/** What a development server has at its start. */
export const seedBody = closed({
  companies: listOf(company, 100, 'One with the name of the first location if missing.'),
  locations: Type.Array(closed({ ...locationSeed, tokens }), {
    minItems: 1,
    maxItems: 100,
    description: 'The first is the one that the server tells.',
  }),
  apps: listOf(app, 100, 'OAuth apps.'),
})
export type Seed = Static<typeof seedBody>
export type SeedLocation = Seed['locations'][number]
export type SeedTokens = NonNullable<SeedLocation['tokens']>
