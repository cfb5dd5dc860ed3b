import { Type } from 'typebox'
import { described } from '../../http/described.ts'
import { type LocationProfile, readProfile } from './location-profile.ts'
import type { FoundLocation, LocationRow } from './location-store.ts'
import { identifiersOf } from './unique-identifiers.ts'

const setting = (description?: string) => Type.Boolean({ example: false, ...described(description) })

/** The settings of a location, as returned. */
const settingsAnswer = Type.Object(
  {
    allowDuplicateContact: setting('Whether two contacts may share an email or a phone.'),
    allowDuplicateOpportunity: setting(),
    allowFacebookNameMerge: setting(),
    disableContactTimezone: setting(),
    contactUniqueIdentifiers: Type.Array(Type.String(), {
      description: 'The identifiers that upserts and duplicate checks use, in order.',
      example: ['email', 'phone'],
    }),
  },
  {
    description:
      'contactd applies `allowDuplicateContact` and `contactUniqueIdentifiers` and stores the others.',
  },
)

const text = (example: string, description?: string) => Type.String({ example, ...described(description) })
const unset = (example: string, description?: string) => Type.Optional(text(example, description))

const id = text('ve9EPM428h8vShlRW1KT')
const companyId = text('5DP4iH6HLkQsiKESj6rh')
const name = text('dentist')
const country = text('US', 'ISO 3166-1 alpha-2.')
const timezone = text('America/Chicago')
const address = unset('4th fleet street')
const city = unset('New York')
const state = unset('Illinois')
const postalCode = unset('567654')
const website = unset('https://yourwebsite.com')
const email = unset('john.doe@mail.com')
const phone = unset('+1410039940')
const timezones = (description: string) =>
  Type.Array(Type.String(), { description, example: ['America/Chicago', 'Europe/Berlin', 'UTC'] })
const social = Type.Object({})

const written = { id, name, phone, email, address, city, state, country, postalCode, website, timezone }

export const locationAnswers = {
  found: Type.Object({
    location: Type.Object({
      id,
      companyId,
      name,
      address,
      city,
      state,
      country,
      postalCode,
      website,
      timezone,
      firstName: unset('John', "The prospect's first name."),
      lastName: unset('Doe', "The prospect's last name."),
      email,
      phone,
      business: Type.Object(
        { name, address, city, state, country, postalCode, website, timezone },
        { description: 'The same properties, of the business that owns the location.' },
      ),
      social,
      settings: settingsAnswer,
    }),
  }),
  written: Type.Object({ ...written, companyId, settings: settingsAnswer, social }),
  search: Type.Object({
    locations: Type.Array(Type.Object({ ...written, settings: settingsAnswer, social })),
  }),
  deleted: Type.Object({
    success: Type.Boolean({ example: true }),
    message: text('Deleted location with id: ve9EPM428h8vShlRW1KT'),
  }),
  timezones: Type.Object({
    timezones: timezones('The time zones to choose from. contactd accepts other IANA time zones too.'),
    timeZones: timezones('The same list, under the name that n8n reads.'),
  }),
}

/** A location as Get Location returns it, without unset keys. */
export function locationView(location: FoundLocation) {
  const { id, companyId, name, country, timezone } = location
  const profile = readProfile(location)
  const { firstName, lastName, email, phone, address, city, state, postalCode, website } = profile
  const place = { address, city, state, country, postalCode, website, timezone }
  return {
    id,
    companyId,
    name,
    ...place,
    firstName,
    lastName,
    email,
    phone,
    business: { name, ...place },
    social: profile.social ?? {},
    settings: settingsOf(location, profile),
  }
}

/** A location as Search Locations returns it. */
export function searchView(location: FoundLocation) {
  const { id, name, country, timezone } = location
  const profile = readProfile(location)
  const { phone, email, address, city, state, postalCode, website, social = {} } = profile
  const settings = settingsOf(location, profile)
  return {
    id,
    name,
    phone,
    email,
    address,
    city,
    state,
    country,
    postalCode,
    website,
    timezone,
    settings,
    social,
  }
}

/** A location as Create Location and Put Location return it. */
export const writtenView = (location: FoundLocation) => ({
  ...searchView(location),
  companyId: location.companyId,
})

const settingsOf = (row: LocationRow, { settings = {} }: LocationProfile) => ({
  allowDuplicateContact: row.allowDuplicateContact === 1,
  allowDuplicateOpportunity: settings.allowDuplicateOpportunity ?? false,
  allowFacebookNameMerge: settings.allowFacebookNameMerge ?? false,
  disableContactTimezone: settings.disableContactTimezone ?? false,
  contactUniqueIdentifiers: identifiersOf(row),
})
