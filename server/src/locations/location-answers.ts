import { Type } from 'typebox'
import type { LocationRow } from './location-store.ts'

/** The settings of a location, as answered. Those that contactd has no use for are as in a new location. */
const settingsAnswer = Type.Object(
  {
    allowDuplicateContact: Type.Boolean({
      description: 'Whether two contacts may share an email or a phone.',
      example: false,
    }),
    allowDuplicateOpportunity: Type.Boolean({ description: 'Always false.', example: false }),
    allowFacebookNameMerge: Type.Boolean({ description: 'Always false.', example: false }),
    disableContactTimezone: Type.Boolean({ description: 'Always false.', example: false }),
  },
  { description: 'How the location treats its contacts.' },
)

export const locationAnswers = {
  found: Type.Object({
    location: Type.Object(
      {
        id: Type.String({ description: 'The id of the location.', example: 've9EPM428h8vShlRW1KT' }),
        companyId: Type.String({
          description: 'The company that it belongs to.',
          example: '5DP4iH6HLkQsiKESj6rh',
        }),
        name: Type.String({ description: 'Its name.', example: 'dentist' }),
        country: Type.String({ description: 'ISO 3166-1 alpha-2.', example: 'US' }),
        timezone: Type.String({ description: 'IANA time zone.', example: 'America/Chicago' }),
        settings: settingsAnswer,
      },
      { description: 'The location.' },
    ),
  }),
  timezones: Type.Object({
    timezones: Type.Array(Type.String(), {
      description: 'The time zones to choose from. Others that IANA knows are accepted too.',
      example: ['America/Chicago', 'Europe/Berlin', 'UTC'],
    }),
  }),
}

/** A location as answered: the keys that are set. */
export const locationView = ({
  id,
  companyId,
  name,
  country,
  timezone,
  allowDuplicateContact,
}: LocationRow) => ({
  id,
  companyId,
  name,
  country,
  timezone,
  settings: {
    allowDuplicateContact: allowDuplicateContact === 1,
    allowDuplicateOpportunity: false,
    allowFacebookNameMerge: false,
    disableContactTimezone: false,
  },
})
