import { Type } from 'typebox'
import { type LocationProfile, readProfile } from './location-profile.ts'
import type { FoundLocation, LocationRow } from './location-store.ts'

const kept = (description: string) => Type.Boolean({ description, example: false })

/** The settings of a location, as answered. */
const settingsAnswer = Type.Object(
  {
    allowDuplicateContact: kept('Whether two contacts may share an email or a phone.'),
    allowDuplicateOpportunity: kept('Kept, without effect.'),
    allowFacebookNameMerge: kept('Kept, without effect.'),
    disableContactTimezone: kept('Kept, without effect.'),
  },
  { description: 'How the location treats its contacts.' },
)

const text = (description: string, example: string) => Type.String({ description, example })
const unset = (description: string, example: string) => Type.Optional(text(description, example))

const id = text('The id of the location.', 've9EPM428h8vShlRW1KT')
const companyId = text('The company that it belongs to.', '5DP4iH6HLkQsiKESj6rh')
const name = text('Its name.', 'dentist')
const country = text('ISO 3166-1 alpha-2.', 'US')
const timezone = text('IANA time zone.', 'America/Chicago')
const address = unset('Street address.', '4th fleet street')
const city = unset('City.', 'New York')
const state = unset('State or region.', 'Illinois')
const postalCode = unset('Postal code.', '567654')
const website = unset('Its website.', 'https://yourwebsite.com')
const email = unset('Its email.', 'john.doe@mail.com')
const phone = unset('Its phone.', '+1410039940')
const social = Type.Object({}, { description: 'The social links that were sent, by their names.' })

const written = { id, name, phone, email, address, city, state, country, postalCode, website, timezone }

export const locationAnswers = {
  found: Type.Object({
    location: Type.Object(
      {
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
        firstName: unset("The prospect's first name.", 'John'),
        lastName: unset("The prospect's last name.", 'Doe'),
        email,
        phone,
        business: Type.Object(
          { name, address, city, state, country, postalCode, website, timezone },
          { description: 'The same, of the business whose location it is.' },
        ),
        social,
        settings: settingsAnswer,
      },
      { description: 'The location. What is not set is missing.' },
    ),
  }),
  written: Type.Object({ ...written, companyId, settings: settingsAnswer, social }),
  search: Type.Object({
    locations: Type.Array(Type.Object({ ...written, settings: settingsAnswer, social }), {
      description: 'The locations that the token reaches.',
    }),
  }),
  deleted: Type.Object({
    success: Type.Boolean({ description: 'Always true.', example: true }),
    message: text('Which.', 'Deleted location with id: ve9EPM428h8vShlRW1KT'),
  }),
  timezones: Type.Object({
    timezones: Type.Array(Type.String(), {
      description: 'The time zones to choose from. Others that IANA knows are accepted too.',
      example: ['America/Chicago', 'Europe/Berlin', 'UTC'],
    }),
  }),
}

/** A location as Get Location answers it: the keys that are set. */
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

/** A location as Search answers it. */
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

/** A location as Create Location and Put Location answer it. */
export const writtenView = (location: FoundLocation) => ({
  ...searchView(location),
  companyId: location.companyId,
})

const settingsOf = ({ allowDuplicateContact }: LocationRow, { settings = {} }: LocationProfile) => ({
  allowDuplicateContact: allowDuplicateContact === 1,
  allowDuplicateOpportunity: settings.allowDuplicateOpportunity ?? false,
  allowFacebookNameMerge: settings.allowFacebookNameMerge ?? false,
  disableContactTimezone: settings.disableContactTimezone ?? false,
})
